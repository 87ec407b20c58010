"""A routing table compiled: origins, and addresses by peer and path."""

from __future__ import annotations

import io
import struct

import pytest

from periplus.packs.container import PackError
from periplus.packs.world_routes import Reach, read_routes, summarise

from .worlds import AT, RIB


def rows(reach: Reach) -> set[tuple[int, int, tuple[int, ...]]]:
    found = zip(reach.row_peer, reach.row_addresses, reach.row_path, strict=True)
    return {
        (int(reach.peers[peer]), int(n), tuple(reach.hops[reach.at[p] : reach.at[p + 1]].tolist()))
        for peer, n, p in found
    }


def test_addresses_count_at_their_most_specific_prefix() -> None:
    routes = read_routes(io.BytesIO(RIB), "rib", 13)
    reach = summarise(routes)

    assert (routes.seconds, routes.bad) == (int(AT.timestamp()), 0)
    assert reach.peers.tolist() == [64510, 64511]
    assert reach.peer_prefixes.tolist() == [3, 3]
    assert (64510, 128, (64510, 64500, 64502)) in rows(reach)
    assert (64511, 128, (64511, 64501, 64503)) in rows(reach)
    assert sorted(reach.origins[2].tolist()) == [64500, 64502, 64503, 64511]


def test_old_tables_are_read_too() -> None:
    path = struct.pack(">BB2H", 2, 2, 7, 9) + struct.pack(">BB2H", 1, 2, 11, 12)
    attributes = bytes([64, 2, len(path)]) + path
    entry = b"\x0a\0\0\0\x08\1" + bytes(4) + b"\xc0\0\2\1" + struct.pack(">HH", 7, len(attributes))
    body = bytes(4) + entry + attributes
    content = struct.pack(">IHHI", 5, 12, 1, len(body)) + body

    reach = summarise(read_routes(io.BytesIO(content), "old", 12))

    assert rows(reach) == {(7, 1 << 24, (7, 9, 0))}
    assert len(reach.origins[2]) == 0
    with pytest.raises(PackError, match="old is cut at octet 0"):
        read_routes(io.BytesIO(content[:-1]), "old", 12)
