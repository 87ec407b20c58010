"""How many services of a country Shodan counts, and with whom; facets use no query credit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from periplus.facts.exposure import FACETS, read_counts
from periplus.facts.service import read_document
from periplus.model import Ask, Contact, Evidence, Failure, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.COUNTRY: frozenset({Relation.ASKED}),
}
_EVERYTHING, _DEVICES = "everything", ("router", "switch")
_DEVICE = re.compile(r"[?&%]\S*device:([a-z]{1,20})(?:&|$)")


async def fetch(subject: Subject, ask: Ask) -> None:
    """One count of all services by every facet, then of routers and switches by organisation."""
    facets = ",".join(f"{name}:10" for name in FACETS)
    answer = await _count(f"country:{subject.key}", facets, ask)
    if answer is None or answer.failure is Failure.UNAVAILABLE:
        return
    for device in _DEVICES:
        await _count(f"country:{subject.key} device:{device}", "org:10,port:10,product:10", ask)


async def _count(query: str, facets: str, ask: Ask) -> Evidence | None:
    parameters = {"query": query, "facets": facets}
    return await ask.source(name="shodan", path="/shodan/host/count", parameters=parameters)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The total and the facets of one search."""
    device = _DEVICE.search(evidence.source)
    searched = device[1] if device else _EVERYTHING
    yield from read_document(
        evidence, lambda found: read_counts(found, evidence.target, "shodan", searched)
    )
