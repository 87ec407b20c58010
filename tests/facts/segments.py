"""Handshake packets and captures of them, made for tests."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any

CLIENT = "198.51.100.9"
MSS = b"\x02\x04\x05\xb4"
LINUX = MSS + bytes.fromhex("0402080a00001000000000050103030a")
RAW, ETHERNET, COOKED = 101, 1, 113


def segment(
    source: str,
    target: str,
    ports: tuple[int, int],
    flags: int,
    *,
    options: bytes = MSS,
    ttl: int = 64,
    window: int = 65535,
    df: bool = False,
    identity: int = 7,
    sequence: int = 77,
    data: bytes = b"",
) -> bytes:
    """An IPv4 or IPv6 packet without checksums."""
    options += b"\x01" * (-len(options) % 4)
    head = (20 + len(options)) // 4 << 12
    acked = 78 if flags & 0x10 else 0
    tcp = struct.pack(">HHIIHHHH", *ports, sequence, acked, head | flags, window, 0, 0)
    tcp += options + data
    ends = ip_address(source).packed + ip_address(target).packed
    if ":" in source:
        return struct.pack(">IHBB", 0x60000000, len(tcp), 6, ttl) + ends + tcp
    total, bits = 20 + len(tcp), 0x4000 if df else 0
    return struct.pack(">BBHHHBBH", 0x45, 0, total, identity, bits, ttl, 6, 0) + ends + tcp


def syn(server: str, port: int = 40000, **traits: Any) -> bytes:
    return segment(CLIENT, server, (port, 443), 0x02, **traits)


def synack(server: str, port: int = 40000, **traits: Any) -> bytes:
    client = "2001:db8::9" if ":" in server else CLIENT
    return segment(server, client, (443, port), 0x12, **traits)


def pcap(packets: Sequence[bytes], *, link: int = RAW, order: str = "<", nano: bool = False) -> bytes:
    """A classic capture; the packets are a second apart from 2022-11-18 19:00:00 UTC."""
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    parts = [struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 65535, link)]
    for number, packet in enumerate(packets):
        held = framed(packet, link)
        part = 500_000_000 if nano else 500_000
        parts.append(struct.pack(f"{order}IIII", 1668798000 + number, part, len(held), len(held)))
        parts.append(held)
    return b"".join(parts)


def framed(packet: bytes, link: int) -> bytes:
    kind = b"\x86\xdd" if packet[:1] >= b"\x60" else b"\x08\x00"
    if link == ETHERNET:
        return b"\x02" * 12 + kind + packet
    if link == COOKED:
        return b"\x00" * 14 + kind + packet
    return packet


def pcapng(packets: Sequence[bytes], *, order: str = "<", nano: bool = False) -> bytes:
    """The same as pcapng: one section, one interface, enhanced blocks."""
    resolution = struct.pack(f"{order}HHB3x", 9, 1, 9) if nano else b""
    units = 10**9 if nano else 10**6
    parts = [block(0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1), order)]
    parts.append(block(1, struct.pack(f"{order}HHI", RAW, 0, 0) + resolution, order))
    for number, packet in enumerate(packets):
        count = (1668798000 + number) * units + units // 2
        head = struct.pack(f"{order}IIIII", 0, count >> 32, count & 0xFFFFFFFF, len(packet), len(packet))
        parts.append(block(6, head + packet, order))
    return b"".join(parts)


def block(kind: int, content: bytes, order: str) -> bytes:
    content += b"\x00" * (-len(content) % 4)
    size = len(content) + 12
    return struct.pack(f"{order}II", kind, size) + content + struct.pack(f"{order}I", size)
