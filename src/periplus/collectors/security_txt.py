"""One polite request for the file that says to whom flaws are told (RFC 9116 §3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of
from periplus.facts.security_txt import PATH, read_security_txt
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.VISIT
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED, Relation.REDIRECTS_TO}),
}


async def fetch(subject: Subject, ask: Ask) -> None:
    """The file of an encrypted site; a redirect is not followed, its target has a file of its own."""
    if subject.key.startswith("https:"):
        await ask.http(url=subject.key + PATH, accept="text/plain")


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The file, or that there is none. The response's fields are not those of the page, so not read."""
    if evidence.media_type == "message/http":
        yield from read_security_txt(body_of(evidence), url=evidence.source)
