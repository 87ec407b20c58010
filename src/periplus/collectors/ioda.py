"""Signals and outages of a country as IODA tells them (API v2; Georgia Tech, no key)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from periplus.facts.outage import ToldOutage, outages_in
from periplus.facts.service import read_document
from periplus.model import (
    Ask,
    Basis,
    Contact,
    Evidence,
    Reading,
    Relation,
    Subject,
    SubjectKind,
)

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.COUNTRY: frozenset({Relation.ASKED}),
}
_YEARS = 3
_RECENT = timedelta(days=35)
_BEFORE, _AFTER = timedelta(days=28), timedelta(days=10)
_LONGEST = timedelta(days=99)  # the service answers for less than 100 days
_MOST_WINDOWS = 3
_LEAST_SOURCES = 2


async def fetch(subject: Subject, ask: Ask) -> None:
    """What it calls outages; the last weeks of its signals, and the weeks around the largest outages."""
    today = datetime(ask.today.year, ask.today.month, ask.today.day, tzinfo=UTC)
    since = datetime(today.year - _YEARS, today.month, 1, tzinfo=UTC)
    about = {"entityType": "country", "entityCode": subject.key, **_span(since, today)}
    told = await ask.source(name="ioda", path="outages/events", parameters=about)
    if told is None:
        return
    recent = (today - _RECENT, today)
    facts = [one.fact for one in parse(told) if isinstance(one.fact, ToldOutage)]
    for span in (recent, *_largest(facts, recent[0])):
        path = f"signals/raw/country/{subject.key}"
        await ask.source(name="ioda", path=path, parameters=_span(*span))


def _span(first: datetime, end: datetime) -> dict[str, str]:
    return {"from": str(int(first.timestamp())), "until": str(int(end.timestamp()))}


def _largest(facts: Iterable[ToldOutage], before: datetime) -> list[tuple[datetime, datetime]]:
    """The weeks around the outages that most instruments share, by score; whole days, oldest first."""
    groups: list[list[ToldOutage]] = []
    for fact in sorted(facts, key=lambda f: (f.start_s, f.source)):
        last = groups[-1] if groups else []
        if last and fact.start_s <= max(f.start_s + f.duration_s for f in last) + 86_400:
            last.append(fact)
        else:
            groups.append([fact])
    ranked = sorted(
        (group for group in groups if len({f.source for f in group}) >= _LEAST_SOURCES),
        key=lambda group: (-sum(f.score for f in group), group[0].start_s),
    )
    spans: list[tuple[datetime, datetime]] = []
    for group in ranked:
        span = _around(group)
        held = any(first <= span[0] + _BEFORE < end for first, end in spans)
        if span[0] + _BEFORE < before and not held and len(spans) < _MOST_WINDOWS:
            spans.append(span)
    return sorted(spans)


def _around(group: Iterable[ToldOutage]) -> tuple[datetime, datetime]:
    rows = list(group)
    first = _day(min(f.start_s for f in rows)) - _BEFORE
    end = _day(max(f.start_s + f.duration_s for f in rows)) + _AFTER
    return first, min(end, first + _LONGEST)


def _day(second: int) -> datetime:
    moment = datetime.fromtimestamp(second, UTC)
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Series, counted by a fixed rule, and outages, which are the service's own opinion."""

    def read(document: Any) -> Iterator[Reading]:  # noqa: ANN401
        for fact, selector in outages_in(document):
            basis = Basis.TOLD if isinstance(fact, ToldOutage) else Basis.DEDUCED
            yield Reading(subject=evidence.target, fact=fact, selector=selector, basis=basis)

    if evidence.target.kind is SubjectKind.COUNTRY:
        yield from read_document(evidence, read)
