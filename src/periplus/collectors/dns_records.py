"""Addresses of hosts, names of addresses, mail and text records of zones (RFC 1035, RFC 3596)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping

from periplus.facts.capture import read_protocol
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 2
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.HOST: frozenset(
        {Relation.ASKED, Relation.HOST_OF, Relation.NS_OF, Relation.MX_OF, Relation.CNAME_OF}
    ),
    SubjectKind.ADDRESS: frozenset({Relation.ASKED, Relation.RESOLVES_TO, Relation.ON_PATH}),
    SubjectKind.ZONE: frozenset({Relation.ASKED, Relation.ZONE_OF}),
}
RDTYPES: Mapping[SubjectKind, tuple[str, ...]] = {
    SubjectKind.HOST: ("A", "AAAA"),
    SubjectKind.ADDRESS: ("PTR",),
    SubjectKind.ZONE: ("A", "AAAA", "MX", "TXT", "CAA", "HTTPS", "NSEC3PARAM"),
}


async def fetch(subject: Subject, ask: Ask) -> None:
    """One question per record type that suits the subject."""
    for rdtype in RDTYPES[subject.kind]:
        await ask.dns(name=name_of(subject), rdtype=rdtype)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The answer's header and records, the chain of aliases among them."""
    yield from read_protocol(evidence)


def name_of(subject: Subject) -> str:
    """The name to ask for: an address stands in the reverse tree (RFC 1035 §3.5, RFC 3596 §2.5)."""
    if subject.kind is SubjectKind.ADDRESS:
        return ipaddress.ip_address(subject.key).reverse_pointer
    return subject.key
