"""Packets of capture files: pcap (draft-ietf-opsawg-pcap) and pcapng (draft-ietf-opsawg-pcapng)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MEDIA_TYPE = "application/vnd.tcpdump.pcap"
MAX_PACKETS = 2_000_000
MAX_PACKET_BYTES = 256 * 1024
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAGIC = {
    b"\xd4\xc3\xb2\xa1": ("<", 10**6),
    b"\xa1\xb2\xc3\xd4": (">", 10**6),
    b"\x4d\x3c\xb2\xa1": ("<", 10**9),
    b"\xa1\xb2\x3c\x4d": (">", 10**9),
}
_RAW_IP = 101
_HEAD = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, _RAW_IP)
_SECTION, _INTERFACE, _SIMPLE, _ENHANCED = 0x0A0D0D0A, 1, 3, 6
_ORDER = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
_RESOLUTION = 9  # if_tsresol
_EMPTY = 12  # bytes of a block without content


@dataclass(frozen=True, slots=True)
class Packet:
    """`body[first:end]` of the file, as far as it was captured."""

    at: datetime | None  # pcapng's simple packets have no time
    link: int  # LINKTYPE_ of the interface
    first: int
    end: int


def is_capture(body: bytes) -> bool:
    """Whether the file begins as a capture does."""
    return body[:4] in _MAGIC or body[:4] == b"\x0a\x0d\x0d\x0a"


def read_packets(body: bytes) -> Iterator[Packet]:
    """The packets in file order, up to where it is cut off or makes no sense. Never raises."""
    if body[:4] in _MAGIC:
        yield from _pcap(body)
    elif body[:4] == b"\x0a\x0d\x0d\x0a":
        yield from _pcapng(body)


def written(packets: Iterable[tuple[datetime, bytes]]) -> bytes:
    """A pcap of IP packets with their times, as `read_packets` reads it back."""
    parts = [_HEAD]
    for at, packet in packets:
        seconds = int(at.timestamp()) & 0xFFFFFFFF
        parts += [struct.pack("<IIII", seconds, at.microsecond, len(packet), len(packet)), packet]
    return b"".join(parts)


def _pcap(body: bytes) -> Iterator[Packet]:
    order, units = _MAGIC[body[:4]]
    if len(body) < 24:
        return
    link = struct.unpack_from(f"{order}I", body, 20)[0] & 0xFFFF
    head = struct.Struct(f"{order}IIII")
    place, found = 24, 0
    while place + head.size <= len(body) and found < MAX_PACKETS:
        seconds, part, size, _ = head.unpack_from(body, place)
        first = place + head.size
        place = first + size
        if size > MAX_PACKET_BYTES or place > len(body):
            return
        found += 1
        yield Packet(_moment(seconds * units + part, units), link, first, place)


def _moment(count: int, units: int) -> datetime | None:
    try:
        return _EPOCH + timedelta(microseconds=count * 10**6 // units)
    except OverflowError:
        return None


@dataclass(slots=True)
class _Section:
    """What the blocks of one section have said so far."""

    order: str
    interfaces: list[tuple[int, int]]  # link type, units of a second


def _pcapng(body: bytes) -> Iterator[Packet]:
    section: _Section | None = None
    place, found = 0, 0
    while place + _EMPTY <= len(body) and found < MAX_PACKETS:
        if body[place : place + 4] == b"\x0a\x0d\x0d\x0a":
            order = _ORDER.get(body[place + 8 : place + 12])
            section = None if order is None else _Section(order, [])
        if section is None:
            return
        kind, size = struct.unpack_from(f"{section.order}II", body, place)
        if size < _EMPTY or size % 4 or place + size > len(body):
            return
        packet = _block(body, place + 8, place + size - 4, kind, section)
        if packet is not None:
            found += 1
            yield packet
        place += size


def _block(body: bytes, first: int, end: int, kind: int, section: _Section) -> Packet | None:
    """The packet of a block that has one; an interface block is remembered."""
    if kind == _INTERFACE and end - first >= 8:
        link = struct.unpack_from(f"{section.order}H", body, first)[0]
        section.interfaces.append((link, _units(body, first + 8, end, section.order)))
    elif kind == _ENHANCED and end - first >= 20:
        number, high, low, size = struct.unpack_from(f"{section.order}IIII", body, first)
        if number < len(section.interfaces) and size <= min(MAX_PACKET_BYTES, end - first - 20):
            link, units = section.interfaces[number]
            return Packet(_moment(high << 32 | low, units), link, first + 20, first + 20 + size)
    elif kind == _SIMPLE and end - first >= 4 and section.interfaces:
        size = min(struct.unpack_from(f"{section.order}I", body, first)[0], end - first - 4)
        return Packet(None, section.interfaces[0][0], first + 4, first + 4 + min(size, MAX_PACKET_BYTES))
    return None


def _units(body: bytes, place: int, end: int, order: str) -> int:
    """Units of a second in which an interface counts time; a microsecond unless its options say."""
    while place + 4 <= end:
        code, size = struct.unpack_from(f"{order}HH", body, place)
        if code == _RESOLUTION and size == 1 and place + 5 <= end:
            told = body[place + 4]
            return int(2 ** (told & 0x7F) if told & 0x80 else 10 ** min(told, 18))
        if code == 0:
            break
        place += 4 + size + -size % 4
    return 10**6
