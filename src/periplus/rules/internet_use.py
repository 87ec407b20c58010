"""How many people of a country use the Internet, and beside which others that stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.statistics import Statistic
from periplus.model import Claim, Layer, Observation, Sign, Subject, SubjectKind, Tables

VERSION = 1
READS = (Statistic,)
WRITES = ("country.internet_use", "country.internet_use_beside")
RULE = f"internet_use@{VERSION}"
_INDICATORS = {("world_bank", "IT.NET.USER.ZS"), ("itu", "11624")}
_DENOMINATOR = "people of the country"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """The newest year of each country and source; differences in the newest year of both."""
    about = {row["name"]: row["about"] for row in tables.rows("sources")}
    series = _series(observations)
    for (_, source), years in sorted(series.items()):
        yield _use(years[max(years)], about[source])
    for (subject, source), years in sorted(series.items()):
        target = years[max(years)].target
        if subject != target and target.kind is SubjectKind.COUNTRY:
            own = series.get((target, source), {})
            common = sorted(own.keys() & years.keys())
            if common:
                yield _beside(own[common[-1]], years[common[-1]], about[source])


def _series(
    observations: Sequence[Observation],
) -> dict[tuple[Subject, str], dict[int, Observation]]:
    """Observations of internet use by country and source, and in these by year."""
    found: dict[tuple[Subject, str], dict[int, Observation]] = {}
    for one in observations:
        fact = one.fact
        if not isinstance(fact, Statistic) or not 0 <= fact.value <= 100:
            continue
        if (fact.source, fact.indicator) in _INDICATORS:
            found.setdefault((one.subject, fact.source), {})[fact.year] = one
    return found


def _fact(one: Observation) -> Statistic:
    if not isinstance(one.fact, Statistic):
        raise TypeError(one.fact)
    return one.fact


def _use(one: Observation, source: str) -> Sign:
    fact = _fact(one)
    value: Mapping[str, str | int | float] = {
        "percent": round(fact.value, 1),
        "year": fact.year,
        "source": fact.source,
    }
    note = f" ({fact.note.rstrip('.')})" if fact.note else ""
    reason = (
        f"{source} tells {fact.value:.1f}% of people for {fact.year}, indicator {fact.indicator}{note}."
    )
    return _sign(one, "country.internet_use", value, reason, "% of people")


def _beside(own: Observation, other: Observation, source: str) -> Sign:
    mine, theirs = _fact(own), _fact(other)
    difference = round(mine.value - theirs.value, 1)
    value: Mapping[str, str | int | float] = {
        "country": other.subject.key,
        "difference": difference,
        "year": mine.year,
        "source": mine.source,
    }
    reason = (
        f"{source} tells for {mine.year} {mine.value:.1f}% here and {theirs.value:.1f}% in "
        f"{other.subject.key}: {difference:+.1f} percentage points."
    )
    sign = _sign(own, "country.internet_use_beside", value, reason, "percentage points")
    return replace(sign, support=(own.id, other.id))


def _sign(
    one: Observation, predicate: str, value: Mapping[str, str | int | float], reason: str, unit: str
) -> Sign:
    sign = Sign.on(
        one,
        predicate=predicate,
        value=value,
        layer=Layer.SOCIETY,
        channel=f"archive:{_fact(one).source}",
        reason=reason,
        rule=RULE,
    )
    return replace(sign, unit=unit, denominator=_DENOMINATOR)
