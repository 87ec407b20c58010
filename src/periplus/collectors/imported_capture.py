"""Capture files (pcap, pcapng): the handshakes in them, with the vantage at which they were caught."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.tcp import handshakes, read_synacks
from periplus.model import Contact, Evidence, Reading, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "capture"
MEDIA_TYPE = "application/vnd.tcpdump.pcap"
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """A capture of the SYNs and SYN-ACKs alone: what people sent and received is never stored."""
    left = handshakes(content)
    if next(read_synacks(left, ""), None) is None:
        raise ValueError("it is no pcap or pcapng capture that holds a TCP SYN-ACK")
    return left


def parse(evidence: Evidence) -> Iterator[Reading]:
    """How each server's stack answered; a packet from after the import is none."""
    for reading in read_synacks(body_of(evidence), evidence.vantage):
        if reading.observed_at is None or reading.observed_at <= evidence.captured_at:
            yield reading
