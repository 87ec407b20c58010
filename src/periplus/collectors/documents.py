"""Documents about who owns, controls or supplies whom: laws, company pages, registers, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of
from periplus.facts.content import decoded_content, read_head
from periplus.facts.documents import read_document
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Sensitivity, Subject, SubjectKind
from periplus.signatures.grammar import forms, grammar

VERSION = 3
CONTACT = Contact.LOOKUP
SENSITIVITY = Sensitivity.PERSONAL  # a company's page may name its people
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.COUNTRY: frozenset({Relation.ASKED}),
}
_ACCEPT = "text/html,text/plain,text/csv,application/json;q=0.9"
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w-]{2,20})", re.IGNORECASE)
_MOST_DOCUMENTS = 100


async def fetch(subject: Subject, ask: Ask) -> None:
    """Each document that the settings name for the country, one by one: they may share a server."""
    for url in addresses(str(ask.settings.get("documents") or ""), subject.key):
        await ask.http(url=url, accept=_ACCEPT)


def addresses(told: str, country: str) -> tuple[str, ...]:
    """The addresses of a setting for a country: `CC=URL` for one country, a bare URL for every one."""
    found = []
    for word in told.split():
        code, equals, url = word.partition("=")
        if not equals or not re.fullmatch(r"[A-Z]{2}", code):
            found.append(word)
        elif code == country:
            found.append(url)
    return tuple(dict.fromkeys(found))[:_MOST_DOCUMENTS]


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Names and statements, told of the country that the document was asked for."""
    body = body_of(evidence)
    head = read_head(body)
    if evidence.media_type != "message/http" or head is None or head.status_code != 200:
        return
    named = _CHARSET.search(" ".join(head.values("content-type")))
    yield from read_document(
        decoded_content(body),
        about=evidence.target,
        source=evidence.source,
        charset=named[1] if named else "",
        place="content",
        forms=forms(),
        grammar=grammar(),
    )
