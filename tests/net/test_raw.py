"""Raw flows: what is sent keeps its first octets alike, and answers name the probe they are to."""

from __future__ import annotations

import socket
import struct
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.net.gate import Permit
from periplus.net.packets import (
    ACK,
    ICMP,
    ICMP6,
    RST,
    SYN,
    TCP,
    Segment,
    read_packet,
    write_packet,
    write_segment,
)
from periplus.net.raw import Flow, flows

FOUR, SIX = ("198.18.255.10", "198.19.0.1"), ("3fff::1", "3fff::2")


def flow(name: str, ends: tuple[str, str]) -> Flow:
    family = socket.AF_INET6 if ":" in ends[0] else socket.AF_INET
    source, target = (socket.inet_pton(family, end) for end in ends)
    return Flow(name, socket.socket(), source, target, (5000, 53 if name == "syn" else 5000), 1 << 30)


@pytest.mark.parametrize("ends", [FOUR, SIX])
def test_a_router_cannot_tell_the_probes_of_a_flow_apart(ends: tuple[str, str]) -> None:
    syn, echo = flow("syn", ends), flow("icmp", ends)
    with syn.opened, echo.opened:
        assert len({syn.content(hop)[:4] for hop in range(1, 33)}) == 1
        assert len({echo.content(hop)[:6] for hop in range(1, 33)}) == 1
        for hop in (1, 32):
            for one, protocol in ((syn, TCP), (echo, ICMP if ends == FOUR else ICMP6)):
                # Its checksum is the one that a packet between these ends needs.
                packet = read_packet(write_packet(*ends, protocol, one.content(hop)))
                assert packet is not None
                assert packet.content == one.content(hop)
                assert one.quoted(one.content(hop)[:8]) == hop


def test_an_answer_names_its_probe() -> None:
    syn, echo = flow("syn", SIX), flow("icmp", SIX)
    with syn.opened, echo.opened:
        for flags, word in ((SYN | ACK, "syn-ack"), (RST | ACK, "reset")):
            told = Segment(
                source_port=53,
                target_port=5000,
                sequence=1,
                acknowledged=(1 << 30) + 7 + 1,
                flags=flags,
            )
            assert syn.answered(write_segment(told)) == (7, word)
        assert echo.answered(struct.pack("!BBHHHH", 129, 0, 0, 5000, 7, 0)) == (7, "echo")


def test_what_is_to_somebody_else_is_none_of_ours() -> None:
    syn, echo = flow("syn", FOUR), flow("icmp", FOUR)
    head = b"\x45" + bytes(19)
    with syn.opened, echo.opened:
        other = Segment(source_port=53, target_port=5001, sequence=1, flags=SYN | ACK)
        assert syn.answered(head + write_segment(other)) is None
        assert syn.quoted(write_segment(other)) is None
        assert echo.answered(head + echo.content(3)) is None  # our own question, on loopback
        assert echo.answered(head + struct.pack("!BBHHHH", 0, 0, 0, 5001, 7, 0)) is None
        assert echo.quoted(struct.pack("!BBHHHH", 3, 0, 0, 5000, 7, 0)) is None


def test_without_raw_sockets_there_are_no_flows(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(socket.socket):
        def __init__(self, family: int = -1, kind: int = -1, *rest: int) -> None:
            if kind == socket.SOCK_RAW:
                raise PermissionError(1, "Operation not permitted")  # as without CAP_NET_RAW
            super().__init__(family, kind, *rest)

    monkeypatch.setattr(socket, "socket", Refusing)
    with ExitStack() as held:
        assert flows(Permit(("192.0.2.1", 53), ("127.0.0.1", 53)), held) == ()


@given(st.binary(max_size=64))
def test_any_bytes_can_come(content: bytes) -> None:
    for name in ("syn", "icmp"):
        for ends in (FOUR, SIX):
            one = flow(name, ends)
            with one.opened:
                one.quoted(content)
                one.answered(content)
