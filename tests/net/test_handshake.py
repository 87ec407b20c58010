"""What the kernel tells of a stack; whose a packet is; what comes of a connection."""

from __future__ import annotations

import socket
import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.net import handshake
from periplus.net.clock import Clock
from periplus.net.exchange import Fault
from periplus.net.gate import Permit
from tests.facts.segments import CLIENT, segment
from tests.net import servers

AT = datetime(2022, 11, 19, tzinfo=UTC)


def tcp_info(options: int, scales: int, size: int, window: int | None = None) -> bytes:
    head = struct.pack("=8B4I", 1, 0, 0, 0, 0, options, scales, 0, 0, 0, size, 0)
    return head if window is None else head.ljust(228, b"\0") + struct.pack("=I", window)


def test_tcp_info_is_read() -> None:
    assert handshake.read_tcp_info(tcp_info(7, 0x7A, 1448, 65160)) == {
        "times": True, "sack": True, "ecn": False, "scale": 10, "mss": 1460, "window": 65160,
    }  # fmt: skip
    assert handshake.read_tcp_info(tcp_info(0, 0, 1360)) == {
        "times": False, "sack": False, "ecn": False, "scale": None, "mss": 1360, "window": None,
    }  # fmt: skip


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_are_none(info: bytes) -> None:
    assert (handshake.read_tcp_info(info) == {}) is (len(info) < 20)


@pytest.mark.parametrize("server", ["192.0.2.7", "2001:db8::7"])
def test_whose_a_packet_is(server: str) -> None:
    client = "2001:db8::9" if ":" in server else CLIENT
    permit = Permit((server, 443), (server, 443))
    assert handshake.is_from(segment(server, client, (443, 4000), 0x12), permit)
    assert not handshake.is_from(segment(client, server, (4000, 443), 0x02), permit)


@given(st.binary(max_size=80))
def test_whose_any_bytes_are_is_told_without_an_error(packet: bytes) -> None:
    assert not handshake.is_from(packet, Permit(("192.0.2.7", 443), ("192.0.2.7", 443)))


async def test_the_ways_a_connection_ends() -> None:
    async with servers.tcp_server(servers.says(b"")) as where:
        permit = Permit(("192.0.2.1", 80), where)
        outcome, told = handshake.told(permit)
        assert outcome.word == "syn-ack"
        assert (told["sack"], told["times"]) == (True, True)
        assert handshake.arrives_with(permit, 64, 1.0)
        assert not handshake.arrives_with(permit, 65, 0.05)
    outcome, told = handshake.told(permit)
    assert (outcome.word, told) == ("reset", {})


async def test_both_halves_are_caught_with_the_clock_of_the_run() -> None:
    async with servers.tcp_server(servers.says(b"")) as where:
        permit = Permit(("192.0.2.1", 80), where)
        if not _may_listen():
            with pytest.raises(Fault, match="not allowed"):
                handshake.catch(permit, Clock(AT))
            return
        caught = handshake.catch(permit, Clock(AT))
        again = handshake.catch(permit, Clock(AT), own_port=caught.own_port)
    flags = [packet[20 + 13] for _, packet in caught.packets]
    assert flags == [0x02, 0x12]
    assert all(abs((at - AT).total_seconds()) < 5 for at, _ in caught.packets)
    assert again.own_port == caught.own_port
    assert len(again.packets) == 2


def _may_listen() -> bool:
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0).close()
    except PermissionError:
        return False
    return True


async def test_a_question_that_nobody_answers_comes_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshake, "MOST_WAIT_S", 0.05)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        permit = Permit(("192.0.2.1", 53), deaf.getsockname())
        assert handshake.short_datagram(permit, b"\x12\x34rest").word == ""
        deaf.close()
        assert handshake.short_datagram(permit, b"\x12\x34rest").word == "icmp 3/3"
