"""Visits that a browser recorded (HTTP Archive 1.2), so that nobody has to visit a site twice."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.har import loads, open_har, read_har, read_responses, when, without_secrets
from periplus.facts.recorded import read_recorded
from periplus.model import Contact, Evidence, Reading, Recorded, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "har"
MEDIA_TYPE = "application/vnd.periplus.har+json"  # without contents, and values of cookies and fields
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """Who asked whom; contents and values that were sent are left out."""
    log = open_har(content)
    if next(loads(log), None) is None:
        raise ValueError("it has no page of the web with an answer")
    return without_secrets(log)


def recorded(content: bytes) -> Iterator[Recorded]:
    """The pages with the redirects before them, and the scripts of their own sites."""
    return read_responses(content)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Of the file the load and its requests, of a response what our own visit would say of it."""
    if evidence.media_type != MEDIA_TYPE:
        yield from read_recorded(evidence)
        return
    for reading in read_har(body_of(evidence), evidence.target):
        if when(reading, evidence.captured_at):
            yield reading
