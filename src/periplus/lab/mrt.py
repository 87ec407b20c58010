"""A routing table as a route collector writes it: TABLE_DUMP_V2 (RFC 6396 §4.3)."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

_TABLE_DUMP_V2 = 13
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
