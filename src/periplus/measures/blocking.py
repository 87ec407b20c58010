"""Shares of blocked measurements with Wilson's interval, and when they rise (Wilson, JASA 1927)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

Z_95 = 1.959964
Z_MANY = 3.290527  # 99.9%: every period of a series is compared
LEAST_MEASUREMENTS = 30
LEAST_NETWORKS = 2
_POOLED = 3  # periods that are looked at together
_RISE = 0.05  # of all measurements: less is a change in what was tested


def wilson(hits: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson's score interval of a share; (0, 1) when nothing was measured."""
    if n <= 0:
        return 0.0, 1.0
    share = min(max(hits / n, 0.0), 1.0)
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Measurements of one period, and how many of them were confirmed as blocked."""

    at_s: int  # when it begins
    span_s: int
    measurements: int
    confirmed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """When blocking went up, from which share to which."""

    first_s: int
    end_s: int
    before: float
    after: float
    measurements: int
    confirmed: int
    ongoing: bool


def rises(tallies: Iterable[Tally]) -> list[Rise]:
    """The spans in which the share of blocked measurements lies surely above what it was before."""
    order = sorted(tallies, key=lambda t: t.at_s)
    sums = [(0, 0), *accumulate(((t.confirmed, t.measurements) for t in order), _add)]

    def pooled(first: int, end: int) -> tuple[int, int]:
        end = min(end, len(order))
        return sums[end][0] - sums[first][0], sums[end][1] - sums[first][1]

    found: list[Rise] = []
    start, i = 0, 1
    while i < len(order):
        before = pooled(start, i)
        now, soon = pooled(i, i + 1), pooled(i, i + _POOLED)
        if not _above(before, soon) or not _above(before, now, sure=False):
            i += 1
            continue
        end = i + 1
        while end < len(order) and _above(before, pooled(end, end + _POOLED), sure=False):
            end += 1
        found.append(_rise(order, (i, end), pooled(i, end), before))
        start, i = (end, end + 1) if end < len(order) else (start, end)
    return found


def _add(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def _above(before: tuple[int, int], now: tuple[int, int], *, sure: bool = True) -> bool:
    if before[1] < LEAST_MEASUREMENTS or not now[1]:
        return False
    rise = now[0] / now[1] - before[0] / before[1]
    if not sure:
        return rise > _RISE / 2
    return (
        now[1] >= LEAST_MEASUREMENTS
        and rise > _RISE
        and wilson(*now, Z_MANY)[0] > wilson(*before, Z_MANY)[1]
    )


def _rise(
    order: Sequence[Tally], span: tuple[int, int], sums: tuple[int, int], before: tuple[int, int]
) -> Rise:
    (first, end), (hits, n) = span, sums
    last = order[end - 1]
    return Rise(
        first_s=order[first].at_s,
        end_s=last.at_s + last.span_s,
        before=before[0] / before[1],
        after=hits / n,
        measurements=n,
        confirmed=hits,
        ongoing=end == len(order),
    )
