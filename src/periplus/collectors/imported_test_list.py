"""Lists of sites that volunteers test for blocking, handed over as CSV (Citizen Lab test-lists)."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.test_list import read_test_list
from periplus.model import Basis, Contact, Evidence, Reading, Sensitivity, SubjectKind

VERSION = 1
CONTACT = Contact.NONE
KIND = "test-list"
MEDIA_TYPE = "application/vnd.periplus.test-list"  # CSV as it came
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The file as it is."""
    if next(read_test_list(content), None) is None:
        raise ValueError("it has no row with url and category_code")
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Each site, told of the country that the case is of."""
    if evidence.target.kind is SubjectKind.COUNTRY:
        for fact, selector in read_test_list(body_of(evidence)):
            yield Reading(subject=evidence.target, fact=fact, selector=selector, basis=Basis.TOLD)
