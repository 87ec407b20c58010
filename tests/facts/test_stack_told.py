"""What a kernel tells of a stack, and packets of one hop, stand in the lines of a body."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.selector import select
from periplus.facts.stack_told import OneHop, StackTraits, read_stack_told
from periplus.model import Basis
from tests.facts.samples import anything

HEAD = {"vantage": "lab:x", "asked": "192.0.2.7", "dialled": "198.19.0.1", "port": 53}
TOLD: dict[str, Any] = {"connected": True, "times": True, "sack": True, "ecn": False}
TOLD |= {"scale": 10, "mss": 1460, "window": 65160}
CONNECT: dict[str, Any] = {"method": "connect", "by": "syn-ack", "from": "198.19.0.1", "rtt_ms": 0.5}
UDP: dict[str, Any] = {"method": "udp", "by": "icmp 11/0", "from": "198.18.0.1", "rtt_ms": 0.5}


def body(*lines: Any, **changes: Any) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in (HEAD | changes, *lines))


def tries(*taken: tuple[int, bool]) -> list[dict[str, Any]]:
    return [{"least_ttl": least, "connected": connected} for least, connected in taken]


SAMPLE = body(TOLD, *tries((128, False), (64, False), (62, True), (63, False)))
HOPS = body(CONNECT, UDP, {"method": "udp"})


def test_a_stack_as_told() -> None:
    (reading,) = read_stack_told(SAMPLE)
    assert (reading.subject.key, reading.basis) == ("192.0.2.7", Basis.WITNESSED)
    assert reading.fact == StackTraits(
        vantage="lab:x", port=53, options="mss,sok,ts,ws", scale=10, mss=1460, window=65160, ttl=62
    )
    chosen = select(SAMPLE, "application/vnd.periplus.tcp-told", reading.selector)
    assert chosen.count(b"\n") == 5


@pytest.mark.parametrize(
    ("taken", "ttl"),
    [
        ([], None),
        ([(128, False), (64, True)], None),  # cut short: it may be any of 64 to 127
        ([(255, True)], 255),
        ([(2, False)], 1),
    ],
)
def test_the_ttl_is_told_where_it_is_known(taken: list[tuple[int, bool]], ttl: int | None) -> None:
    (reading,) = read_stack_told(body(TOLD, *tries(*taken)))
    assert isinstance(reading.fact, StackTraits)
    assert reading.fact.ttl == ttl


def test_packets_of_one_hop() -> None:
    found = list(read_stack_told(HOPS))
    facts = [reading.fact for reading in found]
    assert facts == [
        OneHop(vantage="lab:x", port=53, method="connect", by="syn-ack", sender="192.0.2.7"),
        OneHop(vantage="lab:x", port=53, method="udp", by="icmp 11/0", sender="198.18.0.1"),
        OneHop(vantage="lab:x", port=53, method="udp", by="", sender=""),
    ]
    assert [fact.answered for fact in facts if isinstance(fact, OneHop)] == [True, False, False]
    assert b"syn-ack" in select(HOPS, "application/vnd.periplus.tcp-told", found[0].selector)


@pytest.mark.parametrize(
    "changes", [{"asked": "no address"}, {"vantage": 7}, {"port": 70_000}, {"port": True}]
)
def test_a_head_that_is_none_tells_nothing(changes: dict[str, Any]) -> None:
    assert list(read_stack_told(body(TOLD, CONNECT, **changes))) == []


@pytest.mark.parametrize(
    "changes", [{"mss": "many"}, {"scale": 99}, {"window": -1}, {"connected": False}]
)
def test_a_stack_of_nonsense_is_none(changes: dict[str, Any]) -> None:
    assert list(read_stack_told(body(TOLD | changes))) == []


@given(st.one_of(anything(SAMPLE), anything(HOPS)))
def test_any_bytes_are_read_without_an_error(content: bytes) -> None:
    list(read_stack_told(content))
