"""Results of services that load a page in a browser (urlscan.io and its like): told by the service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from periplus.facts.capture import body_of
from periplus.facts.har import when
from periplus.facts.recorded import read_recorded
from periplus.facts.urlscan import read_recordings, read_urlscan, without_contents
from periplus.model import Basis, Contact, Evidence, Reading, Recorded, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "urlscan"
MEDIA_TYPE = (
    "application/vnd.periplus.urlscan+json"  # without contents, and values of cookies and fields
)
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """Who asked whom, the page's globals, and the technologies that the service names."""
    return without_contents(content)


def recorded(content: bytes) -> Iterator[Recorded]:
    """The fields of the page's response and of the redirects before it."""
    return read_recordings(content)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Of the file the load, its requests and globals; of a response its fields and cookies."""
    if evidence.media_type != MEDIA_TYPE:
        for reading in read_recorded(evidence):
            yield replace(reading, basis=Basis.TOLD)
        return
    for reading in read_urlscan(body_of(evidence), evidence.target):
        if when(reading, evidence.captured_at):
            yield reading
