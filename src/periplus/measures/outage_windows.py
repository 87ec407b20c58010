"""Series that tell of the same weeks, put side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from periplus.facts.outage import OutageSeries
from periplus.measures.outages import Signal

_LONGEST_S = 120 * 86_400  # a window; what spans more is cut to the windows that others tell


Row = TypeVar("Row")
"""What a series comes from: an observation, or a row of a report."""


@dataclass(frozen=True, slots=True)
class Window(Generic[Row]):
    """Some weeks as several instruments saw them; `by_source`: the series of each instrument."""

    first_s: int
    end_s: int
    signals: tuple[Signal, ...]
    by_source: Mapping[str, tuple[Row, ...]]


def windows(told: Sequence[tuple[Row, OutageSeries]]) -> list[Window[Row]]:
    """One window per span of weeks that was asked for, oldest first."""
    return [_window(told, *span) for span in _spans([fact for _, fact in told])]


def _window(told: Sequence[tuple[Row, OutageSeries]], first_s: int, end_s: int) -> Window[Row]:
    rows: dict[str, list[Row]] = {}
    samples: dict[str, dict[int, float | None]] = {}
    kinds: dict[str, str] = {}
    for row, fact in told:
        inside = _cut(fact, first_s, end_s)
        if all(value is None for _, value in inside):
            continue
        rows.setdefault(fact.source, []).append(row)
        kinds[fact.source] = fact.kind
        held = samples.setdefault(fact.source, {})
        for second, value in inside:
            held[second] = held.get(second) if value is None else value
    return Window(
        first_s=first_s,
        end_s=end_s,
        signals=tuple(
            Signal(source=source, kind=kinds[source], samples=tuple(sorted(samples[source].items())))
            for source in sorted(samples)
        ),
        by_source={source: tuple(rows[source]) for source in sorted(rows)},
    )


def _spans(facts: Sequence[OutageSeries]) -> list[tuple[int, int]]:
    short = sorted((f.start_s, f.end_s) for f in facts if f.end_s - f.start_s <= _LONGEST_S)
    merged: list[tuple[int, int]] = []
    for first, end in short or sorted((f.start_s, f.end_s) for f in facts):
        if merged and first < merged[-1][1] and end - merged[-1][0] <= _LONGEST_S:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return merged


def _cut(fact: OutageSeries, first_s: int, end_s: int) -> list[tuple[int, float | None]]:
    seconds = ((fact.start_s + i * fact.step_s, value) for i, value in enumerate(fact.values))
    return [(second, value) for second, value in seconds if first_s <= second < end_s]
