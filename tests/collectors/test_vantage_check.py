"""The vantage test: site and control are asked alike; none without leave, none on loopback."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.vantage_check import TOLD, parse
from periplus.facts.packets import MEDIA_TYPE
from periplus.facts.sequences import InitialSequences
from periplus.facts.tcp import TcpSynAck
from periplus.model import Evidence, Failure, SubjectKind
from tests.collectors.rounds import LOOKUP, VISIT, fetched, subject
from tests.facts.samples import DNS, anything, evidence
from tests.facts.segments import pcap, syn, synack
from tests.facts.test_stack_told import HOPS
from tests.facts.test_stack_told import SAMPLE as STACK

SITE = subject(SubjectKind.SITE, "https://www.example.org")
CAPTURE = pcap([syn("198.19.0.1"), synack("198.19.0.1")])


def caught(source: str) -> Evidence:
    return replace(evidence(CAPTURE, MEDIA_TYPE, source=source), asked="192.0.2.7:443")


@given(st.one_of(*map(anything, (CAPTURE, STACK, HOPS))), st.sampled_from([DNS, TOLD, MEDIA_TYPE]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))
    list(parse(replace(evidence(body, media_type), asked="[2001:db8::1]:443")))


@pytest.mark.parametrize(
    ("source", "is_control"),
    [
        ("handshake://192.0.2.7:443/www.example.org?connections=3", False),
        ("handshake://192.0.2.7:443/?connections=3", True),
    ],
)
def test_what_is_caught_is_about_the_address_that_was_asked(source: str, is_control: bool) -> None:
    one, other = (reading for reading in parse(caught(source)))
    assert {one.subject.key, other.subject.key} == {"192.0.2.7"}
    assert isinstance(one.fact, TcpSynAck)
    assert (one.fact.is_control, one.fact.vantage) == (is_control, "here")
    assert isinstance(other.fact, InitialSequences)


def test_packets_from_after_the_capture_are_none() -> None:
    late = pcap([synack("198.19.0.1")])
    early = replace(
        evidence(late, MEDIA_TYPE), asked="192.0.2.7:443", captured_at=evidence(b"", DNS).captured_at
    )
    assert len(list(parse(early))) == 2
    assert not list(parse(replace(early, captured_at=early.captured_at.replace(year=2020))))


async def test_on_loopback_it_says_that_there_are_no_lines(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "vantage_check", SITE, VISIT)

    (row,) = [one for one in captures if one.media_type != DNS]
    assert row.source == "one-hop://198.51.100.7:443/www.example.org"
    assert (row.failure, row.dialled) == (Failure.REFUSED_UNMAPPED, None)


async def test_without_leave_nothing_is_sent(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "vantage_check", SITE, LOOKUP)

    (row,) = [one for one in captures if one.media_type != DNS]
    assert (row.failure, row.dialled) == (Failure.REFUSED_SCOPE, None)
