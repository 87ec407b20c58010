"""Dates as registries print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.domain_date import is_month_first, local_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2020-02-19T10:39:40Z", "2020-02-19T10:39:40Z"),
        ("2019-09-09T08:39:04-0700", "2019-09-09T08:39:04-0700"),
        ("2002-10-22 17:48:23 CLST", "2002-10-22"),
        ("24-May-2010", "2010-05-24"),
        ("21-March-2002", "2002-03-21"),
        ("Registered on 30th April 2003 at 00:04", "2003-04-30"),
        ("2001-Aug-23.", "2001-08-23"),
        ("2010. 05. 24.", "2010-05-24"),
        ("2020.08.17 11:37:09", "2020-08-17"),
        ("24.05.2010", "2010-05-24"),
        ("4.7.2021 10:15:55", "2021-07-04"),
        ("20100524", "2010-05-24"),
        ("20141204 14:57:44", "2014-12-04"),
        ("19990518 #162310", "1999-05-18"),
        ("Tue Dec 12 2000", "2000-12-12"),
        ("Wed Mar 28 23:00:00 2001", "2001-03-28"),
        ("Wed Mar 28 23:00:00 GMT 2001", "2001-03-28"),
        ("September  6 2016", "2016-09-06"),
        ("05 ene 2010", "2010-01-05"),
        ("before Aug-1996", "before 1996-08"),
        ("0001-01-01T00:00:00.00Z", None),
        ("2010-13-41", None),
        ("+12083895740", None),
        ("31-Foo-2010", None),
        ("never", None),
    ],
)
def test_local_date(text: str, iso: str | None) -> None:
    found = local_date(text)

    assert (found and found[0]) == iso


def test_the_order_is_the_registrys() -> None:
    assert (local_date("01/02/2003") or ("",))[0] == "2003-02-01"
    assert (local_date("01/02/2003", month_first=True) or ("",))[0] == "2003-01-02"
    assert is_month_first("12/31/2003")
    assert not is_month_first("31/12/2003")
    assert not is_month_first("01/02/2003")


@given(st.text(st.sampled_from("0123456789-/. :TZamyJn"), max_size=40) | st.text(max_size=40))
def test_any_text(text: str) -> None:
    found = local_date(text)
    is_month_first(text)

    assert found is None or 0 <= found[1] < found[2] <= len(text)
