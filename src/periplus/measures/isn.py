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
_SERIAL = 2**32
_LEAST_GCD = 10  # nmap divides by no smaller one
_ONE_COUNTER_FROM, _ONE_COUNTER_GCD, _ONE_COUNTER_STEP = 5, 1000, 1 << 22
_CLOCK_STEP = 1 << 30
_CLOCK_FROM, _CLOCK_JITTER_S, _CLOCK_JITTER = 4, 0.06, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictability:
    """What some numbers tell: `index` = round(8·log2 of the deviation of their rates per second)."""

    index: int  # SP
    gcd: int  # of the differences; 0: a constant
    rate_index: int  # ISR = round(8·log2 of the mean rate)
    rate_per_s: float
    interval: tuple[float, float]  # of the index, each number left out once


@dataclass(frozen=True, slots=True, kw_only=True)
class IsnClock:
    """How fast the numbers of one pair of ports grow (RFC 6528: a clock, and a hash of the ports)."""

    ticks_per_s: float
    interval: tuple[float, float]


def predictability(values: Sequence[int], at_s: Sequence[float] | None = None) -> Predictability | None:
    """Of at least four numbers of consecutive connections; None of fewer.

    `at_s`: when each was asked for; without, they are taken to be SPACING_S apart.
    """
    if len(values) < 4 or (at_s is not None and len(at_s) != len(values)):
        return None
    times = [number * SPACING_S for number in range(len(values))] if at_s is None else list(at_s)
    pairs = list(zip(values, times, strict=True))
    indices = [_index([*pairs[:gap], *pairs[gap + 1 :]]) for gap in range(len(pairs))]
    rate = statistics.fmean(_rates(pairs))
    return Predictability(
        index=_index(pairs),
        gcd=math.gcd(*_differences(values)),
        rate_index=round(8 * math.log2(rate)) if rate >= 1 else 0,
        rate_per_s=rate,
        interval=(float(min(indices)), float(max(indices))),
    )


def one_counter(values: Sequence[int]) -> int | None:
    """The step of the one counter from which numbers come that were drawn one after the other.

    0 is a constant. None when there is none: random numbers share a divisor of a thousand, or stay
    within small steps, once in millions.
    """
    if len(values) < _ONE_COUNTER_FROM:
        return None
    divisor = math.gcd(*_differences(values))
    if divisor == 0 or divisor >= _ONE_COUNTER_GCD:
        return divisor
    steps = [(after - before) % _SERIAL for before, after in pairwise(values)]
    return max(1, divisor) if max(steps) < _ONE_COUNTER_STEP else None


def isn_clock(values: Sequence[int], at_s: Sequence[float]) -> IsnClock | None:
    """The clock of numbers of one pair of ports, which went on evenly; None when they did not."""
    if len(values) < _CLOCK_FROM or len(values) != len(at_s):
        return None
    spans = [max(after - before, 1e-6) for before, after in pairwise(at_s)]
    steps = [(after - before) % _SERIAL for before, after in pairwise(values)]
    whole_s, ticks_per_s = sum(spans), sum(steps) / sum(spans)
    if ticks_per_s < 1 or max(steps) >= _CLOCK_STEP:  # random numbers leap
        return None
    late = [0.0]  # against the even clock, in seconds
    for step, span in zip(steps, spans, strict=True):
        late.append(late[-1] + step / ticks_per_s - span)
    strays_s = max(late) - min(late)
    if strays_s > min(_CLOCK_JITTER_S, _CLOCK_JITTER * whole_s):
        return None
    share = strays_s / whole_s
    return IsnClock(
        ticks_per_s=ticks_per_s, interval=(ticks_per_s * (1 - share), ticks_per_s * (1 + share))
    )


def _differences(values: Sequence[int]) -> list[int]:
    """The smaller way round the 32-bit circle, between neighbours."""
    steps = [(after - before) % _SERIAL for before, after in pairwise(values)]
    return [min(step, _SERIAL - step) for step in steps]


def _rates(pairs: Sequence[tuple[int, float]]) -> list[float]:
    spans = [max(after - before, 1e-6) for (_, before), (_, after) in pairwise(pairs)]
    found = zip(_differences([value for value, _ in pairs]), spans, strict=True)
    return [difference / span for difference, span in found]


def _index(pairs: Sequence[tuple[int, float]]) -> int:
    divisor = math.gcd(*_differences([value for value, _ in pairs]))
    scale = divisor if divisor >= _LEAST_GCD else 1
    rates = [rate / scale for rate in _rates(pairs)]
    deviation = statistics.stdev(rates) if len(rates) > 1 else 0.0
    return round(8 * math.log2(deviation)) if deviation > 1 else 0
