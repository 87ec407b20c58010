"""Keys, delegation signers and signatures from the root down to a zone (RFC 4034), by the resolver."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of, read_protocol
from periplus.facts.dnssec import SignedAnswer, read_anchors, read_signed
from periplus.measures.dnssec import questions_for
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 2
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.TLD_OF, Relation.ZONE_OF, Relation.ASKED}),
}
ANCHORS = "text/dns"  # RFC 4027
_MAX_QUESTIONS = 47  # the root, 20 labels, and the zone's own records
_OF_THE_CHAIN = ("DS", "DNSKEY")


async def fetch(subject: Subject, ask: Ask) -> None:
    """DS and DNSKEY of the name and of every name above it, its own records, and the trust anchors."""
    await ask.records(setting="trust_anchors", media_type=ANCHORS, wanted=_holds_anchor)
    questions = questions_for(subject.key)[:_MAX_QUESTIONS]
    await asyncio.gather(*(ask.dns(name=name, rdtype=rdtype, signed=True) for name, rdtype in questions))


def _holds_anchor(content: bytes) -> bool:
    return any(True for _ in read_anchors(content))


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The answer's header and records as they stood in the wire; keys and signers also as records."""
    if evidence.media_type == ANCHORS:
        yield from read_anchors(body_of(evidence))
    elif evidence.media_type == "application/dns-message":
        signed = list(read_signed(body_of(evidence)))
        yield from signed
        asked = next((one.fact.rdtype for one in signed if isinstance(one.fact, SignedAnswer)), None)
        if asked in _OF_THE_CHAIN:
            yield from read_protocol(evidence)
