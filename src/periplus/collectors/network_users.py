"""Users per network of a country: APNIC Labs' estimates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.service import read_document
from periplus.facts.users import read_network_users
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.COUNTRY: frozenset({Relation.ASKED}),
}


async def fetch(subject: Subject, ask: Ask) -> None:
    """All networks with at least a hundredth of a percent of the users."""
    path = f"/{subject.key}/{subject.key}.asns.json"
    await ask.source(name="apnic_users", path=path, parameters={"m": "0.01"})


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Each network with its part."""
    yield from read_document(evidence, lambda found: read_network_users(found, evidence.target.key))
