"""Name servers, authority and delegation signer of a zone (RFC 1035, RFC 4034), by the resolver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.capture import read_protocol
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.TLD_OF, Relation.ZONE_OF, Relation.ASKED}),
}
RDTYPES = ("NS", "SOA", "DS")


async def fetch(subject: Subject, ask: Ask) -> None:
    """One question per record type."""
    for rdtype in RDTYPES:
        await ask.dns(name=subject.key, rdtype=rdtype)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The answer's header and records."""
    yield from read_protocol(evidence)
