"""Packets of capture files, in every form that capture tools write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.packets import is_capture, read_packets
from tests.facts.samples import anything
from tests.facts.segments import RAW, block, pcap, pcapng, synack

PACKETS = [synack("192.0.2.7"), synack("192.0.2.8"), synack("2001:db8::7")]
FIRST_AT = datetime(2022, 11, 18, 19, 0, 0, 500_000, tzinfo=UTC)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("nano", [False, True])
@pytest.mark.parametrize("write", [pcap, pcapng])
def test_every_form_gives_the_same_packets(write: Callable[..., bytes], order: str, nano: bool) -> None:
    body = write(PACKETS, order=order, nano=nano)
    found = list(read_packets(body))

    assert is_capture(body)
    assert [body[one.first : one.end] for one in found] == PACKETS
    assert [one.link for one in found] == [RAW] * 3
    assert found[0].at == FIRST_AT


def test_a_simple_block_has_no_time() -> None:
    packet = PACKETS[0]
    body = pcapng([]) + block(3, len(packet).to_bytes(4, "little") + packet, "<")
    (one,) = read_packets(body)

    assert (one.at, body[one.first : one.end]) == (None, packet)


def test_what_is_cut_off_ends_it() -> None:
    for whole in (pcap(PACKETS), pcapng(PACKETS)):
        assert len(list(read_packets(whole[:-5]))) == 2
        assert list(read_packets(whole[:10])) == []


def test_a_block_of_no_size_ends_it() -> None:
    assert list(read_packets(pcapng([]) + b"\x06\0\0\0\0\0\0\0" * 4)) == []
    huge = pcap([]) + b"\0" * 8 + b"\xff\xff\xff\x7f" * 2
    assert list(read_packets(huge + b"x" * 100)) == []


def test_another_file_is_none() -> None:
    assert not is_capture(b"hello")
    assert list(read_packets(b"hello")) == []


@given(st.one_of(anything(pcap(PACKETS)), anything(pcapng(PACKETS))))
def test_never_raises_and_stays_within_the_file(body: bytes) -> None:
    found = list(read_packets(body))
    assert all(0 <= one.first <= one.end <= len(body) for one in found)
    assert all(one.end <= after.first for one, after in pairwise(found))
