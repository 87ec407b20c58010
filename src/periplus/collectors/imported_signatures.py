"""Signatures of TCP stacks that are installed here, such as p0f.fp: never shipped with the program."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.stack_signatures import read_stack_signatures
from periplus.model import Contact, Evidence, Reading, Sensitivity, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.NONE
KIND = "signatures"
MEDIA_TYPE = "text/plain"
SENSITIVITY = Sensitivity.PUBLIC

_NOBODY = Subject(kind=SubjectKind.VANTAGE, key="nobody")


def kept(content: bytes) -> bytes:
    """The file as it is."""
    if next(read_stack_signatures(content, _NOBODY), None) is None:
        raise ValueError("it holds no signature of a SYN-ACK (p0f.fp, section [tcp:response])")
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Each signature of a SYN-ACK, as the file has it."""
    yield from read_stack_signatures(body_of(evidence), evidence.target)
