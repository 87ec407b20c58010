"""Names and records in the wire of a DNS message; pointers lead backwards only (RFC 1035 §4.1)."""

from __future__ import annotations

from dataclasses import dataclass

import dns.name
import dns.rdatatype

HEADER_BYTES = 12
_SECTIONS = ("answer", "authority", "additional")
_MAX_POINTERS = 127  # a name of 255 octets has at most 127 labels


class MalformedError(ValueError):
    """These bytes are no DNS message from here on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRecord:
    """One resource record as it stands in the wire: RDATA is `wire[first:end]`."""

    owner: str
    rdtype: int
    rdclass: int
    ttl: int
    section: str
    first: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WireMessage:
    """A response: its only question, and the records up to where it breaks off."""

    name: str  # empty unless there is exactly one question
    rdtype: int
    question_end: int
    records: tuple[RawRecord, ...]
    whole: bool  # one question, and nothing broken
    rcode: int = 0  # its upper eight bits from the OPT record (RFC 6891 §6.1.3)


def read_wire(body: bytes) -> WireMessage | None:
    """The parts of one response; None of a query or of other bytes."""
    if len(body) < HEADER_BYTES or not body[2] & 0x80:
        return None
    name, rdtype, end = "", 0, HEADER_BYTES
    records: list[RawRecord] = []
    whole = False
    try:
        for index in range(u16(body, 4)):
            owner, position = read_name(body, end)
            if index == 0:
                name, rdtype = owner, u16(body, position)
            end = within(body, position + 4)
        _walk(body, end, records)
        whole = u16(body, 4) == 1
    except MalformedError:
        pass
    upper = next((raw.ttl >> 24 for raw in records if raw.rdtype == dns.rdatatype.OPT), 0)
    return WireMessage(
        name=name,
        rdtype=rdtype,
        question_end=end,
        records=tuple(records),
        whole=whole,
        rcode=upper << 4 | body[3] & 0x0F,
    )


def _walk(wire: bytes, position: int, found: list[RawRecord]) -> None:
    for index, section in enumerate(_SECTIONS):
        for _ in range(u16(wire, 6 + 2 * index)):
            owner, position = read_name(wire, position)
            first = within(wire, position + 10)
            end = within(wire, first + u16(wire, position + 8))
            raw = RawRecord(
                owner=owner,
                rdtype=u16(wire, position),
                rdclass=u16(wire, position + 2),
                ttl=int.from_bytes(wire[position + 4 : position + 8]),
                section=section,
                first=first,
                end=end,
            )
            found.append(raw)  # what came before a break is kept
            position = end


def read_name(wire: bytes, position: int) -> tuple[str, int]:
    """The name at `position`, lower case without trailing dot, and where it ends in the wire.

    MalformedError when it is none.
    """
    labels: list[bytes] = []
    end = None
    size = pointers = 0
    while True:
        length = wire[within(wire, position + 1) - 1]
        if length & 0xC0 == 0xC0:
            target = u16(wire, position) & 0x3FFF
            end = position + 2 if end is None else end
            pointers += 1
            if target >= position or pointers > _MAX_POINTERS:
                raise MalformedError
            position = target
            continue
        size += length + 1
        if length > 63 or size > 255:
            raise MalformedError
        if length == 0:
            return _text(labels), position + 1 if end is None else end
        labels.append(wire[position + 1 : within(wire, position + 1 + length)])
        position += 1 + length


def _text(labels: list[bytes]) -> str:
    if not labels:
        return "."
    return dns.name.Name(labels).to_text().lower()


def u16(wire: bytes, position: int) -> int:
    """Two octets. MalformedError beyond the end."""
    return int.from_bytes(wire[position : within(wire, position + 2)])


def within(wire: bytes, end: int) -> int:
    """`end` itself. MalformedError when it lies beyond the wire."""
    if end > len(wire):
        raise MalformedError
    return end
