"""Outages and blocking in words."""

from __future__ import annotations

import pytest

from periplus.model import Status
from periplus.report.event_words import hours, lost
from periplus.report.findings import Card
from periplus.report.words import value_text
from tests.report.sample import COUNTRY, Builder

CUT: dict[str, str | float | bool | None] = {
    "class": "traffic cut",
    "first": "2020-08-09T04:00Z",
    "last": "2020-08-12T05:30Z",
    "hours": 73.5,
    "routes": 0.0,
    "probes": 0.6,
    "traffic": None,
    "ongoing": False,
}


def test_an_outage_tells_what_each_signal_did() -> None:
    text = value_text("country.outage", CUT)

    assert text.startswith("traffic cut, 2020-08-09 04:00 to 2020-08-12 05:30 (73.5 hours): ")
    assert text.endswith("routes stayed, probes lost 60.0%, traffic not seen")


def test_filtering_tells_its_share() -> None:
    said = {**CUT, "class": "filtering", "depth": 0.25, "hours": 480, "ongoing": True}

    assert value_text("country.outage", said) == (
        "filtering, 2020-08-09 04:00 until now (20 days): 25.0% of measurements blocked"
    )


@pytest.mark.parametrize(
    ("predicate", "value", "text"),
    [
        (
            "country.uncorroborated_drop",
            {"source": "x", "first": "aTb", "last": "c", "depth": 0.5, "usual": 4, "lowest": 2},
            "x, a b to c: lost 50.0% (4 to 2)",
        ),
        (
            "country.signal",
            {"source": "x", "from": "a", "until": "b", "samples": 9, "missing": 2},
            "x, a to b: 9 samples, 2 missing",
        ),
        (
            "country.told_outage",
            {"source": "x", "first": "a", "last": "b", "hours": 2},
            "x, a to b (2 hours)",
        ),
        (
            "country.filtering_measured",
            {"measurements": 90, "networks": 3, "sites": 7},
            "90 times in 3 networks, 7 sites",
        ),
        (
            "country.site_blocked",
            {
                "site": "s.zz", "networks": 2, "probed": 3, "confirmed": 5, "measurements": 40,
                "low": 0.05, "high": 0.26, "how": "dns", "since": "2024-01-01",
            },
            "s.zz in 2 of 3 networks, 5 of 40 times (5.0% to 26.0%), by dns, since 2024-01-01",
        ),
        (
            "network.site_blocked",
            {"site": "s.zz", "confirmed": 5, "measurements": 40, "low": 0.05, "high": 0.26},
            "s.zz 5 of 40 times (5.0% to 26.0%)",
        ),
        ("network.block_page", {"site": "s.zz", "tells": "a page"}, "a page in place of s.zz"),
    ],
)  # fmt: skip
def test_each_record_reads(predicate: str, value: dict[str, object], text: str) -> None:
    assert value_text(predicate, value) == text  # type: ignore[arg-type]


def card(*events: dict[str, str | float | bool | None], watched: int = 0) -> Card:
    b = Builder(target=COUNTRY)
    for value in events:
        b.claim(COUNTRY, "country.outage", value, [b.capture("x")], status=Status.PAST)
    for number in range(watched):
        b.claim(COUNTRY, "country.signal", {"source": f"IODA {number}"}, [b.capture("x")])
    return b.report().cards[-1]


def test_the_card_names_the_longest_cut_first() -> None:
    told = card(
        {**CUT, "class": "filtering", "hours": 9000, "ongoing": True}, {**CUT, "hours": 3.0}, CUT
    )
    assert told.answer == "Traffic cut, 73.5 hours"
    assert told.detail == (
        "2020-08-09 to 2020-08-12; also traffic cut 2020-08-09 to 2020-08-12, filtering since 2020-08-09"
    )
    assert len(told.claims) == 3


def test_the_card_tells_quiet_from_unseen() -> None:
    assert card(watched=2).answer == "Not in what was watched"
    assert card().answer == "Not seen"


def test_lengths_and_losses() -> None:
    assert [hours(3.0), hours(240), hours(None)] == ["3 hours", "10 days", "length not known"]
    assert [lost(0), lost(0.5), lost(None)] == ["stayed", "lost 50.0%", "not seen"]
