"""A routing table as a route collector writes it: TABLE_DUMP_V2 (RFC 6396 §4.3)."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

_TABLE_DUMP_V2 = 13
_HEAD_BYTES = 12
_PEERS, _RIB_V4, _RIB_V6 = 1, 2, 4


def routing_table(
    peers: Sequence[tuple[str, int]],
    routes: Mapping[str, Iterable[tuple[int, Sequence[int]]]],
    *,
    at: datetime,
) -> bytes:
    """The bytes of a table. `peers`: address and AS; `routes`: by prefix, (peer's place, AS path)."""
    seconds = int(at.timestamp())
    records = [_record(seconds, _PEERS, _peer_table(peers))]
    for number, (prefix, entries) in enumerate(routes.items()):
        network = ipaddress.ip_network(prefix)
        octets = network.network_address.packed[: (network.prefixlen + 7) // 8]
        blocks = [_entry(seconds, place, path, peers[place][0]) for place, path in entries]
        head = struct.pack(">IB", number, network.prefixlen) + octets
        body = head + struct.pack(">H", len(blocks)) + b"".join(blocks)
        records.append(_record(seconds, _RIB_V4 if network.version == 4 else _RIB_V6, body))
    return b"".join(records)


def moved(table: bytes, at: datetime) -> bytes:
    """A table with the times of its records and routes put to `at`, and nothing else changed."""
    seconds, content, place = struct.pack(">I", int(at.timestamp())), bytearray(table), 0
    while place + _HEAD_BYTES <= len(content):
        _, kind, subtype, size = struct.unpack_from(">IHHI", content, place)
        body, place = place + _HEAD_BYTES, place + _HEAD_BYTES + size
        content[body - _HEAD_BYTES : body - _HEAD_BYTES + 4] = seconds
        if kind == _TABLE_DUMP_V2 and subtype in {_RIB_V4, _RIB_V6}:
            for entry in _entries(content, body, min(place, len(content))):
                content[entry + 2 : entry + 6] = seconds
    return bytes(content)


def _entries(content: bytearray, body: int, last: int) -> Iterator[int]:
    """Where the entries of a RIB record begin (RFC 6396 §4.3.2, §4.3.4)."""
    place = body + 4 + 1 + (content[body + 4] + 7) // 8 + 2 if body + 4 < last else last
    while place + 8 <= last:
        yield place
        place += 8 + int.from_bytes(content[place + 6 : place + 8], "big")


def _record(seconds: int, subtype: int, body: bytes) -> bytes:
    return struct.pack(">IHHI", seconds, _TABLE_DUMP_V2, subtype, len(body)) + body


def _peer_table(peers: Sequence[tuple[str, int]]) -> bytes:
    found = [bytes([192, 0, 2, 1]), struct.pack(">HH", 0, len(peers))]
    for text, asn in peers:
        address = ipaddress.ip_address(text)
        kind = 2 | (address.version == 6)
        found.append(bytes([kind]) + bytes(4) + address.packed + struct.pack(">I", asn))
    return b"".join(found)


def _entry(seconds: int, place: int, path: Sequence[int], next_hop: str) -> bytes:
    hop = ipaddress.ip_address(next_hop).packed
    segment = struct.pack(f">BB{len(path)}I", 2, len(path), *path) if path else b""
    block = _attribute(1, b"\0") + _attribute(2, segment)
    block += _attribute(3, hop) if len(hop) == 4 else _attribute(14, bytes([len(hop)]) + hop)
    return struct.pack(">HIH", place, seconds, len(block)) + block


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack(">BBH", 0x50, kind, len(value)) + value
