"""Addresses are read from IPv4, IPv6 and ARP; those from elsewhere are counted."""

from __future__ import annotations

import ipaddress
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.lab.census import ETH_P_ARP, ETH_P_IP, ETH_P_IPV6, addresses, is_own
from tests.lab.staged import run_staged


def four(source: str, target: str) -> bytes:
    return bytes(12) + ipaddress.ip_address(source).packed + ipaddress.ip_address(target).packed


@pytest.mark.parametrize(
    ("protocol", "packet", "found"),
    [
        (ETH_P_IP, four("198.18.0.1", "203.0.113.9"), ("198.18.0.1", "203.0.113.9")),
        (ETH_P_IPV6, bytes(8) + bytes(15) + b"\1" + bytes(16), ("::1", "::")),
        (ETH_P_ARP, bytes(14) + bytes([198, 18, 0, 1]) + bytes(10), ("198.18.0.1", "0.0.0.0")),
        (0x88CC, bytes(60), ()),
        (ETH_P_IP, b"short", ()),
    ],
)
def test_addresses_stand_in_the_head(protocol: int, packet: bytes, found: tuple[str, ...]) -> None:
    assert addresses(protocol, packet) == found


@given(st.sampled_from([ETH_P_IP, ETH_P_ARP, ETH_P_IPV6, 1]), st.binary(max_size=64))
def test_any_packet_can_be_read(protocol: int, packet: bytes) -> None:
    assert len(addresses(protocol, packet)) in (0, 2)


def test_only_the_laboratory_is_its_own() -> None:
    assert all(map(is_own, ["198.18.3.1", "198.19.0.1", "3fff:0:c612:301::1", "fe80::1", "127.0.0.1"]))
    assert not any(map(is_own, ["93.184.215.14", "192.0.2.1", "2001:db8::1", "10.0.0.1"]))


FOREIGN = """
import json, socket, subprocess, sys
from periplus.lab import census
from periplus.lab.namespaces import ip_batch
ip_batch(["link set lo up", "addr add 203.0.113.7/32 dev lo"])
watch = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
watch.setblocking(False)
program = subprocess.Popen([sys.executable, "-I", "-S", census.__file__, str(watch.fileno())],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[watch.fileno()])
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("203.0.113.7", 9))
print(program.communicate()[0].decode())
"""


def test_a_packet_from_elsewhere_is_counted() -> None:
    told = json.loads(run_staged(FOREIGN))

    assert told["foreign"]["203.0.113.7"] > 0
    assert told["packets"] > 0
    assert told["lost"] == 0
