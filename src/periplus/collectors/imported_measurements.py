"""Measurements of blocking handed over as files: OONI's counts, lists and single measurements."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.ooni import read_ooni
from periplus.model import Basis, Contact, Evidence, Reading, Sensitivity, SubjectKind

VERSION = 1
CONTACT = Contact.NONE
KIND = "measurements"
MEDIA_TYPE = "application/vnd.periplus.measurements"  # JSON as it came
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The file as it is."""
    if next(read_ooni(content), None) is None:
        raise ValueError("it holds no counts or measurements in OONI's JSON")
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Each count or measurement about the country that the case is of."""
    if evidence.target.kind is SubjectKind.COUNTRY:
        for fact, selector in read_ooni(body_of(evidence)):
            yield Reading(subject=evidence.target, fact=fact, selector=selector, basis=Basis.DEDUCED)
