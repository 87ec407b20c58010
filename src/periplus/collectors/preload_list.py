"""Whether a site's host stands in the preload list of browsers (RFC 6797 §12.3); nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from periplus.facts.capture import body_of
from periplus.facts.preload import read_preload_row
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.NONE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED, Relation.REDIRECTS_TO}),
}
PACK = "hsts"


async def fetch(subject: Subject, ask: Ask) -> None:
    """The host's row in the pack `hsts`, when the setting `packs` names it."""
    named = [name.strip() for name in str(ask.settings.get("packs", "")).split(",")]
    host = urlsplit(subject.key).hostname
    if PACK in named and host:
        await ask.pack(name=PACK, key=host)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Whether the host is listed, and by which entry."""
    if evidence.media_type == "application/vnd.periplus.pack-row" and evidence.failure is None:
        yield from read_preload_row(body_of(evidence), evidence.target)
