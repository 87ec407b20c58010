"""Predictability of initial sequence numbers, as nmap reckons it (its book, chapter 8: GCD, ISR, SP)."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SPACING_S = 0.1  # nmap sends its six probes so far apart

# SP of nmap on 32-bit random numbers, 5th and 95th percentile of simulations; a counter of a
# user-mode NAT (64,000 a connection) stays below 20.
RANDOM_FROM = 230
NAT_BELOW = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictability:
    """What six numbers tell: `index` = round(8·log2 of the deviation of their rates per second)."""

    index: int
    gcd: int
    interval: tuple[float, float]  # of the index, each number left out once


def predictability(values: Sequence[int], spacing_s: float = SPACING_S) -> Predictability | None:
    """Of at least four numbers of consecutive connections; None of fewer."""
    if len(values) < 4:
        return None
    without = [[*values[:gap], *values[gap + 1 :]] for gap in range(len(values))]
    indices = [_index(part, spacing_s) for part in without]
    return Predictability(
        index=_index(values, spacing_s),
        gcd=math.gcd(*_differences(values)),
        interval=(float(min(indices)), float(max(indices))),
    )


def _differences(values: Sequence[int]) -> list[int]:
    """The smaller way round the 32-bit circle, between neighbours."""
    steps = [(after - before) % 2**32 for before, after in pairwise(values)]
    return [min(step, 2**32 - step) for step in steps]


def _index(values: Sequence[int], spacing_s: float) -> int:
    differences = _differences(values)
    divisor = math.gcd(*differences)
    scale = divisor if divisor > 9 else 1
    rates = [difference / spacing_s / scale for difference in differences]
    deviation = statistics.stdev(rates) if len(rates) > 1 else 0.0
    return round(8 * math.log2(deviation)) if deviation > 1 else 0
