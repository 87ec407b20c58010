"""What a signal usually shows: medians of the same hour in other weeks, and where its level changes."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

HOUR_S, DAY_S, WEEK_S = 3600, 86_400, 604_800
SHORTEST_BIN_S = 1800
_MOST_BINS = 20_000
_WEEKS, _DAYS = 4, 14  # how far, to both sides, the same hour is looked for
_LEAST = 4  # values for a median
_SHIFT_DAYS = 7  # medians of so many days before and after tell a reset
_SHIFT = math.log(1.25)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binned:
    """A signal on a grid of its own step: the median of what each bin holds, None where nothing does."""

    start_s: int  # of the first bin
    bin_s: int
    values: tuple[float | None, ...]

    def at(self, index: int) -> int:
        """When a bin begins, seconds since 1970."""
        return self.start_s + index * self.bin_s


def binned(samples: Iterable[tuple[int, float | None]]) -> Binned:
    """Samples, in any order and with unequal steps, on a grid that no usual step leaves empty."""
    told = sorted((second, value) for second, value in samples if _is_number(value))
    if not told:
        return Binned(start_s=0, bin_s=SHORTEST_BIN_S, values=())
    steps = sorted(b - a for (a, _), (b, _) in itertools.pairwise(told) if b > a)
    usual = steps[len(steps) * 9 // 10] if steps else SHORTEST_BIN_S
    bin_s = min(max(SHORTEST_BIN_S, -(-usual // SHORTEST_BIN_S) * SHORTEST_BIN_S), DAY_S)
    start_s = told[0][0] // bin_s * bin_s
    held: dict[int, list[float]] = {}
    for second, value in told:
        held.setdefault((second - start_s) // bin_s, []).append(float(value or 0.0))
    size = max(held) + 1
    if size > _MOST_BINS:  # a stray time stamp must not cost memory
        return Binned(start_s=0, bin_s=SHORTEST_BIN_S, values=())
    values = tuple(median(held[i]) if i in held else None for i in range(size))
    return Binned(start_s=start_s, bin_s=bin_s, values=values)


def _is_number(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and value >= 0


def baseline(
    signal: Binned, *, left_out: Collection[int] = (), resets: Sequence[int] = ()
) -> tuple[float | None, ...]:
    """The median of the same hour of the week, or of the day; None where too little is known.

    `left_out`: bins that are part of an event. `resets`: bins at which the source began anew; what
    lies beyond one is not compared.
    """
    values = [None if i in left_out else v for i, v in enumerate(signal.values)]
    edges = [0, *sorted(resets), len(values)]
    found: list[float | None] = []
    for i in range(len(values)):
        place = bisect_right(edges, i) - 1
        found.append(_usual(values, i, edges[place], edges[place + 1], signal.bin_s))
    return tuple(found)


def _usual(values: Sequence[float | None], i: int, first: int, end: int, bin_s: int) -> float | None:
    for period_s, times, least in ((WEEK_S, _WEEKS, 2), (DAY_S, _DAYS, 3)):
        period = period_s // bin_s
        beside = 1 if bin_s <= HOUR_S else 0
        groups = []
        for k in (*range(-times, 0), *range(1, times + 1)):
            middle = i + k * period
            here = range(max(middle - beside, first), min(middle + beside + 1, end))
            group = [v for j in here if (v := values[j]) is not None]
            groups += [group] if group else []
        if len(groups) >= least and sum(map(len, groups)) >= _LEAST:
            return median([v for group in groups for v in group])
    rest = [v for v in values[first:end] if v is not None]
    return median(rest) if len(rest) >= _LEAST else None


def ratios(signal: Binned, usual: Sequence[float | None]) -> tuple[float | None, ...]:
    """Each value as a part of its baseline."""
    return tuple(
        None if v is None or not b else v / b for v, b in zip(signal.values, usual, strict=True)
    )


def spread(parts: Iterable[float | None]) -> float:
    """How far the parts usually stray from their middle: 1.4826 times the median absolute deviation."""
    told = [part for part in parts if part is not None]
    if not told:
        return math.inf
    middle = median(told)
    return 1.4826 * median(abs(part - middle) for part in told)


# ---------------------------------------------------------------- resets


def shifts(signal: Binned) -> dict[int, float]:
    """Where the level changes for good, as day (since 1970) to the logarithm of the step."""
    days = _daily(signal)
    order = sorted(days)
    steps: dict[int, float] = {}
    for place in range(3, len(order) - 2):
        before = [days[d] for d in order[max(0, place - _SHIFT_DAYS) : place]]
        after = [days[d] for d in order[place : place + _SHIFT_DAYS]]
        step = _step(before, after)
        if abs(step) > _SHIFT:
            steps[order[place]] = step
    found: dict[int, float] = {}
    for day in sorted(steps, key=lambda d: (-abs(steps[d]), d)):
        if all(abs(day - other) > _SHIFT_DAYS for other in found):
            found[day] = steps[day]
    return found


def _daily(signal: Binned) -> dict[int, float]:
    held: dict[int, list[float]] = {}
    for i, value in enumerate(signal.values):
        if value is not None:
            held.setdefault(signal.at(i) // DAY_S, []).append(value)
    return {day: median(values) for day, values in held.items()}


def _step(before: Sequence[float], after: Sequence[float]) -> float:
    """The step between two levels; 0 unless nearly all of one side lies beyond the other's middle."""
    low, high = median(before), median(after)
    if min(low, high) <= 0 or len(after) < 3:
        return 0.0
    step = math.log(high / low)
    middle = math.sqrt(low * high)
    beyond = [(value > middle) is (step > 0) for value in after]
    short = [(value < middle) is (step > 0) for value in before]
    if sum(beyond) < len(beyond) - 1 or sum(short) < len(short) - 1:
        return 0.0
    # A day beside the true one agrees less.
    return step * (sum(beyond) + sum(short)) / (len(beyond) + len(short))


def bins_of_days(signal: Binned, days: Iterable[int]) -> tuple[int, ...]:
    """The first bin of each day, as far as the signal holds it."""
    starts = [signal.at(i) for i in range(len(signal.values))]
    found = (bisect_left(starts, day * DAY_S) for day in sorted(days))
    return tuple(i for i in found if 0 < i < len(starts))
