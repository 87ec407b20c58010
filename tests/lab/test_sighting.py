"""What a box reads in one packet: the name of a question, a Host field, a ClientHello."""

from __future__ import annotations

import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.lab.sighting import Sighting, question_end, question_name, server_name, sight
from periplus.net.dns import question
from periplus.net.packets import ACK, TCP, UDP, Packet, Segment, write_datagram, write_segment


def hello(name: str | None) -> bytes:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    with pytest.raises(ssl.SSLWantReadError):
        context.wrap_bio(incoming, outgoing, server_hostname=name).do_handshake()
    return outgoing.read()


def asks(name: str) -> bytes:
    return question(name, "A", server=("192.0.2.1", 53), recursive=True).request


def tcp(content: bytes) -> Sighting:
    segment = Segment(source_port=5, target_port=80, sequence=1, flags=ACK, content=content)
    return sight(Packet("198.18.0.1", "198.19.0.1", TCP, 64, write_segment(segment)))


def udp(port: int, content: bytes) -> Sighting:
    return sight(Packet("198.18.0.1", "198.19.0.1", UDP, 64, write_datagram(5, port, content)))


def test_names_are_read_of_all_three() -> None:
    assert (tcp(hello("www.Example.zz")).protocol, tcp(hello("www.Example.zz")).name) == (
        "tls",
        "www.example.zz",
    )
    seen = tcp(b"GET / HTTP/1.1\r\nAccept: */*\r\nhOST: www.example.zz:8080\r\n\r\n")
    assert (seen.protocol, seen.name, seen.ports) == ("http", "www.example.zz", (5, 80))
    seen = udp(53, asks("WWW.example.zz"))
    assert (seen.protocol, seen.name) == ("dns", "www.example.zz")


def test_the_question_ends_before_what_follows() -> None:
    message = asks("example.zz")

    assert message[question_end(message) - 4 : question_end(message)] == b"\0\1\0\1"


@pytest.mark.parametrize(
    "seen",
    [
        tcp(b""),
        tcp(hello(None)),
        tcp(b"GET / HTTP/1.0\r\n\r\n"),
        udp(54, asks("example.zz")),
        udp(53, b"\0" * 12),
        sight(Packet("198.18.0.1", "198.19.0.1", 1, 64, b"")),
    ],
)
def test_nothing_is_read_of_nothing(seen: Sighting) -> None:
    assert (seen.protocol, seen.name) == ("", "")


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read(content: bytes) -> None:
    question_name(content)
    server_name(content)
    server_name(b"\x16\3\1\0\xff\x01" + content)
    tcp(content)
    udp(53, content)
