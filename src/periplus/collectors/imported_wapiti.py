"""Reports of Wapiti (-f json), with the vantage from which it asked."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.wapiti import open_wapiti, read_wapiti, without_requests
from periplus.model import Contact, Evidence, Reading, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "wapiti"
MEDIA_TYPE = "application/json"
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The findings; the requests that led to them hold cookies and stay outside."""
    return without_requests(open_wapiti(content))


def parse(evidence: Evidence) -> Iterator[Reading]:
    """What the tool says of each site; a report from after the import is none."""
    for reading in read_wapiti(body_of(evidence), evidence.vantage):
        if reading.observed_at is None or reading.observed_at <= evidence.captured_at:
            yield reading
