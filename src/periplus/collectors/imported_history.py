"""DNS history as passive-DNS and history services export it, and as our own earlier cases tell it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from periplus.facts.capture import body_of
from periplus.facts.dns_history import read_history
from periplus.model import Basis, Contact, Evidence, Reading, Sensitivity, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.NONE
KIND = "history"
MEDIA_TYPE = "application/vnd.periplus.dns-history"  # CSV, JSON or JSON lines as it came
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The file as it is."""
    if next(read_history(content), None) is None:
        raise ValueError("it has no row with a record and the days it was seen")
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Each record on the day it was last seen, told of its name, else of the target's."""
    own = _name_of(evidence.target)
    for seen, selector in read_history(body_of(evidence)):
        name = seen.name or own
        day = seen.last_on or seen.first_on
        if not name or day is None:
            continue
        yield Reading(
            subject=Subject(kind=SubjectKind.HOST, key=name),
            fact=seen,
            selector=selector,
            basis=Basis.TOLD,
            observed_at=min(datetime.combine(day, time(), UTC), evidence.captured_at),
        )


def _name_of(target: Subject) -> str:
    if target.kind in (SubjectKind.HOST, SubjectKind.ZONE):
        return target.key
    return (urlsplit(target.key).hostname or "") if target.kind is SubjectKind.SITE else ""
