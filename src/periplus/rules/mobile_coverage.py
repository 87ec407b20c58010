"""How many people a mobile network of each generation reaches, by the indicators that a source names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.statistics import CoverageIndicator, Statistic
from periplus.model import Claim, Layer, Observation, Scalar, Sign, Status, SubjectKind, Tables

VERSION = 1
READS = (CoverageIndicator, Statistic)
WRITES = ("country.mobile_coverage",)
RULE = f"mobile_coverage@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """The newest value of each generation; where nothing is told, that."""
    about = {row["name"]: row["about"] for row in tables.rows("sources")}
    newest: dict[tuple[str, str], Observation] = {}
    for one in observations:
        fact = one.fact
        if isinstance(fact, Statistic) and one.subject == one.target and 0 <= fact.value <= 100:
            key = (fact.source, fact.indicator)
            if key not in newest or _year(newest[key]) < fact.year:
                newest[key] = one
    done: set[tuple[str, str]] = set()
    for one in observations:
        fact = one.fact
        if not isinstance(fact, CoverageIndicator) or one.subject.kind is not SubjectKind.COUNTRY:
            continue
        if (fact.source, fact.generation) not in done:
            done.add((fact.source, fact.generation))
            yield _coverage(one, fact, newest.get((fact.source, fact.indicator)), about[fact.source])


def _year(one: Observation) -> int:
    return one.fact.year if isinstance(one.fact, Statistic) else 0


def _coverage(
    named: Observation, indicator: CoverageIndicator, told: Observation | None, source: str
) -> Sign:
    fact = told.fact if told is not None and isinstance(told.fact, Statistic) else None
    value: Mapping[str, Scalar] = {
        "generation": indicator.generation,
        "percent": round(fact.value, 1) if fact else None,
        "year": fact.year if fact else None,
        "source": indicator.source,
    }
    if fact:
        note = f" ({fact.note.rstrip('.')})" if fact.note else ""
        said = f"{source} tells that {fact.value:.1f}% of people are within reach, {fact.year}{note}"
    else:
        said = f"{source} answers without any value: it tells nothing, which is no zero"
    said = said.replace("The ", "the ", 1) if said.startswith("The ") else said
    label = "" if indicator.label == indicator.generation else f" ({indicator.label})"
    sign = Sign.on(
        told or named,
        predicate="country.mobile_coverage",
        value=value,
        layer=Layer.SOCIETY,
        channel=f"archive:{indicator.source}",
        reason=f"Of {indicator.generation}{label}, {said}.",
        rule=RULE,
    )
    support = (named.id,) if told is None else (told.id, named.id)
    return replace(
        sign,
        support=support,
        unit="% of people" if fact else "",
        denominator="people of the country",
        status=None if fact else Status.INSUFFICIENT,
    )
