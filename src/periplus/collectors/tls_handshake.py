"""TLS handshakes with the endpoints of a site that the visit does not reach (RFC 8446)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from periplus.facts.capture import read_protocol
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.VISIT
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ENDPOINT: frozenset({Relation.ANSWERS_AT}),
    SubjectKind.SITE: frozenset({Relation.ASKED}),
}
_MAX_ADDRESSES = 8
_ENDPOINT = re.compile(r"(?:\[([0-9a-f:.]+)\]|([0-9.]+)):(\d{1,5})/(.+)", re.ASCII)


async def fetch(subject: Subject, ask: Ask) -> None:
    """One handshake with an endpoint; of a site, one with each address but the first.

    The visit itself shakes hands with the first. Nothing when the key is no `address:port/host`.
    """
    if subject.kind is SubjectKind.SITE:
        await _other_addresses(subject.key, ask)
    elif parts := endpoint_parts(subject.key):
        address, port, host = parts
        await ask.tls(host=host, address=address, port=port)


async def _other_addresses(site: str, ask: Ask) -> None:
    parts = urlsplit(site)
    if parts.scheme == "https" and parts.hostname:
        addresses = await ask.resolve(parts.hostname)
        for address in addresses[1:_MAX_ADDRESSES]:
            await ask.tls(host=parts.hostname, address=address, port=parts.port or 443)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The handshake and the chain as sent."""
    yield from read_protocol(evidence)


def endpoint_parts(key: str) -> tuple[str, int, str] | None:
    """Address, port and host of an endpoint's key; IPv6 addresses stand in brackets."""
    match = _ENDPOINT.fullmatch(key)
    if match is None or not 0 < int(match[3]) < 65536:
        return None
    return match[1] or match[2], int(match[3]), match[4]
