"""What a server gave of a zone when it was asked for all of it (AXFR, RFC 5936)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import dns.rcode
import dns.rdatatype

from periplus.facts.dns_wire import WireMessage, read_wire
from periplus.facts.selector import byte_range
from periplus.model import Fact, Reading, Subject, SubjectKind

MEDIA_TYPE = "application/vnd.periplus.dns-transfer"
"""The messages as they came over TCP, each after its two octets of length (RFC 1035 §4.2.2)."""

_LENGTH_BYTES = 2
_MOST_MESSAGES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneTransfer(Fact):
    """The answer of one server: a refusal, or records up to the zone's second SOA."""

    server: str  # address
    rcode: str
    records: int
    names: int  # distinct owner names
    complete: bool  # it ended as it began, with the SOA (RFC 5936 §2.2)


def messages(body: bytes) -> Iterator[tuple[WireMessage, int, int]]:
    """Each readable message with its first and end octet in `body`; ends where the framing breaks."""
    position = 0
    for _ in range(_MOST_MESSAGES):
        first = position + _LENGTH_BYTES
        end = first + int.from_bytes(body[position:first])
        if first > len(body) or end > len(body) or end == first:
            return
        message = read_wire(body[first:end])
        if message is None:
            return
        yield message, first, end
        position = end


def read_transfer(body: bytes, source: str) -> Iterator[Reading]:
    """The transfer that `source` asked for, about its zone; nothing of other bytes."""
    read = list(messages(body))
    asked = _asked(source)
    if not read or asked is None:
        return
    server, zone = asked
    answers = [raw for message, _, _ in read for raw in message.records if raw.section == "answer"]
    ends = sum(raw.rdtype == dns.rdatatype.SOA and raw.owner == zone.key for raw in answers)
    first, start, end = read[0]
    fact = ZoneTransfer(
        server=server,
        rcode=dns.rcode.to_text(dns.rcode.Rcode.make(first.rcode)),
        records=len(answers),
        names=len({raw.owner for raw in answers}),
        complete=ends > 1,
    )
    yield Reading(subject=zone, fact=fact, selector=byte_range(start, end))


def _asked(source: str) -> tuple[str, Subject] | None:
    try:
        parts = urlsplit(source)
        if parts.scheme != "dns" or not parts.hostname or "type=AXFR" not in parts.query:
            return None
        return parts.hostname, Subject(kind=SubjectKind.ZONE, key=parts.path.strip("/"))
    except ValueError:
        return None
