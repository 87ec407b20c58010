"""Reports of sslyze (--json_out), with the vantage from which it asked."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.sslyze import read_sslyze, servers
from periplus.model import Contact, Evidence, Reading, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "sslyze"
MEDIA_TYPE = "application/json"
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The file as it is."""
    servers(content)
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """What the tool says of each site; a report from after the import is none."""
    for reading in read_sslyze(body_of(evidence), evidence.vantage):
        if reading.observed_at is None or reading.observed_at <= evidence.captured_at:
            yield reading
