"""Certificates that transparency logs hold for a zone, by a search service (RFC 9162)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of
from periplus.facts.ct import LogSearch, is_search, read_search
from periplus.model import Ask, Basis, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.ASKED, Relation.ZONE_OF}),
}


async def fetch(subject: Subject, ask: Ask) -> None:
    """One search, where one is set."""
    template = str(ask.settings.get("ct_search") or "")
    if template:
        await ask.http(url=template.replace("{zone}", subject.key), accept="application/json")


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Each certificate, told of the zone that was searched for."""
    if evidence.media_type == "message/http" and evidence.target.kind is SubjectKind.ZONE:
        body = body_of(evidence)
        found = list(read_search(body))
        if evidence.failure is None and is_search(body):
            yield Reading(subject=evidence.target, fact=LogSearch(rows=len(found)), selector="")
        for fact, selector in found:
            yield Reading(subject=evidence.target, fact=fact, selector=selector, basis=Basis.TOLD)
