"""SYN-ACKs of servers, as they arrived (RFC 9293 §3.1, RFC 7323); layout and quirks as in p0f 3."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from periplus.facts.packets import Packet, read_packets, written
from periplus.facts.selector import byte_range
from periplus.model import Basis, Fact, Reading, Subject, SubjectKind

MAX_KINDS = 20_000  # of SYN-ACKs that differ in address, port or form
_HEADS = {1: 14, 113: 16, 276: 20}  # Ethernet, Linux cooked v1 and v2: bytes before the IP header
_KIND_AT = {1: 12, 113: 14, 276: 0}  # where their EtherType stands
_PLAIN = {12, 14, 101, 228, 229}  # raw IP
_LOOPBACK = {0, 108}  # four bytes of address family
_IP, _TAGS, _TCP = (0x0800, 0x86DD), (0x8100, 0x88A8), 6
_SYN, _ACK, _HANDSHAKE = 0x02, 0x10, 0x17  # of FIN, SYN, RST and ACK
_NAMES = {2: "mss", 3: "ws", 4: "sok", 5: "sack", 8: "ts"}
_SIZES = {2: 4, 3: 3, 4: 2, 8: 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpSynAck(Fact):
    """How a server's stack answers a connection; `count` packets from one port had this form."""

    vantage: str
    port: int
    ip_version: int
    ttl: int  # as it arrived
    ip_options_bytes: int
    window: int
    mss: int | None
    scale: int | None
    options: str  # layout, comma-delimited
    quirks: str  # comma-delimited
    has_payload: bool
    timestamp: int | None
    asked_mss: int | None  # of the SYN that it answers, when the capture holds it
    count: int = 1
    is_control: bool = False  # asked to test the vantage, not for its own sake

    @property
    def signature(self) -> str:
        """As p0f writes one: version:TTL:olen:mss:window,scale:layout:quirks:payload."""
        form = f"{self.window},{self.scale or 0}:{self.options}:{self.quirks}"
        head = f"{self.ip_version}:{self.ttl}:{self.ip_options_bytes}:{self.mss or 0}"
        return f"{head}:{form}:{'+' if self.has_payload else '0'}"


_FORM = attrgetter(*(name for name in TcpSynAck.__slots__ if name != "timestamp"))


class Ends(NamedTuple):
    """Who asked whom; addresses are packed."""

    client: bytes
    client_port: int
    server: bytes
    server_port: int


@dataclass(slots=True)
class _Segment:
    """One TCP segment: where it lies, and what its IP header says."""

    version: int
    ttl: int
    source: bytes
    target: bytes
    ip_options_bytes: int
    quirks: list[str]
    first: int  # of the TCP header
    end: int  # of the datagram

    def ends(self, body: bytes, *, answered: bool) -> Ends:
        """Who asked whom."""
        source, target = struct.unpack_from(">HH", body, self.first)
        if answered:
            return Ends(self.target, target, self.source, source)
        return Ends(self.source, source, self.target, target)


class Half(NamedTuple):
    """A SYN, or the SYN-ACK that answers one, with the sequence number that it begins with."""

    packet: Packet
    ends: Ends
    answered: bool
    sequence: int


@dataclass(slots=True)
class _Options:
    layout: list[str]
    quirks: list[str]
    mss: int | None = None
    scale: int | None = None
    timestamp: int | None = None


@dataclass(slots=True)
class _Kind:
    fact: TcpSynAck
    packet: Packet
    server: bytes
    count: int = 1


