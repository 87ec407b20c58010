"""Tables of cables in CSV."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.facts.cables import CableTold, check_cables, read_cables
from periplus.facts.selector import select

from .samples import anything

CSV = (
    b"cable,operator,countries,source,dated,url\r\n"
    b'Silk Line,"Coastal, JSC",ZZ XA xb,A survey,2021-06-30,https://lines.example/t.csv\r\n'
    b"\r\n"
    b"Short Line,,ZZ XA,A talk,2020,\r\n"
)


def test_rows_with_their_place() -> None:
    check_cables(CSV)
    (first, selector), (second, _) = read_cables(CSV)
    assert first == CableTold(
        cable="Silk Line",
        operator="Coastal, JSC",
        countries=("ZZ", "XA", "XB"),
        source="A survey",
        dated="2021-06-30",
        url="https://lines.example/t.csv",
    )
    assert select(CSV, "text/csv", selector) == CSV.split(b"\r\n")[1]
    assert (second.operator, second.dated, second.url) == ("", "2020", "")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (b"", "no column cable"),
        (b"cable,countries,source\nA,ZZ XA,S\n", "no column dated"),
        (b"cable,countries,source,dated,owner\nA,ZZ XA,S,2020,B\n", "unknown column: 'owner'"),
        (b"cable,countries,source,dated\n", "no row"),
        (b"cable,countries,source,dated\nA,ZZ,S,2020\n", "line 2 needs"),
        (b"cable,countries,source,dated\nA,ZZ XA,S,last year\n", "line 2 needs"),
        (b"cable,countries,source,dated\nA,ZZ XA,,2020\n", "line 2 needs"),
        (b"cable,countries,source,dated\nA,ZZ Germany,S,2020\n", "line 2 needs"),
        (b"cable,countries,source,dated\n" + b"A,ZZ XA,S,2020\n" * 5001, "more than 5000"),
    ],
)
def test_what_is_wrong_is_said(body: bytes, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        check_cables(body)


def test_another_table_is_none() -> None:
    assert list(read_cables(b"url,name\nhttps://news.example/,x\n")) == []


@given(anything(CSV))
def test_never_raises(body: bytes) -> None:
    list(read_cables(body))
