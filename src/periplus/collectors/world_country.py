"""A country's networks, links, owners and routes from the compiled world on this disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of
from periplus.facts.world import read_country
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 2
CONTACT = Contact.NONE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.COUNTRY: frozenset({Relation.ASKED}),
}


async def fetch(subject: Subject, ask: Ask) -> None:
    """Everything that the world holds of the country, as one document."""
    await ask.world(country=subject.key)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The tables, networks, links and owners; about the country that was asked for only."""
    if evidence.media_type == "application/vnd.periplus.country" and evidence.failure is None:
        yield from read_country(body_of(evidence))
