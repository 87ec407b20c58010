"""Sequence numbers of a site's connections, PROBE only: from many ports, then from one (RFC 6528)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from periplus.facts.capture import about_asked, body_of, read_protocol
from periplus.facts.packets import MEDIA_TYPE
from periplus.facts.sequences import read_sequences
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.PROBE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED}),
}
CONNECTIONS, OF_ONE_PORT = 12, 8


async def fetch(subject: Subject, ask: Ask) -> None:
    """At the first address; the second series only where the first could be caught."""
    parts = urlsplit(subject.key)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    for address in (await ask.resolve(host))[:1]:
        seen = await ask.handshake(
            host=host, address=address, port=port, connections=CONNECTIONS, only_caught=True
        )
        if seen.media_type == MEDIA_TYPE and seen.failure is None:
            await ask.handshake(
                host=host, address=address, port=port, connections=OF_ONE_PORT, same_port=True
            )


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The numbers of each series, or the look-up that led to them."""
    if evidence.media_type == MEDIA_TYPE:
        yield from about_asked(evidence, read_sequences(body_of(evidence), evidence.vantage))
    else:
        yield from read_protocol(evidence)
