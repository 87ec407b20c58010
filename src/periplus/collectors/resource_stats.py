"""How many of a country's prefixes RIS saw, as RIPEstat counts them; and probes that fell away (IHR)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
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
_RECENT = timedelta(days=35)


async def fetch(subject: Subject, ask: Ask) -> None:
    """The last weeks by the hour, from each service that is set."""
    first, last = (f"{day.isoformat()}T00:00" for day in (ask.today - _RECENT, ask.today))
    stats = {"resource": subject.key, "starttime": first, "endtime": last, "resolution": "1h"}
    await ask.source(
        name="ripestat",
        path="country-resource-stats/data.json",
        parameters=stats | {"sourceapp": "periplus"},
    )
    fallen = {"streamtype": "country", "streamname": subject.key}
    fallen |= {"starttime__gte": first, "starttime__lte": last}
    await ask.source(name="ihr", path="disco/events/", parameters=fallen)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Series, counted by a fixed rule, and outages, which are the service's own opinion."""

    def read(document: Any) -> Iterator[Reading]:  # noqa: ANN401
        for fact, selector in outages_in(document):
            basis = Basis.TOLD if isinstance(fact, ToldOutage) else Basis.DEDUCED
            yield Reading(subject=evidence.target, fact=fact, selector=selector, basis=basis)

    if evidence.target.kind is SubjectKind.COUNTRY:
        yield from read_document(evidence, read)
