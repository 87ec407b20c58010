"""What a zone's name servers tell of themselves in class CH, PROBE only (RFC 4892)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of, name_servers_in, read_protocol
from periplus.facts.server_text import read_server_text
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.PROBE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.ASKED, Relation.ZONE_OF}),
}
MAX_SERVERS = 4
NAMES = ("version.bind", "version.server", "hostname.bind", "id.server")


async def fetch(subject: Subject, ask: Ask) -> None:
    """Each name at each server; a server that gives no DNS answer is asked once."""
    hosts = name_servers_in(await ask.dns(name=subject.key, rdtype="NS"))
    for host in hosts[:MAX_SERVERS]:
        for address in (await ask.resolve(host))[:1]:
            for name in NAMES:
                answer = await ask.server_text(zone=subject.key, name=name, server=address)
                if answer.media_type != "application/dns-message":
                    break


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The server's text, or the look-up that led to it."""
    if "class=CH" not in evidence.source:
        yield from read_protocol(evidence)
    elif evidence.media_type == "application/dns-message":
        yield from read_server_text(body_of(evidence), evidence.source)
