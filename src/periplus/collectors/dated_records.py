"""Dated copies of a zone's record in the IANA root zone database, from a directory on this disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from periplus.facts.capture import body_of
from periplus.facts.dated import day_of, on_day
from periplus.facts.iana import read_iana
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.NONE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {SubjectKind.ZONE: frozenset({Relation.TLD_OF})}


async def fetch(subject: Subject, ask: Ask) -> None:
    """Take in the zone's records; nothing is sent."""

    def about_zone(content: bytes) -> bool:
        return any(reading.subject == subject for reading in read_iana(content))

    await ask.records(setting="iana_history", media_type="text/whois", wanted=about_zone)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The record as of its day; an undated one says nothing."""
    day = day_of(_name(evidence.source))
    if day is not None and evidence.media_type == "text/whois":
        yield from on_day(read_iana(body_of(evidence)), day)


def _name(source: str) -> str:
    try:
        return urlsplit(source).path.rpartition("/")[2]
    except ValueError:
        return ""
