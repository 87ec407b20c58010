"""Whether a zone's name servers hand out the whole zone, PROBE only (AXFR, RFC 5936)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of, name_servers_in, read_protocol
from periplus.facts.zone_transfer import MEDIA_TYPE, read_transfer
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.PROBE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.ASKED, Relation.ZONE_OF}),
}
MAX_SERVERS = 4


async def fetch(subject: Subject, ask: Ask) -> None:
    """Ask each server once, at its first address."""
    hosts = name_servers_in(await ask.dns(name=subject.key, rdtype="NS"))
    for host in hosts[:MAX_SERVERS]:
        for address in (await ask.resolve(host))[:1]:
            await ask.transfer(zone=subject.key, server=address)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """What the server gave, or the look-up that led to it."""
    if evidence.media_type == MEDIA_TYPE:
        yield from read_transfer(body_of(evidence), evidence.source)
    elif "type=AXFR" not in evidence.source:
        yield from read_protocol(evidence)
