"""Names and records in the wire: pointers backwards only, and nothing beyond the end."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from periplus.facts.dns_wire import MalformedError, read_name, read_wire, u16, within
from tests.facts.samples import anything, dns_message

SAMPLE = dns_message("a.example", "MX", answer=["a.example. 60 IN MX 5 mail.example."])


def test_a_message_is_walked() -> None:
    message = read_wire(SAMPLE)
    assert message is not None
    assert (message.name, message.rdtype, message.whole) == ("a.example", 15, True)
    (record,) = (one for one in message.records if one.section == "answer")
    assert read_name(SAMPLE, record.first + 2) == ("mail.example", record.end)


def test_a_query_and_a_stump_are_none() -> None:
    assert read_wire(SAMPLE[:11]) is None
    assert read_wire(SAMPLE[:2] + b"\0" + SAMPLE[3:]) is None


def test_what_breaks_off_is_not_whole() -> None:
    message = read_wire(SAMPLE[:-3])
    assert message is not None
    assert not message.whole


@pytest.mark.parametrize(
    "wire",
    [
        b"\xc0\x00",  # to itself
        b"\xc0\x05\0\0\0\0",  # forwards
        b"\x40a\0",  # a label type that is none
        b"\x05ab",  # beyond the end
        (b"\x3f" + b"a" * 63) * 5 + b"\0",  # more than 255 octets
    ],
)
def test_names_that_are_none(wire: bytes) -> None:
    with pytest.raises(MalformedError):
        read_name(wire, 0)


def test_numbers_end_with_the_wire() -> None:
    assert u16(b"\1\2", 0) == 258
    assert within(b"ab", 2) == 2
    with pytest.raises(MalformedError):
        u16(b"\1", 0)


def test_a_chain_of_pointers_is_cut_short() -> None:
    # 16 000 pointers, each to the one before: linear work for each name, not more.
    chain = b"".join((0xC000 | max(0, at - 2)).to_bytes(2) for at in range(12, 16_000, 2))
    header = b"\0\1\x80\0\0\0" + (4_000).to_bytes(2) + b"\0\0\0\0"
    started = time.monotonic()
    read_wire(header + chain)
    with pytest.raises(MalformedError):
        read_name(header + chain, len(chain))
    assert time.monotonic() - started < 1


@given(anything(SAMPLE))
def test_never_raises(body: bytes) -> None:
    message = read_wire(body)
    for record in message.records if message else ():
        assert 0 <= record.first <= record.end <= len(body)
