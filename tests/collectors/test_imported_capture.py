"""Capture files, imported without what people sent."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.collectors.imported_capture import MEDIA_TYPE, kept, parse
from periplus.facts.tcp import TcpSynAck
from tests.facts.samples import anything, evidence
from tests.facts.segments import pcap, pcapng, syn, synack

CAPTURE = pcap([syn("192.0.2.7"), synack("192.0.2.7")])


def test_only_handshakes_are_kept() -> None:
    assert kept(pcapng([syn("192.0.2.7"), synack("192.0.2.7")])) == CAPTURE
    (reading,) = parse(evidence(CAPTURE, MEDIA_TYPE))
    assert isinstance(reading.fact, TcpSynAck)
    assert reading.subject.key == "192.0.2.7"


@pytest.mark.parametrize("body", [b"hello", pcap([]), pcap([syn("192.0.2.7")])])
def test_a_file_without_an_answer_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="no pcap or pcapng capture that holds a TCP SYN-ACK"):
        kept(body)


def test_a_packet_from_after_the_import_tells_nothing() -> None:
    later = CAPTURE.replace((1668798001).to_bytes(4, "little"), (4000000000).to_bytes(4, "little"))
    assert later != CAPTURE
    assert list(parse(evidence(later, MEDIA_TYPE))) == []


@given(anything(CAPTURE))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, MEDIA_TYPE)))
