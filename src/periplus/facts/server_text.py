"""What a name server tells of itself in class CH (RFC 4892)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import dns.rcode
import dns.rdataclass
import dns.rdatatype

from periplus.facts.dns import joined_strings
from periplus.facts.dns_wire import MalformedError, read_wire
from periplus.facts.selector import byte_range
from periplus.model import Fact, Reading, Subject, SubjectKind

_LONGEST = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerText(Fact):
    """One answer of a server about itself."""

    server: str  # address
    asked: str  # version.bind, hostname.bind, …
    rcode: str
    text: str | None  # None: it told nothing


def read_server_text(body: bytes, source: str) -> Iterator[Reading]:
    """The text of one answer, about the zone for whose sake `source` asked; nothing of other bytes."""
    message = read_wire(body)
    told = _asked(source)
    if message is None or not message.whole or told is None:
        return
    server, zone = told
    text, selector = None, byte_range(0, message.question_end)
    for raw in message.records:
        kind = (raw.section, raw.owner, raw.rdclass, raw.rdtype)
        if kind != ("answer", message.name, dns.rdataclass.CH, dns.rdatatype.TXT):
            continue
        try:
            text = joined_strings(body[raw.first : raw.end])[:_LONGEST]
        except MalformedError:
            continue
        selector = byte_range(raw.first, raw.end)
        break
    rcode = dns.rcode.to_text(dns.rcode.Rcode.make(message.rcode))
    fact = ServerText(server=server, asked=message.name, rcode=rcode, text=text)
    yield Reading(subject=zone, fact=fact, selector=selector)


def _asked(source: str) -> tuple[str, Subject] | None:
    """The server and the zone of a question in class CH; None of others."""
    try:
        parts = urlsplit(source)
        query = parse_qs(parts.query)
        if parts.scheme != "dns" or not parts.hostname or query.get("class") != ["CH"]:
            return None
        return parts.hostname, Subject(kind=SubjectKind.ZONE, key=query["zone"][0])
    except (ValueError, KeyError):
        return None
