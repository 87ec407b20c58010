"""Speeds that volunteers measured, as Measurement Lab's daily statistics tell (stats-pipeline, NDT)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from periplus.facts.service import number
from periplus.model import Basis, Fact, Reading, Subject

_MOST_ROWS = 366 * 16
DAYS = 90
"""So many of the newest days are read."""

_DIRECTIONS = (("download", "dl"), ("upload", "ul"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedDay(Fact):
    """The tests of one day in one direction: their quartiles in Mbit/s."""

    source: str
    day: str  # ISO 8601
    direction: str  # download, upload
    lower: float  # first quartile
    median: float
    upper: float
    tests: int


def read_speed(document: Any, about: Subject, at: datetime) -> Iterator[Reading]:  # noqa: ANN401  JSON
    """The newest days of a `histogram_daily_stats.json`, from the first row of each."""
    rows: dict[date, tuple[int, dict[str, Any]]] = {}
    for index, row in enumerate(document[:_MOST_ROWS] if isinstance(document, list) else ()):
        day = _day(row.get("date")) if isinstance(row, dict) else None
        if day is not None and day <= at.date():
            rows.setdefault(day, (index, row))
    for day in sorted(rows)[-DAYS:]:
        index, row = rows[day]
        for direction, short in _DIRECTIONS:
            fact = _speed(day, direction, row, f"{short}_samples_day")
            if fact is not None:
                yield Reading(
                    subject=about,
                    fact=fact,
                    selector=f"json:/{index}",
                    basis=Basis.TOLD,
                    observed_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
                )


def _speed(day: date, direction: str, row: dict[str, Any], samples: str) -> SpeedDay | None:
    lower, median, upper = (number(row.get(f"{direction}_{part}")) for part in ("Q25", "MED", "Q75"))
    tests = number(row.get(samples))
    if lower is None or median is None or upper is None or tests is None:
        return None
    if not 0 <= lower <= median <= upper or tests < 1:
        return None
    return SpeedDay(
        source="mlab",
        day=day.isoformat(),
        direction=direction,
        lower=lower,
        median=median,
        upper=upper,
        tests=int(tests),
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
