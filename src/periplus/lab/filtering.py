"""A box that keeps people from names: drops, resets, forged answers, block pages (RFC 7754 §4)."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from periplus.lab.sighting import Sighting, question_end, sight
from periplus.net.packets import (
    ACK,
    FIN,
    PSH,
    RST,
    SYN,
    TCP,
    UDP,
    Segment,
    read_packet,
    write_datagram,
    write_packet,
    write_segment,
)

Sent = list[tuple[bool, bytes]]
"""Packets, each with whether it goes on in the direction in which the first one came."""
SECONDS = 60
_TYPES = {1: 4, 28: 6}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """`does`: drop, reset, forge, page. In line it keeps what it meets; as a tap it only adds.

    `names` hold for themselves and all below; `addresses` are servers, whatever they are asked.
    """

    does: str
    in_line: bool
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    forged: tuple[str, ...] = ()
    page: bytes = b""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Filter:
        """From its JSON."""
        parts = {name: tuple(told[name]) for name in ("names", "addresses", "forged")}
        page = str(told["page"]).encode("latin-1")
        return cls(does=str(told["does"]), in_line=bool(told["in_line"]), page=page, **parts)

    def told(self) -> Mapping[str, Any]:
        """As JSON."""
        page = self.page.decode("latin-1")
        parts = {name: list(getattr(self, name)) for name in ("names", "addresses", "forged")}
        return {"does": self.does, "in_line": self.in_line, "page": page, **parts}

    def bars(self, name: str) -> bool:
        """Whether it is about a name."""
        return any(name == own or name.endswith(f".{own}") for own in self.names)

    def forward(self, raw: bytes) -> Sent:
        """What becomes of a packet on its way to the servers."""
        packet = read_packet(raw)
        seen = sight(packet) if packet else None
        if seen is None or not self._meets(seen):
            return [(True, raw)]
        added = self._added(seen)
        if added is None:
            return [(True, raw)]
        return added if self.in_line else [(True, raw), *added]

    def _meets(self, seen: Sighting) -> bool:
        return seen.packet.target in self.addresses or bool(seen.name and self.bars(seen.name))

    def _added(self, seen: Sighting) -> Sent | None:
        """None for a packet that it is not about."""
        if self.does == "drop":
            return []
        if self.does == "forge" and seen.protocol == "dns":
            return [(False, self._answer(seen))]
        segment = seen.segment
        if segment is None or segment.flags & RST:
            return None
        if self.does == "page" and seen.protocol == "http":
            return [(False, _reply(seen, segment, PSH | ACK | FIN, self.page))]
        if self.does == "reset" and segment.length:
            return [(False, _reply(seen, segment, RST | ACK)), *self._to_server(seen, segment)]
        return None

    def _to_server(self, seen: Sighting, segment: Segment) -> Sent:
        if segment.flags & SYN:
            return []
        # In line the server never saw the segment; behind a tap it did.
        sequence = segment.sequence + (0 if self.in_line else segment.length)
        reset = Segment(
            source_port=seen.ports[0], target_port=seen.ports[1], sequence=sequence, flags=RST
        )
        packet = seen.packet
        return [(True, write_packet(packet.source, packet.target, TCP, write_segment(reset)))]

    def _answer(self, seen: Sighting) -> bytes:
        content = write_datagram(seen.ports[1], seen.ports[0], forged_answer(seen.query, self.forged))
        return write_packet(seen.packet.target, seen.packet.source, UDP, content)


def forged_answer(query: bytes, forged: tuple[str, ...]) -> bytes:
    """An answer to a query with one question, with those addresses that are of the asked type."""
    end = question_end(query)
    (rdtype,) = struct.unpack_from("!H", query, end - 4)
    parsed = [ipaddress.ip_address(address) for address in forged]
    mine = [one.packed for one in parsed if one.version == _TYPES.get(rdtype)]
    records = b"".join(
        struct.pack("!HHHIH", 0xC00C, rdtype, 1, SECONDS, len(packed)) + packed for packed in mine
    )
    flags = 0x8080 | (query[2] & 1) << 8
    head = query[:2] + struct.pack("!HHHHH", flags, 1, len(mine), 0, 0)
    return head + query[12:end] + records


def block_page(text: str) -> bytes:
    """The HTTP response with which a box answers for the server."""
    content = text.encode()
    fields = f"Content-Type: text/html\r\nContent-Length: {len(content)}\r\nConnection: close"
    return f"HTTP/1.1 403 Forbidden\r\n{fields}\r\n\r\n".encode() + content


def _reply(seen: Sighting, segment: Segment, flags: int, content: bytes = b"") -> bytes:
    back = Segment(
        source_port=seen.ports[1],
        target_port=seen.ports[0],
        sequence=segment.acknowledged,
        acknowledged=segment.sequence + segment.length,
        flags=flags,
        window=0 if flags & RST else 8192,
        content=content,
    )
    return write_packet(seen.packet.target, seen.packet.source, TCP, write_segment(back))
