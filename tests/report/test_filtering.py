"""Blocking on the page: sites by networks, with counts, intervals and what has ended."""

from __future__ import annotations

from typing import Any

from periplus.model import Shape, Status, Subject, SubjectKind
from periplus.report import filtering, markdown
from periplus.report.citing import Bounds, Page
from periplus.report.html import render
from periplus.report.result import Report
from tests.report import sample
from tests.report.page import PageReader

VARIANTS = (("wide", 894.0), ("narrow", 318.0))
COUNTS: dict[str, Any] = {
    "measurements": 40, "confirmed": 20, "anomalies": 3, "share": 0.5, "low": 0.35, "high": 0.65,
}  # fmt: skip
SITE: dict[str, Any] = {
    "site": "news.zz", "category": "NEWS", "how": "tls", "since": "2024-01-01", "last": "2024-02-01",
    "networks": 2, "probed": 3, **COUNTS,
}  # fmt: skip


def report(*, networks: int = 2) -> Report:
    b = sample.Builder(target=sample.COUNTRY)
    capture = b.capture("https://ooni.example/aggregation", "{}")
    measured = {"measurements": 90, "networks": 3, "sites": 4}
    b.claim(sample.COUNTRY, "country.filtering_measured", measured, [capture])
    b.claim(sample.COUNTRY, "country.site_blocked", SITE, [capture])
    old = SITE | {"site": "old.zz", "how": None, "category": None}
    b.claim(sample.COUNTRY, "country.site_blocked", old, [capture], status=Status.PAST)
    for number in range(networks):
        about = Subject(kind=SubjectKind.ASN, key=f"AS{64500 + number}")
        cell = {"site": "news.zz", **COUNTS}
        b.claim(about, "network.site_blocked", cell, [capture])
        b.claim(about, "network.blocked_share", 0.5, [capture], shape=Shape.QUANTITY, n=40,
                interval=(0.35, 0.65))  # fmt: skip
    about = Subject(kind=SubjectKind.ASN, key="AS64599")
    weak = {"site": "news.zz", **COUNTS, "measurements": 4}
    b.claim(about, "network.site_blocked", weak, [capture], status=Status.INSUFFICIENT)
    page = {"site": "<news>.zz", "tells": "a page", "where": "body", "on": "2024-01-02"}
    b.claim(about, "network.block_page", page, [capture])
    return b.report()


def section(made: Report) -> str:
    return filtering.filtering(Page.of(made, Bounds()), VARIANTS)


def test_nothing_of_nothing() -> None:
    assert section(sample.Builder(target=sample.COUNTRY).report()) == ""


def test_what_stands_comes_before_what_has_ended() -> None:
    first, second = (cells for _, cells in filtering.rows(report()))
    assert first == (
        "news.zz", "NEWS", "tls", "2024-01-01", "blocked", "2 of 3",
        "20 of 40 (35% to 65%)", "3",
    )  # fmt: skip
    assert (second[2], second[4]) == ("not told", "ended, last 2024-02-01")


def test_the_picture_tells_what_is_too_little() -> None:
    texts = PageReader(section(report())).texts
    assert texts.count("50%") == 4
    assert texts.count("(50%)") == 2


def test_networks_that_find_no_room_are_told() -> None:
    assert "A narrow page leaves 3 networks to the table." in section(report(networks=6))


def test_hostile_names_are_text() -> None:
    assert "<news>" not in section(report())


def test_it_stands_in_both_forms() -> None:
    made = report()
    assert 'id="filtering"' in render(made)
    assert "## What is kept from its people" in markdown.render(made)
    assert "## Blocking by network" in markdown.render(made)
