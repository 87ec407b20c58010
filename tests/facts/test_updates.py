"""What a dump of BGP updates leaves reachable."""

from __future__ import annotations

import bz2
import gzip
import struct
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given

from periplus.facts.outage import OutageSeries
from periplus.facts.updates import read_updates

from .samples import anything

START_S = 1_596_949_200


def nlri(prefix: str) -> bytes:
    network = ip_network(prefix)
    return bytes([network.prefixlen]) + network.network_address.packed[: (network.prefixlen + 7) // 8]


def message(
    second: int, peer: str, *, withdrawn: tuple[str, ...] = (), told: tuple[str, ...] = ()
) -> bytes:
    """One BGP4MP record with an UPDATE (RFC 4271 §4.3) from a peer."""
    gone = b"".join(map(nlri, withdrawn))
    path = struct.pack(">BBI", 2, 1, 64500)
    attributes = b"\x40\x01\x01\x00" + b"\x40\x02" + bytes([len(path)]) + path
    attributes += b"\x40\x03\x04" + ip_address(peer).packed
    attributes = attributes if told else b""
    update = struct.pack(">H", len(gone)) + gone + struct.pack(">H", len(attributes)) + attributes
    update += b"".join(map(nlri, told))
    bgp = b"\xff" * 16 + struct.pack(">HB", 19 + len(update), 2) + update
    head = struct.pack(">IIHH", 64501, 64502, 0, 1) + ip_address(peer).packed + bytes([192, 0, 2, 1])
    return struct.pack(">IHHI", second, 16, 4, len(head) + len(bgp)) + head + bgp


PEERS = ("192.0.2.11", "192.0.2.12", "192.0.2.13")
PREFIXES = ("198.51.100.0/25", "198.51.100.128/25", "203.0.113.0/24")
TOLD = b"".join(message(START_S, peer, told=PREFIXES) for peer in PEERS)
GONE = b"".join(message(START_S + 900, peer, withdrawn=PREFIXES[:2]) for peer in PEERS)
BACK = b"".join(message(START_S + 1800, peer, told=PREFIXES[:2]) for peer in PEERS)


def series(body: bytes) -> OutageSeries:
    ((found, _),) = read_updates(body)
    return found


def test_withdrawals_are_counted_and_undone() -> None:
    found = series(TOLD + GONE + BACK)
    assert (found.start_s, found.step_s) == (START_S, 300)
    assert found.values == (3.0, 3.0, 3.0, 1.0, 1.0, 1.0, 3.0)


def test_one_lost_session_is_no_outage() -> None:
    lost = message(START_S + 600, PEERS[0], withdrawn=PREFIXES)
    assert series(TOLD + lost).values[-1] == 3.0


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packed_dumps(pack: object) -> None:
    assert callable(pack)
    assert series(pack(TOLD + GONE)).values[-1] == 1.0


@pytest.mark.parametrize("body", [b"", b"\x1f\x8bnot", b"BZhnot", b"{}", TOLD])
def test_what_tells_no_course_of_time(body: bytes) -> None:
    assert list(read_updates(body)) == []


@given(anything(TOLD + GONE))
def test_never_raises(body: bytes) -> None:
    list(read_updates(body))
