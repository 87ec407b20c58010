"""Packets as bytes: what is written is read again, checksums are right, no bytes raise."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.net.packets import (
    ACK,
    FIN,
    ICMP,
    ICMP6,
    SYN,
    TCP,
    UDP,
    Segment,
    checksum,
    read_datagram,
    read_options,
    read_packet,
    read_segment,
    write_datagram,
    write_packet,
    write_segment,
)

FOUR, SIX = ("198.18.0.1", "198.18.255.10"), ("3fff:0:c612:1::1", "3fff:0:c612:ff0a::1")


def test_the_checksum_is_that_of_the_rfc() -> None:
    assert checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0xFFFF - 0xDDF2  # RFC 1071 §3


@pytest.mark.parametrize(("source", "target"), [FOUR, SIX])
@pytest.mark.parametrize("content", [b"", b"x", b"even"])
def test_a_segment_comes_back(source: str, target: str, content: bytes) -> None:
    segment = Segment(
        source_port=1024,
        target_port=443,
        sequence=(1 << 32) - 1,
        acknowledged=7,
        flags=SYN | FIN,
        window=8190,
        options=b"\2\4\5\xb4",
        content=content,
    )
    raw = write_packet(source, target, TCP, write_segment(segment), hops=9)

    packet = read_packet(raw)
    assert packet is not None
    assert (packet.source, packet.target, packet.protocol, packet.hops) == (source, target, TCP, 9)
    assert read_segment(packet.content) == segment
    assert segment.length == len(content) + 2
    assert pseudo(raw, packet.content, TCP) == 0


def pseudo(raw: bytes, content: bytes, protocol: int) -> int:
    """What the receiver sums up: 0 when nothing changed."""
    addresses = raw[12:20] if raw[0] >> 4 == 4 else raw[8:40]
    return checksum(addresses + struct.pack("!II", len(content), protocol) + content)


def test_the_head_of_ipv4_sums_up_and_tells_whether_it_may_be_cut() -> None:
    whole = write_packet(*FOUR, UDP, write_datagram(1, 53, b"q"), identity=77)
    cut = write_packet(*FOUR, UDP, write_datagram(1, 53, b"q"), unfragmented=False)

    assert checksum(whole[:20]) == checksum(cut[:20]) == 0
    assert (whole[4:8], cut[4:8]) == (b"\0\x4d\x40\0", b"\0\0\0\0")
    packet = read_packet(whole + b"padding of the line")
    assert packet is not None
    assert read_datagram(packet.content) == (1, 53, b"q")
    assert pseudo(whole, packet.content, UDP) == 0


def test_the_sum_of_icmp_takes_in_addresses_only_for_ipv6() -> None:
    echo = b"\x08\0\0\0\0\1\0\2more"
    four, six = write_packet(*FOUR, ICMP, echo), write_packet(*SIX, ICMP6, echo)

    assert checksum(four[20:]) == 0
    assert pseudo(six, six[40:], ICMP6) == 0


def test_a_sum_of_nothing_is_told_as_all_ones() -> None:
    for number in range(65536):
        raw = write_packet(*FOUR, UDP, write_datagram(1, 2, struct.pack("!H", number)))
        if raw[26:28] == b"\xff\xff":
            return
    pytest.fail("no payload sums up to nothing")


def test_options_end_where_one_is_cut_off() -> None:
    assert read_options(b"\1\1\x08\x0a" + bytes(8) + b"\3\3\7") == {8: bytes(8), 3: b"\7"}
    assert read_options(b"\2\4\5\xb4\0\3\3\7") == {2: b"\5\xb4"}
    assert read_options(b"\2\4\5") == read_options(b"\2\0") == read_options(b"\2") == {}


@pytest.mark.parametrize("cut", [0, 1, 19, 30])
def test_what_is_cut_off_is_no_packet(cut: int) -> None:
    raw = write_packet(
        *FOUR, TCP, write_segment(Segment(source_port=1, target_port=2, sequence=3, flags=ACK))
    )

    assert read_packet(raw[:cut]) is None
    assert read_packet(write_packet(*SIX, TCP, raw[20:])[:41]) is None


def test_a_fragment_is_none_of_ours() -> None:
    raw = bytearray(write_packet(*FOUR, UDP, write_datagram(1, 53, b"q")))
    raw[6:8] = b"\x20\0"

    assert read_packet(bytes(raw)) is None


@given(st.binary(max_size=128))
def test_any_bytes_can_be_read(raw: bytes) -> None:
    packet = read_packet(raw)
    for content in (raw, packet.content if packet else b""):
        segment = read_segment(content)
        read_options(segment.options if segment else content)
        read_datagram(content)
