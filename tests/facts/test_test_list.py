"""Test lists in CSV."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from periplus.facts.selector import select
from periplus.facts.test_list import ListedSite, read_test_list

from .samples import anything

CSV = (
    b"url,category_code,category_description,date_added,source,notes\r\n"
    b'https://news.example/,NEWS,News Media,2014-04-15,somebody,"a, b"\r\n'
    b"not a url,NEWS,News Media,2014-04-15,,\r\n"
    b"http://vpn.example/,ANON,Circumvention,soon,,\r\n"
)


def test_rows_with_their_place() -> None:
    (first, selector), (second, _) = read_test_list(CSV)
    assert first == ListedSite(
        url="https://news.example/",
        domain="news.example",
        category="NEWS",
        description="News Media",
        added_on=date(2014, 4, 15),
    )
    assert select(CSV, "text/csv", selector).startswith(b"https://news.example/,NEWS")
    assert (second.domain, second.added_on) == ("vpn.example", None)


def test_another_table_is_none() -> None:
    assert list(read_test_list(b"url,name\nhttps://news.example/,x\n")) == []


@given(anything(CSV))
def test_never_raises(body: bytes) -> None:
    list(read_test_list(body))
