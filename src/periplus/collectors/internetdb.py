"""What Shodan's InternetDB holds of a site's addresses: one request each, without a key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from periplus.facts.internetdb import read_internetdb
from periplus.facts.service import read_document
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED}),
}
MAX_ADDRESSES = 2


async def fetch(subject: Subject, ask: Ask) -> None:
    """The first addresses of the site's host; nothing where the source is not asked."""
    if not ask.settings.get("internetdb"):
        return
    for address in (await ask.resolve(urlsplit(subject.key).hostname or ""))[:MAX_ADDRESSES]:
        await ask.source(name="internetdb", path=f"/{address}")


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Ports and traits of the address in the request."""
    asked = urlsplit(evidence.source).path.rpartition("/")[2]
    yield from read_document(evidence, lambda found: read_internetdb(found, asked))
