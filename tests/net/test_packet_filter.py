"""The filter lets pass the handshake of one connection and nothing else, IPv4 and IPv6."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.net.packet_filter import Ends, attach, listen, program
from tests.facts.segments import CLIENT, segment

OWN, SERVED = 40000, 443
SERVERS = ("192.0.2.7", "2001:db8::7")


def passes(sent: list[bytes], ends: Ends) -> list[bytes]:
    """What of these packets a socket with the filter gets: datagrams begin as a packet socket's do."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with here, there:
        attach(there, program(ends))
        here.setblocking(False)
        there.setblocking(False)
        for packet in sent:
            here.send(packet)
        found = []
        while True:
            try:
                found.append(there.recv(4096))
            except BlockingIOError:
                return found


def ends_of(server: str) -> tuple[str, Ends]:
    return ("2001:db8::9" if ":" in server else CLIENT), Ends(server, SERVED, OWN)


@pytest.mark.parametrize("server", SERVERS)
def test_both_halves_of_the_handshake_pass(server: str) -> None:
    client, ends = ends_of(server)
    syn = segment(client, server, (OWN, SERVED), 0x02)
    synack = segment(server, client, (SERVED, OWN), 0x12)

    assert passes([syn, synack], ends) == [syn, synack]


@pytest.mark.parametrize("server", SERVERS)
def test_nothing_else_does(server: str) -> None:
    client, ends = ends_of(server)
    other = "2001:db8::8" if ":" in server else "192.0.2.8"
    data = segment(server, client, (SERVED, OWN), 0x18, data=b"what a person reads")
    for packet in (
        data,
        segment(server, client, (SERVED, OWN), 0x10),
        segment(server, client, (SERVED, OWN + 1), 0x12),
        segment(server, client, (80, OWN), 0x12),
        segment(other, client, (SERVED, OWN), 0x12),
        segment(client, other, (OWN, SERVED), 0x02),
        segment(client, server, (SERVED, OWN), 0x02),
    ):
        assert passes([packet], ends) == []


def test_a_fragment_and_a_datagram_do_not_pass() -> None:
    client, ends = ends_of(SERVERS[0])
    whole = bytearray(segment(SERVERS[0], client, (SERVED, OWN), 0x12))
    fragment, datagram = bytearray(whole), bytearray(whole)
    fragment[7] = 5
    datagram[9] = 17

    assert passes([bytes(fragment), bytes(datagram)], ends) == []


def test_options_before_the_ports_are_passed_over() -> None:
    client, ends = ends_of(SERVERS[0])
    plain = segment(SERVERS[0], client, (SERVED, OWN), 0x12)
    longer = b"\x46" + plain[1:20] + b"\1\1\1\1" + plain[20:]

    assert passes([longer], ends) == [longer]


@given(st.lists(st.binary(min_size=1, max_size=120), max_size=8))
def test_random_bytes_do_not_pass(packets: list[bytes]) -> None:
    assert passes(packets, Ends("192.0.2.7", SERVED, OWN)) == []


def test_a_socket_that_is_none_of_packets_cannot_listen() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain, pytest.raises(OSError, match="bind"):
        listen(plain)
