"""Which page answers in the place of a blocked one."""

from __future__ import annotations

from datetime import datetime

import pytest

from periplus.facts.ooni import BlockingSeen
from periplus.model import Basis, Claim
from periplus.rules import block_pages

from .conftest import TABLES, Ask, observation


def found(ask: Ask, *, page: str = "", location: str = "") -> list[Claim]:
    seen = BlockingSeen(
        asn=64500,
        url="http://news.zz/",
        at=datetime(2024, 5, 1, 10),  # noqa: DTZ001 (the source tells UTC without saying so)
        confirmed=False,
        anomaly=True,
        how="http",
        page=page,
        location=location,
    )
    return ask(block_pages, observation("COUNTRY:ZZ", seen, basis=Basis.DEDUCED))


@pytest.mark.parametrize(
    "page",
    [
        "<p>Доступ к информационному ресурсу ограничен на основании решения министерства</p>",
        "<h1>Доступ ограничен по решению суда</h1>",
        "This website has been blocked as per the order",
        "Your requested URL has been blocked as per the directions received",
        '<iframe src="http://10.10.34.36?type=Invalid">',
        "<title>Internet Positif</title>",
        "<title>451 Unavailable For Legal Reasons</title>",
        "<p>Der Zugang zu dieser Seite wurde auf Anordnung gesperrt.</p>",
        "<title>Notification: Policy: URL Filtering</title>",
    ],
)
def test_a_known_page(ask: Ask, page: str) -> None:
    (claim,) = found(ask, page=page)
    assert str(claim.subject) == "ASN:AS64500"
    assert isinstance(claim.value, dict)
    assert (claim.value["where"], claim.value["on"]) == ("body", "2024-05-01")


@pytest.mark.parametrize(
    "location",
    ["http://192.0.2.80", "https://isp.example/blocked/", "https://social.example/blank.php?rkn=1"],
)
def test_a_known_redirect(ask: Ask, location: str) -> None:
    (claim,) = found(ask, location=location)
    assert isinstance(claim.value, dict)
    assert claim.value["where"] == "location"


@pytest.mark.parametrize(
    ("page", "location"),
    [
        ("", ""),
        ("<p>Welcome</p>", "https://www.news.zz/"),
        ("<p>Why this website was blocked in Zembla, an essay</p>", "https://news.zz/blockedlist.html"),
        ("Доступ к ресурсу открыт", "http://news.zz/?from=http://192.0.2.1"),
    ],
)
def test_an_ordinary_answer(ask: Ask, page: str, location: str) -> None:
    assert found(ask, page=page, location=location) == []


def test_each_row_looks_where_it_can() -> None:
    assert {row["where"] for row in TABLES.rows("block_pages")} == {"body", "location"}


def test_says_nothing_of_nothing(ask: Ask) -> None:
    assert ask(block_pages) == []
