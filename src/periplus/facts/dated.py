"""Facts of dated copies of records: true of their day, and leading nowhere now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from periplus.model import Fact, Reading

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedFact(Fact):
    """What a copy of a record says that was taken on a day. It brings us to no other subject."""

    dated: str  # ISO 8601 day
    fact: Fact


def day_of(name: str) -> date | None:
    """The day with which a file's name begins, as in `2012-11-27_zz.txt`; None when it does not."""
    found = _DAY.match(name)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def on_day(readings: Iterable[Reading], day: date) -> Iterator[Reading]:
    """The readings of a copy taken on `day`, observed at its midnight (UTC)."""
    observed_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for reading in readings:
        fact = DatedFact(dated=day.isoformat(), fact=reading.fact)
        yield replace(reading, fact=fact, observed_at=observed_at)
