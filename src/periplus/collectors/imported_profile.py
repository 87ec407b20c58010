"""Technology profiles of a site with dates, as profiling services export them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from periplus.facts.capture import body_of
from periplus.facts.profile import read_profile
from periplus.model import Basis, Contact, Evidence, Reading, Sensitivity

VERSION = 1
CONTACT = Contact.NONE
KIND = "profile"
MEDIA_TYPE = "application/vnd.periplus.profile"  # CSV or JSON as it came
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The file as it is."""
    if next(read_profile(content), None) is None:
        raise ValueError("it has no row with a technology and the day it was detected")
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Each technology on the day it was last seen, told of the evidence's target."""
    for seen, selector in read_profile(body_of(evidence)):
        day = seen.last_on or seen.first_on
        moment = None if day is None else datetime.combine(day, time(), UTC)
        yield Reading(
            subject=evidence.target,
            fact=seen,
            selector=selector,
            basis=Basis.TOLD,
            observed_at=moment if moment is None else min(moment, evidence.captured_at),
        )
