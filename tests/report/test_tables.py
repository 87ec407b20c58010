"""Tables hold what the claims hold, and are left out when there is nothing."""

from collections.abc import Callable

import pytest

from periplus.report import tables
from periplus.report.citing import Bounds, Page
from periplus.report.markup import Markup
from tests.report import sample
from tests.report.page import PageReader

SITE = Page.of(sample.site().report(), Bounds())
COUNTRY = Page.of(sample.country().report(), Bounds())
EMPTY = Page.of(sample.Builder(target=sample.SITE).report(), Bounds())


@pytest.mark.parametrize(
    "write", [tables.addresses, tables.handshake, tables.cookies, tables.fields, tables.summary]
)
def test_nothing_of_nothing(write: Callable[[Page], Markup]) -> None:
    assert write(EMPTY) == ""


def test_name_servers() -> None:
    page = PageReader(tables.addresses(COUNTRY))
    assert "Name servers" in page.text
    for value in (
        "ns5.nic.example",
        "203.0.113.203",
        "Large Cloud Inc.",
        "AS64502",
        "XB",
        "XC",
        "Portside",
    ):
        assert value in page.texts
    assert "very likely" in page.text


def test_cookies_with_flags_and_findings() -> None:
    text = PageReader(tables.cookies(SITE)).text
    assert "HttpOnly missing. Add HttpOnly." in text
    assert "double-submit token" in text
    assert "until the browser closes" in text


def test_fields_sent_and_not_sent() -> None:
    text = PageReader(tables.fields(SITE)).text
    assert "Old filter switch. (obsolete)" in text
    assert "Content-Security-Policy: default-src 'self'" in text


def test_certificate_parts() -> None:
    texts = PageReader(tables.handshake(SITE)).texts
    assert texts.index("Certificate: subject") < texts.index("Certificate: verdict")
    assert "TLS_AES_256_GCM_SHA384" in texts


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "until the browser closes"), (86400, "1 d"), (5400, "1.5 h"), (90, "1.5 min"), (5, "5 s")],
)
def test_lifetime(seconds: int | None, said: str) -> None:
    b = sample.Builder(target=sample.SITE)
    b.claim(sample.SITE, "site.cookie", {"name": "a", "lifetime_s": seconds}, [b.capture("https://x/")])
    assert said in PageReader(tables.cookies(Page.of(b.report(), Bounds()))).texts


def test_trackers_and_third_parties() -> None:
    b = sample.Builder(target=sample.SITE)
    seen = [b.capture("https://x/")]
    tracker = {"name": "Counter", "owner": "Maker", "category": "analytics", "id": "C-1"}
    b.claim(sample.SITE, "site.tracker", tracker, seen)
    b.claim(sample.SITE, "site.third_party", {"host": "cdn.example", "owner": None}, seen)
    texts = PageReader(tables.trackers(Page.of(b.report(), Bounds()))).texts
    assert {"Counter", "Maker", "analytics", "C-1", "cdn.example"} <= set(texts)


def test_section_of_nothing_is_nothing() -> None:
    assert tables.section("a", "A") == ""
    assert tables.section("a", "A", "b") == '<section id="a"><h2>A</h2>b</section>'
