"""IP, TCP, UDP and ICMP packets as bytes, built and read (RFC 791, RFC 8200, RFC 9293)."""

from __future__ import annotations

import ipaddress
import struct
from dataclasses import dataclass

ICMP, TCP, UDP, ICMP6 = 1, 6, 17, 58
FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
_IP4 = struct.Struct("!BBHHHBBH4s4s")
_IP6 = struct.Struct("!IHBB16s16s")
_TCP = struct.Struct("!HHIIBBHHH")
_UDP = struct.Struct("!HHHH")
_DF = 0x4000
_CHECKSUM_AT = {TCP: 16, UDP: 6, ICMP: 2, ICMP6: 2}


@dataclass(frozen=True, slots=True)
class Packet:
    """One IP packet that is whole; `content` is what its protocol carries."""

    source: str
    target: str
    protocol: int
    hops: int
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One TCP segment."""

    source_port: int
    target_port: int
    sequence: int
    acknowledged: int = 0
    flags: int
    window: int = 0
    options: bytes = b""
    content: bytes = b""

    @property
    def length(self) -> int:
        """The sequence numbers that it takes."""
        return len(self.content) + bool(self.flags & SYN) + bool(self.flags & FIN)


def checksum(content: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    if len(content) % 2:
        content += b"\0"
    total: int = sum(struct.unpack(f"!{len(content) // 2}H", content))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def read_packet(raw: bytes) -> Packet | None:
    """None for fragments, extension headers and everything that is no packet."""
    version = raw[0] >> 4 if raw else 0
    if version == 4 and len(raw) >= _IP4.size:
        first, _, length, _, fragment, hops, protocol, _, source, target = _IP4.unpack_from(raw)
        begins = (first & 15) * 4
        if fragment & 0x3FFF or not _IP4.size <= begins <= length <= len(raw):
            return None
        content = raw[begins:length]
    elif version == 6 and len(raw) >= _IP6.size:
        _, length, protocol, hops, source, target = _IP6.unpack_from(raw)
        content = raw[_IP6.size : _IP6.size + length]
        if len(content) < length:
            return None
    else:
        return None
    return Packet(
        str(ipaddress.ip_address(source)), str(ipaddress.ip_address(target)), protocol, hops, content
    )


def write_packet(
    source: str, target: str, protocol: int, content: bytes, *, hops: int = 64, identity: int = 0,
    unfragmented: bool = True,
) -> bytes:  # fmt: skip
    """The packet, with the checksums of IP and of what it carries."""
    one, other = ipaddress.ip_address(source).packed, ipaddress.ip_address(target).packed
    content = with_checksum(one, other, protocol, content)
    if len(one) == 16:
        return _IP6.pack(6 << 28, len(content), protocol, hops, one, other) + content
    length, fragment = _IP4.size + len(content), _DF if unfragmented else 0
    parts = (0x45, 0, length, identity, fragment, hops, protocol)
    return _IP4.pack(*parts, checksum(_IP4.pack(*parts, 0, one, other)), one, other) + content


def with_checksum(source: bytes, target: bytes, protocol: int, content: bytes) -> bytes:
    """The content of a packet between two packed addresses, with its own checksum in place."""
    at = _CHECKSUM_AT.get(protocol)
    if at is None or len(content) < at + 2:
        return content
    blank = content[:at] + b"\0\0" + content[at + 2 :]
    # RFC 9293 §3.1, RFC 8200 §8.1: the sum takes in the addresses; that of ICMP for IPv4 does not.
    head = source + target + struct.pack("!II", len(content), protocol)
    found = checksum(blank if protocol == ICMP else head + blank)
    if protocol == UDP and found == 0:
        found = 0xFFFF  # RFC 768: 0 would say that there is none
    return blank[:at] + struct.pack("!H", found) + blank[at + 2 :]


def read_segment(content: bytes) -> Segment | None:
    """None when it is no whole TCP segment."""
    if len(content) < _TCP.size:
        return None
    source, target, sequence, acknowledged, offset, flags, window, _, _ = _TCP.unpack_from(content)
    begins = (offset >> 4) * 4
    if not _TCP.size <= begins <= len(content):
        return None
    return Segment(
        source_port=source,
        target_port=target,
        sequence=sequence,
        acknowledged=acknowledged,
        flags=flags,
        window=window,
        options=content[_TCP.size : begins],
        content=content[begins:],
    )


def write_segment(segment: Segment) -> bytes:
    """The segment, its checksum still 0; options are filled up to whole words."""
    options = segment.options + bytes(-len(segment.options) % 4)
    return (
        _TCP.pack(
            *(segment.source_port, segment.target_port),
            *(segment.sequence & 0xFFFFFFFF, segment.acknowledged & 0xFFFFFFFF),
            *((_TCP.size + len(options)) // 4 << 4, segment.flags, segment.window, 0, 0),
        )
        + options
        + segment.content
    )


def read_options(options: bytes) -> dict[int, bytes]:
    """The value of each TCP option by its kind, up to the first that is cut off (RFC 9293 §3.2)."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(options) and options[at] != 0:
        if options[at] == 1:
            at += 1
            continue
        length = options[at + 1] if at + 1 < len(options) else 0
        if length < 2 or at + length > len(options):
            break
        found[options[at]] = options[at + 2 : at + length]
        at += length
    return found


def read_datagram(content: bytes) -> tuple[int, int, bytes] | None:
    """Source port, target port and payload of a UDP datagram; None when it is none."""
    if len(content) < _UDP.size:
        return None
    source, target, length, _ = _UDP.unpack_from(content)
    return (source, target, content[_UDP.size : length]) if length >= _UDP.size else None


def write_datagram(source_port: int, target_port: int, payload: bytes) -> bytes:
    """The datagram, its checksum still 0."""
    return _UDP.pack(source_port, target_port, _UDP.size + len(payload), 0) + payload
