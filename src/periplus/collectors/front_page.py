"""One ordinary visit to a site's front page (RFC 9110)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urldefrag, urljoin

from periplus.facts.capture import body_of, read_protocol
from periplus.facts.http import HttpField, HttpResponse, site_of
from periplus.facts.page import read_page
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 2
CONTACT = Contact.VISIT
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED, Relation.REDIRECTS_TO}),
}
_ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
_MAX_REDIRECTS = 4
_REDIRECTS = frozenset({301, 302, 303, 307, 308})  # RFC 9110 §15.4


async def fetch(subject: Subject, ask: Ask) -> None:
    """Get `/`, and follow redirects as long as they stay on the site; others are leads."""
    url = subject.key + "/"
    visited: set[str] = set()
    while url and url not in visited and len(visited) <= _MAX_REDIRECTS:
        visited.add(url)
        evidences = await ask.http(url=url, accept=_ACCEPT)
        url = next((next_url(subject.key, evidence) for evidence in evidences[-1:]), "")


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The response with its fields, cookies and page, or the handshake, or how the name was resolved."""
    yield from read_protocol(evidence)
    if evidence.media_type == "message/http":
        yield from read_page(body_of(evidence), url=evidence.source)


def next_url(site: str, evidence: Evidence) -> str:
    """Where a response redirects to on the same site; empty when nowhere."""
    fields = [reading.fact for reading in read_protocol(evidence)]
    if not any(isinstance(f, HttpResponse) and f.status_code in _REDIRECTS for f in fields):
        return ""
    for field in fields:
        if isinstance(field, HttpField) and field.name.lower() == "location":
            try:
                target = urldefrag(urljoin(field.url, field.value)).url
                return target if site_of(target) == site else ""
            except ValueError:
                return ""
    return ""
