"""Three odd but harmless requests whose answers differ between products, PROBE only (RFC 9110 §15.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of, read_protocol
from periplus.facts.error_page import ODD, read_error_page
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.PROBE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED}),
}


async def fetch(subject: Subject, ask: Ask) -> None:
    """One GET of each path; none more once the scope has refused."""
    for path in ODD.values():
        answers = await ask.http(url=subject.key + path)
        if answers[-1].dialled is None:
            return


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The error page, or the handshake and the look-up that led to it."""
    if evidence.media_type == "message/http":
        yield from read_error_page(body_of(evidence), evidence.source)
    else:
        yield from read_protocol(evidence)
