"""Keys and delegation signers from the root down to a zone (RFC 4034), by the resolver."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from periplus.facts.capture import read_protocol
from periplus.measures.dnssec import questions_for
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.TLD_OF, Relation.ZONE_OF, Relation.ASKED}),
}
_MAX_QUESTIONS = 41  # the root and 20 labels


async def fetch(subject: Subject, ask: Ask) -> None:
    """DS and DNSKEY of the name and of every name above it."""
    questions = questions_for(subject.key)[:_MAX_QUESTIONS]
    await asyncio.gather(*(ask.dns(name=name, rdtype=rdtype) for name, rdtype in questions))


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The answer's header and records."""
    yield from read_protocol(evidence)
