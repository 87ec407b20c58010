"""Scans that nmap wrote as XML, with the vantage from which it looked."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.nmap import read_nmap
from periplus.model import Contact, Evidence, Reading, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "nmap"
MEDIA_TYPE = "application/xml"
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The file as it is."""
    if b"<nmaprun" not in content[:4096]:
        raise ValueError("it does not begin as the XML of nmap (-oX)")
    if b"<!ENTITY" in content:
        raise ValueError("it defines entities, which nmap never writes")
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """What the tool says of each address; a scan from after the import is none."""
    for reading in read_nmap(body_of(evidence), evidence.vantage):
        if reading.observed_at is None or reading.observed_at <= evidence.captured_at:
            yield reading
