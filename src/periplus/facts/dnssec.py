"""Records as they stood in the wire, for signatures to be checked on, and trust anchors (RFC 4034)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import dns.exception
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from periplus.facts.dns import mnemonic_of, owner_of
from periplus.facts.dns_wire import MalformedError, RawRecord, read_name, read_wire
from periplus.facts.selector import byte_range
from periplus.model import Fact, Reading, Subject, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAnswer(Fact):
    """The header of a response to a question that asked for signatures."""

    name: str
    rdtype: str
    rcode: str
    truncated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WireRecord(Fact):
    """One record of such a response, its RDATA without compression: signatures cover octets."""

    name: str
    rdtype: str
    ttl_s: int
    rdata: str  # lower-case hex; names within the types of RFC 1035 in lower case
    section: str  # answer, authority


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustAnchor(Fact):
    """A key, or the digest of one, from which trust begins."""

    zone: str
    rdtype: str  # DS, DNSKEY
    data: str  # presentation form


MOST_RECORDS = 2_000  # of one message; honest ones hold some dozens
_LINE = re.compile(
    rb"(?P<owner>\S+)(?:[ \t]+\d+)?(?:[ \t]+IN)?[ \t]+(?P<kind>DS|DNSKEY)[ \t]+(?P<data>[^;\r\n]+)",
    re.IGNORECASE,
)
_MOST_ANCHORS = 100


def read_signed(body: bytes) -> Iterator[Reading]:
    """The header and the records of one response; nothing of one that breaks off."""
    message = read_wire(body)
    if message is None or not message.whole or len(message.records) > MOST_RECORDS:
        return
    mnemonic = mnemonic_of(message.rdtype)
    subject = owner_of(message.name, mnemonic)
    if subject is None:
        return
    fact = SignedAnswer(
        name=message.name,
        rdtype=mnemonic,
        rcode=dns.rcode.to_text(dns.rcode.Rcode.make(message.rcode)),
        truncated=bool(body[2] & 0x02),
    )
    yield Reading(subject=subject, fact=fact, selector=byte_range(0, message.question_end))
    for raw in message.records:
        if raw.section != "additional" and raw.rdclass == dns.rdataclass.IN:
            yield from _record(body, raw)


def _record(body: bytes, raw: RawRecord) -> Iterator[Reading]:
    mnemonic = mnemonic_of(raw.rdtype)
    subject = owner_of(raw.owner, mnemonic) or Subject(kind=SubjectKind.ZONE, key=".")
    try:
        rdata = _uncompressed(body, raw)
    except MalformedError:
        return
    fact = WireRecord(
        name=raw.owner, rdtype=mnemonic, ttl_s=raw.ttl, rdata=rdata.hex(), section=raw.section
    )
    yield Reading(subject=subject, fact=fact, selector=byte_range(raw.first, raw.end))


def _uncompressed(wire: bytes, raw: RawRecord) -> bytes:
    # RFC 3597 §4: names are compressed in the types of RFC 1035 alone.
    match raw.rdtype:
        case dns.rdatatype.NS | dns.rdatatype.CNAME | dns.rdatatype.PTR:
            return _names(wire, raw.first, 1)[0]
        case dns.rdatatype.MX:
            return wire[raw.first : raw.first + 2] + _names(wire, raw.first + 2, 1)[0]
        case dns.rdatatype.SOA:
            names, end = _names(wire, raw.first, 2)
            return names + wire[end : raw.end]
        case _:
            return wire[raw.first : raw.end]


def _names(wire: bytes, position: int, number: int) -> tuple[bytes, int]:
    found = b""
    for _ in range(number):
        text, position = read_name(wire, position)
        found += dns.name.from_text(text).to_wire() or b""
    return found, position


def read_anchors(body: bytes) -> Iterator[Reading]:
    """The DS and DNSKEY records of a master-file text, one to a line; other lines say nothing."""
    for number, found in enumerate(_LINE.finditer(body)):
        if number >= _MOST_ANCHORS:
            return
        reading = _anchor(found)
        if reading is not None:
            yield reading


def _anchor(found: re.Match[bytes]) -> Reading | None:
    kind = found["kind"].decode().upper()
    try:
        zone = dns.name.from_text(found["owner"].decode("ascii")).to_text(omit_final_dot=True).lower()
        data = found["data"].decode("ascii").strip()
        record = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.from_text(kind), data)
        subject = Subject(kind=SubjectKind.ZONE, key=zone)
    except (dns.exception.DNSException, ValueError):
        return None
    fact = TrustAnchor(zone=zone, rdtype=kind, data=record.to_text())
    return Reading(subject=subject, fact=fact, selector=byte_range(*found.span()))
