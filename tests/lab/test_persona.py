"""A stack in this process: greetings, what is passed on and back, resets, what is sent once more."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.lab import persona as room
from periplus.lab.persona import Persona
from periplus.lab.traits import Traits
from periplus.net.packets import (
    ACK,
    FIN,
    ICMP,
    ICMP6,
    RST,
    SYN,
    TCP,
    UDP,
    Segment,
    read_options,
    read_packet,
    read_segment,
    write_packet,
    write_segment,
)

HERE, THERE = "198.18.255.10", "127.0.0.1"
OFFERED = bytes.fromhex("0204058401010402010303000101080a0000000700000000")


def persona(*open_ports: int, options: tuple[str, ...] = ("mss",)) -> Persona:
    return Persona(
        Traits(
            hops=255,
            window=8190,
            mss=1360,
            scale=0,
            options=options,
            unfragmented=True,
            identity="counter",
            isn="constant",
            isn_by=1000,
            clock_hz=1000,
            open_ports=open_ports,
        )
    )


@pytest.fixture
def behind() -> Iterator[socket.socket]:
    """A server on the machine itself."""
    with socket.create_server((THERE, 0)) as listening:
        listening.settimeout(3)
        yield listening


class Client:
    """What the other side sends, and what of the answers are segments."""

    def __init__(self, stack: Persona, port: int) -> None:
        self.stack, self.port = stack, port

    def send(
        self, flags: int, sequence: int, acknowledged: int = 0, content: bytes = b"", window: int = 60000
    ) -> list[Segment]:
        segment = Segment(
            source_port=5000,
            target_port=self.port,
            sequence=sequence,
            acknowledged=acknowledged,
            flags=flags,
            window=window,
            options=OFFERED if flags & SYN else b"",
            content=content,
        )
        sent = self.stack.forward(write_packet(HERE, THERE, TCP, write_segment(segment)))
        assert all(not on for on, _ in sent)
        return read([raw for _, raw in sent])


def read(packets: list[bytes]) -> list[Segment]:
    found = []
    for raw in packets:
        packet = read_packet(raw)
        assert packet is not None
        assert (packet.source, packet.target, packet.hops) == (THERE, HERE, 255)
        segment = read_segment(packet.content)
        assert segment is not None
        found.append(segment)
    return found


def test_a_connection_is_passed_on_and_back(behind: socket.socket) -> None:
    stack = persona()
    client = Client(stack, behind.getsockname()[1])
    (greeting,) = client.send(SYN, 41)
    assert (greeting.flags, greeting.sequence, greeting.acknowledged) == (SYN | ACK, 1000, 42)
    assert (greeting.window, greeting.options) == (8190, bytes.fromhex("02040550"))
    assert client.send(SYN, 41)[0] == greeting  # asked once more, it says it once more

    machine, _ = behind.accept()
    machine.settimeout(3)
    assert client.send(ACK, 42, 1001) == []
    (heard,) = client.send(ACK, 42, 1001, b"question")
    assert heard.acknowledged == 50
    assert machine.recv(100) == b"question"
    (again,) = client.send(ACK, 42, 1001, b"question")  # told twice, passed on once
    assert again.acknowledged == 50

    machine.sendall(b"a" * 3000)
    machine.close()
    (fd,) = stack.sockets()
    first, second, third = read(stack.ready(fd))
    assert (len(first.content), len(second.content), len(third.content)) == (1412, 1412, 176)
    (end,) = read(stack.ready(fd))
    assert (end.flags, end.sequence) == (FIN | ACK, 1001 + 3000)
    (last,) = client.send(FIN | ACK, 50, 4002)
    assert last.acknowledged == 51
    assert stack.talks == {}


def test_no_more_is_sent_than_their_window_takes(behind: socket.socket) -> None:
    stack = persona()
    client = Client(stack, behind.getsockname()[1])
    client.send(SYN, 41)
    machine, _ = behind.accept()
    client.send(ACK, 42, 1001, window=2000)
    machine.sendall(b"b" * 3000)
    (only,) = read(stack.ready(stack.sockets()[0]))
    assert len(only.content) == 1412
    (rest, *_) = client.send(ACK, 42, 1001 + 1412, window=2000)
    assert rest.sequence == 1001 + 1412
    machine.close()
    client.send(RST, 42)
    assert stack.sockets() == []


def test_what_is_lost_is_sent_once_more(behind: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "RESEND_S", 0.01)
    stack = persona()
    client = Client(stack, behind.getsockname()[1])
    client.send(SYN, 41)
    machine, _ = behind.accept()
    machine.sendall(b"once")
    (first,) = read(stack.ready(stack.sockets()[0]))
    time.sleep(0.02)
    (again,) = read(stack.due())
    assert again.content == first.content == b"once"
    machine.close()
    monkeypatch.setattr(room, "IDLE_S", 0.0)
    assert stack.due() == []
    assert stack.talks == {}


def test_a_closed_port_is_reset_and_an_open_one_of_its_own_says_nothing() -> None:
    with socket.create_server((THERE, 0)) as taken:
        port = taken.getsockname()[1]
    (reset,) = Client(persona(), port).send(SYN, 41)
    assert (reset.flags, reset.sequence, reset.acknowledged) == (RST | ACK, 0, 42)
    (stray,) = Client(persona(), port).send(ACK, 41, 77)
    assert (stray.flags, stray.sequence) == (RST, 77)

    stack = persona(7)
    client = Client(stack, 7)
    (greeting,) = client.send(SYN, 41)
    assert greeting.flags == SYN | ACK
    heard, end = client.send(ACK, 42, 1001, b"x")
    assert (heard.acknowledged, end.flags) == (43, FIN | ACK)


def test_times_are_told_in_every_segment_where_both_want_them() -> None:
    stack = persona(7, options=("mss", "nop", "nop", "ts"))
    (greeting,) = Client(stack, 7).send(SYN, 41)
    assert read_options(greeting.options)[8][4:] == b"\0\0\0\7"
    (heard, _) = Client(stack, 7).send(ACK, 42, 1001, b"x")
    assert 8 in read_options(heard.options)


@pytest.mark.parametrize(
    ("source", "target", "protocol", "asks", "told"),
    [(HERE, THERE, ICMP, 8, 0), ("3fff::1", "3fff::2", ICMP6, 128, 129)],
)
def test_an_echo_is_answered(source: str, target: str, protocol: int, asks: int, told: int) -> None:
    ((on, raw),) = persona().forward(write_packet(source, target, protocol, bytes([asks]) + bytes(7)))
    packet = read_packet(raw)

    assert packet is not None
    assert (on, packet.source, packet.hops, packet.content[0]) == (False, target, 255, told)


def test_other_packets_go_on_and_leave_with_its_hops() -> None:
    raw = write_packet(HERE, THERE, UDP, b"\0\x05\0\x35\0\x09\0\0q")
    assert persona().forward(raw) == [(True, raw)]
    ((on, left),) = persona().backward(raw)
    packet = read_packet(left)

    assert packet is not None
    assert (on, packet.hops, packet.content[:6]) == (True, 255, raw[20:26])


@given(st.binary(max_size=100))
def test_any_bytes_can_come(raw: bytes) -> None:
    persona(7).forward(raw)
    persona(7).forward(write_packet(HERE, THERE, TCP, raw))
    persona(7).backward(raw)
