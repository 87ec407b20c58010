"""Logs of p0f, with the vantage at which it listened."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.p0f import read_p0f
from periplus.model import Contact, Evidence, Reading, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "p0f"
MEDIA_TYPE = "text/plain"
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The file as it is."""
    if next(read_p0f(content, ""), None) is None:
        raise ValueError("it has no line about a SYN-ACK (mod=syn+ack)")
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """What the tool says of each address; a line from after the import is none."""
    for reading in read_p0f(body_of(evidence), evidence.vantage):
        if reading.observed_at is None or reading.observed_at <= evidence.captured_at:
            yield reading