def read_synacks(body: bytes, vantage: str) -> Iterator[Reading]:
    """Each form of a SYN-ACK once for each address and port, at the first packet that had it."""
    kinds: dict[tuple[object, ...], _Kind] = {}
    asked: dict[Ends, int | None] = {}
    for packet in read_packets(body):
        segment = _segment(body, packet)
        flags = body[segment.first + 13] & _HANDSHAKE if segment else 0
        if segment and flags == _SYN and len(asked) < MAX_KINDS:
            asked[segment.ends(body, answered=False)] = _options(body, segment).mss
        elif segment and flags == _SYN | _ACK:
            ends = segment.ends(body, answered=True)
            fact = _synack(body, segment, vantage, ends.server_port, asked.get(ends))
            form = (ends.server, *_FORM(fact))
            if form in kinds:
                kinds[form].count += 1
            elif len(kinds) < MAX_KINDS:
                kinds[form] = _Kind(fact, packet, ends.server)
    for kind in kinds.values():
        address = str(ipaddress.ip_address(kind.server))
        yield Reading(
            subject=Subject(kind=SubjectKind.ADDRESS, key=address),
            fact=kind.fact if kind.count == 1 else replace(kind.fact, count=kind.count),
            selector=byte_range(kind.packet.first, kind.packet.end),
            basis=Basis.WITNESSED,
            observed_at=kind.packet.at,
        )


def halves(body: bytes) -> Iterator[Half]:
    """The SYNs and SYN-ACKs of a capture, in its order."""
    for packet in read_packets(body):
        segment = _segment(body, packet)
        flags = body[segment.first + 13] & _HANDSHAKE if segment else 0
        if segment and flags in (_SYN, _SYN | _ACK):
            answered = flags != _SYN
            (sequence,) = struct.unpack_from(">I", body, segment.first + 4)
            yield Half(packet, segment.ends(body, answered=answered), answered, sequence)


def handshakes(body: bytes) -> bytes:
    """A pcap (raw IP) of the SYNs and SYN-ACKs of a capture; those that carry data are left out."""
    return written(_bare(body))


def _bare(body: bytes) -> Iterator[tuple[datetime, bytes]]:
    for packet in read_packets(body):
        segment = _segment(body, packet)
        first = _network(body, packet)
        if segment is None or first is None or packet.at is None:
            continue
        bare = segment.first + _header_bytes(body, segment) == segment.end
        if bare and body[segment.first + 13] & _HANDSHAKE in (_SYN, _SYN | _ACK):
            yield packet.at, body[first : segment.end]


# ---------------------------------------------------------------- headers


def _segment(body: bytes, packet: Packet) -> _Segment | None:
    """The TCP segment of a packet; None when it has none, or was cut before its end."""
    place = _network(body, packet)
    if place is None or place >= packet.end:
        return None
    version = body[place] >> 4
    segment = None
    if version == 4:
        segment = _ipv4(body, place, packet.end)
    elif version == 6:
        segment = _ipv6(body, place, packet.end)
    whole = segment and segment.first + 20 <= segment.end
    if not whole or segment is None or segment.first + _header_bytes(body, segment) > segment.end:
        return None
    return segment


def _network(body: bytes, packet: Packet) -> int | None:
    """Where the IP header of a packet begins."""
    place = packet.first
    if packet.link in _PLAIN:
        return place
    if packet.link in _LOOPBACK:
        return place + 4
    if packet.link not in _HEADS or place + _HEADS[packet.link] > packet.end:
        return None
    kind = struct.unpack_from(">H", body, place + _KIND_AT[packet.link])[0]
    place += _HEADS[packet.link]
    while kind in _TAGS and place + 4 <= packet.end:  # IEEE 802.1Q
        kind = struct.unpack_from(">H", body, place + 2)[0]
        place += 4
    return place if kind in _IP else None


