"""How fast volunteers found a country's networks: medians over days, weighed by tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.speed import SpeedDay
from periplus.measures.weighted import weighted_median
from periplus.model import Claim, Layer, Observation, Scalar, Sign, Subject, Tables

VERSION = 1
READS = (SpeedDay,)
WRITES = ("country.speed",)
RULE = f"speed@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One quantity for each country, source and direction."""
    about = {row["name"]: row["about"] for row in tables.rows("sources")}
    groups: dict[tuple[Subject, str, str], list[tuple[Observation, SpeedDay]]] = {}
    for one in observations:
        if isinstance(one.fact, SpeedDay):
            key = (one.subject, one.fact.source, one.fact.direction)
            groups.setdefault(key, []).append((one, one.fact))
    for (_, source, _), found in sorted(groups.items()):
        yield _speed(sorted(found, key=lambda pair: pair[1].day), about[source])


def _speed(days: Sequence[tuple[Observation, SpeedDay]], source: str) -> Sign:
    facts = [fact for _, fact in days]
    lower, median, upper = (
        round(weighted_median((value, fact.tests) for value, fact in zip(values, facts, strict=True)), 2)
        for values in zip(*((f.lower, f.median, f.upper) for f in facts), strict=True)
    )
    tests = sum(fact.tests for fact in facts)
    newest, last = days[-1]
    value: dict[str, Scalar] = {
        "direction": last.direction,
        "mbit_s": median,
        "first_day": facts[0].day,
        "last_day": last.day,
        "source": last.source,
    }
    reason = (
        f"{source} tells of {tests:,} tests ({last.direction}) on {len(days)} days from {facts[0].day} "
        f"to {last.day}: a median of {median:g} Mbit/s, the middle half from {lower:g} to {upper:g}."
    )
    sign = Sign.on(
        newest,
        predicate="country.speed",
        value=value,
        layer=Layer.SOCIETY,
        channel=f"archive:{last.source}",
        reason=reason,
        rule=RULE,
    )
    return replace(
        sign,
        support=tuple(one.id for one, _ in days),
        unit="Mbit/s",
        interval=(lower, upper),
        n=tests,
        denominator="tests of volunteers",
    )
