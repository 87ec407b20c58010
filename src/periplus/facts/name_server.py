"""What one name server answered when it was asked itself (RFC 1035 §4.1, RFC 6891, RFC 5001)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import dns.rdatatype

from periplus.facts.dns import DnsAnswer, DnsRecord, read_message
from periplus.facts.dns_wire import MalformedError, RawRecord, read_wire, u16, within
from periplus.facts.selector import byte_range
from periplus.model import Evidence, Fact, Reading

_NSID = 3
_MOST_OPTIONS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAnswer(Fact):
    """The header of one server's answer."""

    server: str  # address
    name: str
    rdtype: str
    rcode: str
    authoritative: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions(Fact):
    """The EDNS part of one server's answer."""

    server: str
    payload_bytes: int  # the largest datagram it wants
    nsid: str | None  # text, or hex where it is none


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRecord(Fact):
    """One record of one server's answer. It leads nowhere: the resolver's records do."""

    server: str
    asked: str  # the question's record type
    section: str  # answer, authority, additional
    name: str
    rdtype: str
    data: str


def server_of(evidence: Evidence) -> str | None:
    """The server that was asked without recursion; None of other captures."""
    request = evidence.request
    if not evidence.source.startswith("dns://") or len(request) < 12 or request[2] & 0x01:
        return None
    address = (evidence.asked or "").rpartition(":")[0].strip("[]")
    return address or None


def read_server(body: bytes, server: str) -> Iterator[Reading]:
    """Header, EDNS and records of one server's answer; nothing of one that breaks off."""
    message = read_wire(body)
    if message is None or not message.whole:
        return
    asked = ""
    for reading in read_message(body):
        match reading.fact:
            case DnsAnswer() as header:
                asked = header.rdtype
                subject = reading.subject
                fact: Fact = ServerAnswer(
                    server=server,
                    name=header.name,
                    rdtype=header.rdtype,
                    rcode=header.rcode,
                    authoritative=header.authoritative,
                )
                yield Reading(subject=subject, fact=fact, selector=reading.selector)
                options = next((r for r in message.records if r.rdtype == dns.rdatatype.OPT), None)
                if options is not None:
                    fact = _options(body, options, server)
                    selector = byte_range(options.first - 8, options.end)
                    yield Reading(subject=subject, fact=fact, selector=selector)
            case DnsRecord() as record:
                fact = ServerRecord(
                    server=server,
                    asked=asked,
                    section=record.section,
                    name=record.name,
                    rdtype=record.rdtype,
                    data=record.data,
                )
                yield Reading(subject=reading.subject, fact=fact, selector=reading.selector)


def _options(wire: bytes, raw: RawRecord, server: str) -> ServerOptions:
    nsid = None
    position = raw.first
    try:
        for _ in range(_MOST_OPTIONS):
            if position >= raw.end:
                break
            end = within(wire, position + 4 + u16(wire, position + 2))
            if u16(wire, position) == _NSID and nsid is None:
                nsid = _text(wire[position + 4 : end])
            position = end
    except MalformedError:
        nsid = None
    return ServerOptions(server=server, payload_bytes=raw.rdclass, nsid=nsid)


def _text(octets: bytes) -> str:
    plain = octets.isascii() and octets.decode("ascii", "replace").isprintable()
    return octets.decode("ascii") if plain else octets.hex()
