"""Reports of testssl.sh (--jsonfile, --jsonfile-pretty), with the vantage from which it asked."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.testssl import read_testssl, scans
from periplus.model import Contact, Evidence, Reading, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "testssl"
MEDIA_TYPE = "application/json"
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The file as it is."""
    scans(content)
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """What the tool says of each site; a report from after the import is none."""
    for reading in read_testssl(body_of(evidence), evidence.vantage):
        if reading.observed_at is None or reading.observed_at <= evidence.captured_at:
            yield reading
