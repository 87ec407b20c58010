"""Series of known truth: what each instrument sees in a country, and what really happened."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from periplus.measures.blocking import Tally
from periplus.measures.outages import PROBES, ROUTES, TRAFFIC, Signal

START_S = 1_600_041_600  # a Monday
DAY_S, HOUR_S = 86_400, 3600
CASES = ("route cut", "traffic cut", "filtering", "holiday", "sensor failure", "quiet", "reset")


@dataclass
class Staged:
    """One country for some weeks: truth is (class, first, end) or None."""

    case: str
    signals: list[Signal]
    tallies: list[Tally]
    truth: tuple[str, int, int] | None
    notes: list[str] = field(default_factory=list)


Loss = Callable[[int], float]  # what part of the signal is left at a time


def staged(seed: int) -> Staged:
    """The case of a seed: the seven in turn, each with its own noise, holes and steps."""
    chance = random.Random(seed)
    case = CASES[seed % len(CASES)]
    days = chance.randint(21, 45)
    first = START_S + chance.randint(8 * DAY_S, (days - 5) * DAY_S) // 600 * 600
    hours = chance.choice([3, 5, 8, 14, 26, 61, 80])
    end = min(first + hours * HOUR_S, START_S + days * DAY_S - 6 * HOUR_S)
    left = _losses(case, chance, first, end)
    signals = [
        _signal(chance, "ioda/bgp", ROUTES, days, left.get("bgp"), noise=0.004, swing=0.0),
        _signal(chance, "ioda/ping", PROBES, days, left.get("ping"), noise=0.015, swing=0.06),
        _signal(chance, "ioda/telescope", TRAFFIC, days, left.get("telescope"), noise=0.06, swing=0.35),
    ]
    if chance.random() < 0.6:
        signals.append(
            _signal(chance, "ioda/search", TRAFFIC, days, left.get("search"), noise=0.04, swing=0.6)
        )
    chance.shuffle(signals)
    truth = (case, first, end) if case in ("route cut", "traffic cut") else None
    tallies = _tallies(chance, days, first if case == "filtering" else None)
    if case == "filtering":
        truth = (case, first // DAY_S * DAY_S, START_S + days * DAY_S)
    return Staged(case, signals, tallies, truth)


def _losses(case: str, chance: random.Random, first: int, end: int) -> dict[str, Loss]:
    def within(part: float, ramp_s: int = 1800) -> Loss:
        def left(second: int) -> float:
            if second < first or second >= end + ramp_s:
                return 1.0
            if second < end:
                return part
            return part + (1 - part) * (second - end) / ramp_s

        return left

    match case:
        case "route cut":
            deep = chance.uniform(0.0, 0.85)
            return {
                "bgp": within(deep),
                "ping": within(deep * chance.uniform(0.4, 1.0)),
                "telescope": within(deep * chance.uniform(0.1, 0.7)),
                "search": within(deep * chance.uniform(0.1, 0.7)),
            }
        case "traffic cut":
            deep = chance.uniform(0.0, 0.4)
            return {
                "bgp": within(chance.uniform(0.98, 1.0)),
                "ping": within(chance.uniform(0.05, 0.8)),
                "telescope": within(deep),
                "search": within(deep),
            }
        case "holiday":
            day = first // DAY_S * DAY_S
            quiet = chance.uniform(0.48, 0.85)
            return {
                name: _between(day, day + chance.choice([1, 2, 3]) * DAY_S, part)
                for name, part in (("telescope", quiet), ("search", quiet), ("ping", 0.97))
            }
        case "sensor failure":
            broken = chance.choice(["bgp", "ping", "telescope", "search"])
            return {broken: within(chance.choice([0.0, 0.0, 0.3, 0.5]))}
        case "reset":
            reset = chance.choice(["ping", "telescope", "search"])
            level = chance.choice([0.5, 0.65, 1.6, 2.4])
            return {reset: _between(first, 1 << 60, level)}
        case _:
            return {}


def _between(first: int, end: int, part: float) -> Loss:
    return lambda second: part if first <= second < end else 1.0


def _signal(
    chance: random.Random,
    source: str,
    kind: str,
    days: int,
    left: Loss | None,
    *,
    noise: float,
    swing: float,
) -> Signal:
    level = chance.uniform(300, 20_000)
    step = chance.choice([300, 600, 1200, 1800, 3600]) if kind != ROUTES else chance.choice([300, 1800])
    phase, weekend = chance.uniform(0, 24), chance.uniform(0.8, 1.0)
    holes = [
        (hole, hole + chance.choice([1, 3, 12, 30]) * HOUR_S)
        for hole in (START_S + chance.randint(0, days * DAY_S) for _ in range(chance.randint(0, 3)))
    ]
    samples: list[tuple[int, float | None]] = []
    second = START_S
    while second < START_S + days * DAY_S:
        hour = second / HOUR_S % 24
        usual = level * (1 + swing * math.sin((hour - phase) / 24 * 2 * math.pi))
        if second // DAY_S % 7 in (2, 3):  # 1970 began on a Thursday
            usual *= 1 - (1 - weekend) * min(1.0, swing * 3)
        value = usual * chance.gauss(1, noise) * (left(second) if left else 1.0)
        missing = chance.random() < 0.02 or any(a <= second < b for a, b in holes)
        samples.append((second, None if missing else max(0.0, round(value))))
        second += step if chance.random() < 0.97 else step * 2
    return Signal(source=source, kind=kind, samples=tuple(samples))


def _tallies(chance: random.Random, days: int, first: int | None) -> list[Tally]:
    usual, later = chance.uniform(0.0, 0.06), chance.uniform(0.2, 0.6)
    tallies = []
    for day in range(days):
        at_s = START_S + day * DAY_S
        n = chance.randint(25, 400) if chance.random() < 0.95 else 0
        share = later if first is not None and at_s >= first // DAY_S * DAY_S else usual
        if n:
            hits = sum(chance.random() < share for _ in range(n))
            tallies.append(Tally(at_s=at_s, span_s=DAY_S, measurements=n, confirmed=hits))
    return tallies
