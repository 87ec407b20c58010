"""Documents that the user hands over: read like those that are fetched, told of the case's target."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from periplus.facts.capture import body_of
from periplus.facts.documents import read_document
from periplus.facts.passages import MOST_BYTES, passages
from periplus.model import Contact, Evidence, Reading, Sensitivity
from periplus.signatures.grammar import forms, grammar

VERSION = 3
CONTACT = Contact.NONE
KIND = "documents"
MEDIA_TYPE = "text/plain"
SENSITIVITY = Sensitivity.PERSONAL


def kept(content: bytes) -> bytes:
    """The file as it is: a quote must be found in it again."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES >> 20} MiB")
    if next(passages(content), None) is None:
        raise ValueError("it holds no text (HTML, CSV, JSON or plain text)")
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Names and statements, told of the case's target."""
    name = unquote(evidence.source.rpartition("/")[2].partition("?")[0])
    yield from read_document(
        body_of(evidence),
        about=evidence.target,
        source=f"file {name}",
        charset="",
        place="bytes",
        forms=forms(),
        grammar=grammar(),
    )
