"""Scans that masscan wrote as JSON, as a list or as XML, with the vantage from which it looked."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.masscan import read_masscan
from periplus.facts.nmap import read_nmap
from periplus.model import Contact, Evidence, Reading, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "masscan"
MEDIA_TYPE = "text/plain"
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The file as it is."""
    if b"<!ENTITY" in content:
        raise ValueError("it defines entities, which masscan never writes")
    if next(_read(content, ""), None) is None:
        raise ValueError("it holds no port in any form of masscan's (-oJ, -oL, -oX)")
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """What the tool says of each address; a port from after the import is none."""
    for reading in _read(body_of(evidence), evidence.vantage):
        if reading.observed_at is None or reading.observed_at <= evidence.captured_at:
            yield reading


def _read(content: bytes, vantage: str) -> Iterator[Reading]:
    is_xml = b"<nmaprun" in content[:4096]
    return read_nmap(content, vantage) if is_xml else read_masscan(content, vantage)
