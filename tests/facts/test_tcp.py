"""SYN-ACKs as p0f writes them, from every kind of capture."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.tcp import TcpSynAck, handshakes, read_synacks
from periplus.model import Reading
from tests.facts.samples import anything
from tests.facts.segments import (
    COOKED,
    ETHERNET,
    LINUX,
    MSS,
    RAW,
    pcap,
    pcapng,
    segment,
    syn,
    synack,
)

SERVER = "192.0.2.7"
# Two answers of one server on loopback, caught in a namespace behind slirp4netns 1.2.
SLIRP = [
    "4500002c00000000400662670a0002020a0002644a37d7cc0000fa01d9adf7b26012ffff924a0000020405b4",
    "4500002c00020000400662650a0002020a0002644a37d7ce0001f40183cc42c66012ffffa3150000020405b4",
]


def seen(body: bytes) -> list[TcpSynAck]:
    return [one.fact for one in read_synacks(body, "desk") if isinstance(one.fact, TcpSynAck)]


def one(packet: bytes, *, link: int = RAW) -> TcpSynAck:
    (fact,) = seen(pcap([packet], link=link))
    return fact


@pytest.mark.parametrize("link", [RAW, ETHERNET, COOKED])
def test_the_link_does_not_matter(link: int) -> None:
    fact = one(synack(SERVER, options=LINUX, ttl=57, window=65160, df=True, identity=0), link=link)
    assert fact.signature == "4:57:0:1460:65160,10:mss,sok,ts,nop,ws:df:0"
    assert (fact.port, fact.timestamp, fact.vantage) == (443, 4096, "desk")


def test_what_slirp_answers_is_read_as_p0f_reads_it() -> None:
    first, second = seen(pcap([bytes.fromhex(text) for text in SLIRP]))
    assert first.signature == "4:64:0:1460:65535,0:mss:id-:0"
    assert second.signature == "4:64:0:1460:65535,0:mss::0"


@pytest.mark.parametrize(
    ("traits", "signature"),
    [
        ({"df": True}, "mss:df,id+:0"),
        ({"sequence": 0}, "mss:seq-:0"),
        ({"data": b"x"}, "mss::+"),
        ({"options": MSS + b"\x00\x00\x00\x07"}, "mss,eol+3:opt+:0"),
        ({"options": MSS + b"\x03\x03\x0f\x01"}, "mss,ws,nop:exws:0"),
        ({"options": MSS + b"\x02\x09\x00\x00"}, "mss,mss:bad:0"),
        ({"options": b"\x08\x0a" + b"\0" * 8 + MSS + b"\x01\x01"}, "ts,mss,nop,nop:ts1-:0"),
        ({"options": b"\xfd\x04\x00\x00"}, "?253::0"),
        ({"options": b""}, "::0"),
    ],
)
def test_layout_and_quirks(traits: dict[str, Any], signature: str) -> None:
    assert one(synack(SERVER, **traits)).signature.split(",", 1)[1].split(":", 1)[1] == signature


def test_ipv6() -> None:
    assert one(synack("2001:db8::7", options=LINUX)).signature.startswith("6:64:0:1460:")


def test_the_same_form_is_told_once_with_its_count() -> None:
    body = pcap([synack(SERVER, port) for port in (1, 2, 3)] + [synack(SERVER, 4, ttl=63)])
    assert [(fact.ttl, fact.count) for fact in seen(body)] == [(64, 3), (63, 1)]


def test_the_syn_that_it_answers_tells_the_mss_asked() -> None:
    body = pcap([syn(SERVER, options=b"\x02\x04\x02\x18"), synack(SERVER), synack(SERVER, 2)])
    assert [fact.asked_mss for fact in seen(body)] == [536, None]


def test_what_is_no_answer_to_a_syn_is_left() -> None:
    others = [segment(SERVER, "198.51.100.9", (443, 1), flags) for flags in (0x10, 0x14, 0x18, 0x11)]
    fragment = bytearray(synack(SERVER))
    fragment[6] |= 0x20  # more fragments
    assert seen(pcap([*others, bytes(fragment), synack(SERVER)[:-2], b"", b"\x45"])) == []


def test_the_selector_holds_the_packet() -> None:
    body = pcap([syn(SERVER), synack(SERVER)])
    (reading,) = read_synacks(body, "desk")
    first, last = map(int, reading.selector.removeprefix("bytes=").split("-"))
    assert body[first : last + 1] == synack(SERVER)
    assert reading.observed_at is not None


def test_of_a_capture_only_bare_handshakes_are_kept() -> None:
    secret = segment("198.51.100.9", SERVER, (40000, 443), 0x18, data=b"password")
    body = pcapng([syn(SERVER), synack(SERVER), secret, synack(SERVER, 2, data=b"password")])
    kept = handshakes(body)

    assert b"password" not in kept
    assert [fact.signature for fact in seen(kept)] == ["4:64:0:1460:65535,0:mss::0"]
    assert handshakes(kept) == kept


CAPTURE = pcap([syn(SERVER), synack(SERVER, options=LINUX), synack("2001:db8::7")], link=ETHERNET)


@given(st.one_of(anything(CAPTURE), st.binary(max_size=80).map(lambda packet: pcap([packet]))))
def test_never_raises(body: bytes) -> None:
    readings: list[Reading] = list(read_synacks(body, "desk"))
    assert all(reading.selector.startswith("bytes=") for reading in readings)
    handshakes(body)
