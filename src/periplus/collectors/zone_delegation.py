"""Name servers, authority and delegation signer of a zone (RFC 1035, RFC 4034), by the resolver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.capture import read_protocol
from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.TLD_OF, Relation.ZONE_OF, Relation.ASKED}),
}
RDTYPES = ("NS", "SOA", "DS")


async def fetch(subject: Subject, ask: Ask) -> None:
    """One question per record type; once more for the zone that a name without its own SOA lies in."""
    for rdtype in RDTYPES:
        evidence = await ask.dns(name=subject.key, rdtype=rdtype)
        above = zone_above(subject.key, evidence) if rdtype == "SOA" else None
        for above_rdtype in RDTYPES if above else ():
            await ask.dns(name=str(above), rdtype=above_rdtype)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The answer's header and records."""
    yield from read_protocol(evidence)


def zone_above(name: str, evidence: Evidence) -> str | None:
    """The zone of a name that is no apex: the owner of the SOA in the negative answer (RFC 2308)."""
    facts = [reading.fact for reading in parse(evidence)]
    if not any(isinstance(fact, DnsAnswer) and fact.rcode == "NOERROR" for fact in facts):
        return None
    for fact in facts:
        if isinstance(fact, DnsRecord) and fact.rdtype == "SOA" and name.endswith(f".{fact.name}"):
            return fact.name if "." in fact.name else None
    return None
