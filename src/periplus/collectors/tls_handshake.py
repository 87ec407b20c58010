"""One TLS handshake with an endpoint of a site (RFC 8446)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from periplus.facts.capture import read_protocol
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.VISIT
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ENDPOINT: frozenset({Relation.ANSWERS_AT}),
}
_ENDPOINT = re.compile(r"(?:\[([0-9a-f:.]+)\]|([0-9.]+)):(\d{1,5})/(.+)", re.ASCII)


async def fetch(subject: Subject, ask: Ask) -> None:
    """One handshake; nothing when the key is no `address:port/host`."""
    parts = endpoint_parts(subject.key)
    if parts is not None:
        address, port, host = parts
        await ask.tls(host=host, address=address, port=port)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The handshake and the chain as sent."""
    yield from read_protocol(evidence)


def endpoint_parts(key: str) -> tuple[str, int, str] | None:
    """Address, port and host of an endpoint's key; IPv6 addresses stand in brackets."""
    match = _ENDPOINT.fullmatch(key)
    if match is None or not 0 < int(match[3]) < 65536:
        return None
    return match[1] or match[2], int(match[3]), match[4]