def _ipv4(body: bytes, place: int, end: int) -> _Segment | None:
    size = (body[place] & 0x0F) * 4
    if size < 20 or place + size > end or place + 20 > end or body[place + 9] != _TCP:
        return None
    service, total, identity, fragment = struct.unpack_from(">xBHHH", body, place)
    if fragment & 0x3FFF or not size + 20 <= total <= end - place:  # a fragment, or cut off
        return None
    quirks = ["df"] if fragment & 0x4000 else []
    if fragment & 0x4000 and identity:
        quirks.append("id+")
    elif not fragment & 0x4000 and not identity:
        quirks.append("id-")
    if service & 0x03:
        quirks.append("ecn")
    if fragment & 0x8000:
        quirks.append("0+")
    return _Segment(
        version=4,
        ttl=body[place + 8],
        source=body[place + 12 : place + 16],
        target=body[place + 16 : place + 20],
        ip_options_bytes=size - 20,
        quirks=quirks,
        first=place + size,
        end=place + total,
    )


def _ipv6(body: bytes, place: int, end: int) -> _Segment | None:
    if place + 40 > end or body[place + 6] != _TCP:
        return None
    head, size = struct.unpack_from(">IH", body, place)
    if size < 20 or place + 40 + size > end:
        return None
    quirks = ["ecn"] if head >> 20 & 0x03 else []
    if head & 0xFFFFF:
        quirks.append("flow")
    return _Segment(
        version=6,
        ttl=body[place + 7],
        source=body[place + 8 : place + 24],
        target=body[place + 24 : place + 40],
        ip_options_bytes=0,
        quirks=quirks,
        first=place + 40,
        end=place + 40 + size,
    )


def _header_bytes(body: bytes, segment: _Segment) -> int:
    return max(20, (body[segment.first + 12] >> 4) * 4)


def _synack(body: bytes, segment: _Segment, vantage: str, port: int, asked_mss: int | None) -> TcpSynAck:
    sequence, answered, bits, window, urgent = struct.unpack_from(">IIHH2xH", body, segment.first + 4)
    options = _options(body, segment)
    quirks = [*segment.quirks]
    if bits & 0x1C0 and "ecn" not in quirks:  # ECE, CWR, NS
        quirks.append("ecn")
    if bits & 0x0E00 and "0+" not in quirks:
        quirks.append("0+")
    quirks += ["seq-"] if not sequence else []
    quirks += ["ack-"] if not answered else []
    if bits & 0x20:
        quirks.append("urgf+")
    elif urgent:
        quirks.append("uptr+")
    quirks += ["pushf+"] if bits & 0x08 else []
    return TcpSynAck(
        vantage=vantage,
        port=port,
        ip_version=segment.version,
        ttl=segment.ttl,
        ip_options_bytes=segment.ip_options_bytes,
        window=window,
        mss=options.mss,
        scale=options.scale,
        options=",".join(options.layout),
        quirks=",".join(quirks + options.quirks),
        has_payload=segment.first + _header_bytes(body, segment) < segment.end,
        timestamp=options.timestamp,
        asked_mss=asked_mss,
    )


def _options(body: bytes, segment: _Segment) -> _Options:
    """The options in their order; what does not fit its length ends them as malformed."""
    found = _Options([], [])
    place = segment.first + 20
    end = segment.first + _header_bytes(body, segment)
    while place < end:
        kind = body[place]
        place += 1
        if kind == 0:
            found.layout.append(f"eol+{end - place}")
            if any(body[place:end]):
                found.quirks.append("opt+")
            break
        if kind == 1:
            found.layout.append("nop")
            continue
        size = body[place] if place < end else 0
        found.layout.append(_NAMES.get(kind, f"?{kind}"))
        fits = size == _SIZES[kind] if kind in _SIZES else 2 <= size <= 34
        if not fits or place - 1 + size > end:
            found.quirks.append("bad")
            break
        _take(found, kind, body[place + 1 : place - 1 + size])
        place += size - 1
    return found


def _take(found: _Options, kind: int, value: bytes) -> None:
    if kind == 2:
        found.mss = int.from_bytes(value)
    elif kind == 3:
        found.scale = value[0]
        found.quirks += ["exws"] if value[0] > 14 else []
    elif kind == 8:
        found.timestamp = int.from_bytes(value[:4])
        found.quirks += [] if found.timestamp else ["ts1-"]
