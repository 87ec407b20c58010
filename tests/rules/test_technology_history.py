"""Technologies through time, as profiling services saw them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from periplus.facts.profile import TechnologySeen
from periplus.model import Basis, Status
from periplus.rules import technology_history

SITE = "SITE:https://www.example.org"


def seen(observe: Any, last: date, about: str = SITE) -> Any:
    fact = TechnologySeen(technology="PHP 7", category="", first_on=date(2018, 1, 2), last_on=last)
    at = datetime(last.year, last.month, last.day, tzinfo=UTC)
    return observe(about, fact, basis=Basis.TOLD, observed_at=at)


@pytest.mark.parametrize(
    ("last", "status"),
    [
        (date(2021, 4, 18), Status.PAST),
        (date(2023, 12, 1), Status.PAST),
        (date(2024, 5, 20), Status.TOLD_ONLY),
    ],
)
def test_what_was_seen_long_ago_is_past(ask: Any, observe: Any, last: date, status: Status) -> None:
    (claim,) = ask(technology_history, seen(observe, last))
    assert claim.status is status
    assert claim.value == {
        "technology": "PHP 7",
        "category": None,
        "first_on": "2018-01-02",
        "last_on": last.isoformat(),
    }


def test_only_sites_have_a_profile(ask: Any, observe: Any) -> None:
    assert ask(technology_history, seen(observe, date(2024, 5, 1), "ORGANISATION:Somebody")) == []
