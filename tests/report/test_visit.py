"""Twin of report/visit.py: nothing without a browser, and what it saw with one."""

from __future__ import annotations

from typing import Any

from periplus.report import html
from periplus.report.citing import Bounds, Page
from periplus.report.visit import visit
from tests.report import sample
from tests.report.page import PageReader

PICTURE = "iVBORw0KGgo="
CLAIMS: dict[str, dict[str, Any]] = {
    "site.browser_visit": {
        "browser": "Chrome/1", "ended": "quiet", "requests": 9, "hosts": 3, "refused": 2, "windows": 0,
        "dialogs": 0, "downloads": 0,
    },
    "site.third_party_request": {
        "host": "t.example", "service": "Counter", "owner": "Count & Co", "requests": 2, "let_out": 0,
        "ids": "C-1", "received": "parameters id",
    },
    "site.cloaked_third_party": {"host": "m.site.example", "stands_for": "x.t.example", "owner": "C"},
    "site.browser_cookie": {
        "name": "_c", "party": "first", "domain": "site.example", "set_by": "script of t.example",
        "secure": True, "http_only": False, "same_site": None, "lifetime_s": 7200, "purpose": "unknown",
    },
    "site.page_global": {"name": "<b>Vue", "type": "function", "tells": "Vue.js"},
}  # fmt: skip


def seen() -> sample.Builder:
    builder = sample.Builder(target=sample.SITE)
    load = builder.capture("browser+https://site.example/", media_type="application/x")
    builder.capture("browser+https://site.example/#picture", media_type="image/png", picture=PICTURE)
    for predicate, value in CLAIMS.items():
        builder.claim(sample.SITE, predicate, value, [builder.observe(load)])
    return builder


def test_without_a_browser_there_is_no_section() -> None:
    empty = sample.Builder(target=sample.SITE).report()
    assert visit(Page.of(empty, Bounds())) == ""
    assert "img-src" not in html.render(empty)


def test_what_a_browser_saw() -> None:
    page = PageReader(visit(Page.of(seen().report(), Bounds())))
    for text in ("Counter", "Count & Co", "2, let out 0", "stands for x.t.example", "2 h", "<b>Vue"):
        assert text in page.text
    assert "9 requests to 3 hosts, 2 of them held back" in page.text
    assert page.loads == [f"data:image/png;base64,{PICTURE}"]
    assert "b" not in page.names


def test_a_picture_is_allowed_only_within_the_file() -> None:
    assert "; img-src data:; style-src" in html.render(seen().report())
