"""Web archives (WARC, ISO 28500): the pages in them as if this program had asked for them."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.recorded import read_recorded
from periplus.facts.warc import index, read_responses
from periplus.model import Contact, Evidence, Reading, Recorded, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "warc"
MEDIA_TYPE = "application/vnd.periplus.warc-index"  # one JSON line per record, without contents
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """A list of its records: what they hold that is read here is stored response by response."""
    if next(read_responses(content), None) is None:
        raise ValueError("it has no record of a page that was answered (WARC/1.0 or 1.1)")
    return index(content)


def recorded(content: bytes) -> Iterator[Recorded]:
    """The front page of each site with the redirects before it, and the scripts of the site itself."""
    return read_responses(content)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Of a response what our own visit would say of it; the list of records says nothing."""
    if evidence.media_type != MEDIA_TYPE:
        yield from read_recorded(evidence)
