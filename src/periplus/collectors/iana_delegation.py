"""The record of a top-level domain in the IANA root zone database, over WHOIS (RFC 3912)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of
from periplus.facts.iana import read_iana
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.COUNTRY: frozenset({Relation.ASKED}),
    SubjectKind.ZONE: frozenset({Relation.TLD_OF}),
}

# The one country whose top-level domain in use is not its ISO 3166-1 code.
_OTHER_CODES = {"GB": "uk"}


async def fetch(subject: Subject, ask: Ask) -> None:
    """Ask IANA for the record; nothing for a zone below the top."""
    zone = top_level_domain(subject)
    server = ask.settings.get("iana_whois")
    if zone and server:
        await ask.whois(server=str(server), query=zone)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The record, about its ZONE. The address of the WHOIS server itself is no fact of the target."""
    if evidence.media_type == "text/whois":
        yield from read_iana(body_of(evidence))


def top_level_domain(subject: Subject) -> str | None:
    """The domain of a country, or of a zone that is one: BY -> by, GB -> uk."""
    if subject.kind is SubjectKind.COUNTRY:
        return _OTHER_CODES.get(subject.key, subject.key.lower())
    return subject.key if "." not in subject.key else None
