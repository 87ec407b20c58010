"""Exports of Shodan, Censys and BinaryEdge that the user holds: the services, without banners."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.scan_search import read_services, reduced
from periplus.model import Contact, Evidence, Reading, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "exposure"
MEDIA_TYPE = "application/vnd.periplus.exposure"
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """Address, port, product, organisation and time of each service; no banner, no name of a host."""
    return reduced(content)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Services of a country by number, ports of addresses for any other case."""
    body, about = body_of(evidence), evidence.target
    yield from read_services(body, about, evidence.vantage, evidence.captured_at)
