"""Tables of cables that the user hands over as CSV (`periplus import cables FILE`)."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.cables import check_cables, read_cables
from periplus.facts.capture import body_of
from periplus.model import Basis, Contact, Evidence, Reading, Sensitivity, SubjectKind

VERSION = 1
CONTACT = Contact.NONE
KIND = "cables"
MEDIA_TYPE = "application/vnd.periplus.cables"  # CSV as it came
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The file as it is."""
    check_cables(content)
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Each cable, told of the country that the case is of."""
    if evidence.target.kind is SubjectKind.COUNTRY:
        for fact, selector in read_cables(body_of(evidence)):
            yield Reading(subject=evidence.target, fact=fact, selector=selector, basis=Basis.TOLD)
