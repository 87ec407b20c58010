"""What the user tells of organisations in a file of their own (`periplus import told FILE`)."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.told import check_told, read_told
from periplus.model import Contact, Evidence, Reading, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "told"
MEDIA_TYPE = "text/plain; charset=utf-8"
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The file as it is."""
    check_told(content)
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Each statement, told of its organisation."""
    yield from read_told(body_of(evidence))
