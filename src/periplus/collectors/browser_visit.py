"""One ordinary load of a site's front page in a browser: what it does, not only what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from periplus.facts.browser import MEDIA_TYPE, BrowserRequest, read_aliases, read_visit
from periplus.facts.capture import body_of
from periplus.facts.libraries import MEDIA_TYPE as FLAWS
from periplus.facts.libraries import read_flaws
from periplus.facts.technologies import MEDIA_TYPE as MATCHES
from periplus.facts.technologies import read_matches
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 2
CONTACT = Contact.VISIT
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED}),
}
_MAX_NAMES = 12  # of the site's own zone, whose aliases are looked up


async def fetch(subject: Subject, ask: Ask) -> None:
    """Load `/` once, then look up what names of the site's own zone that the page asked stand for.

    And what the user's corpus says of what the page left.
    """
    own = urlsplit(subject.key).hostname or ""
    captures = await ask.browse(url=f"{subject.key}/")
    asked = {
        urlsplit(reading.fact.url).hostname or ""
        for one in captures
        for reading in parse(one)
        if isinstance(reading.fact, BrowserRequest)
    }
    for name in sorted(name for name in asked if _beside(name, own))[:_MAX_NAMES]:
        await ask.dns(name=name, rdtype="A")
    packs = {name.strip() for name in str(ask.settings.get("page_packs", "")).split(",")}
    visits = [one for one in captures if one.media_type == MEDIA_TYPE and one.failure is None]
    if visits and "technologies" in packs:
        await ask.technologies(visits)
    if visits and "libraries" in packs:
        await ask.libraries(visits)


def _beside(name: str, own: str) -> bool:
    """Another name in the zone of the site, which may stand for somebody else's host."""
    zone = own.removeprefix("www.")
    return name.endswith(f".{zone}") and name != own


def parse(evidence: Evidence) -> Iterator[Reading]:
    """What the browser told, what a corpus says of it, and what names of the site's own zone stand for.

    The handshake before the visit is the front page's too, and read there.
    """
    if evidence.media_type == MEDIA_TYPE:
        yield from read_visit(body_of(evidence), about=evidence.target)
    elif evidence.media_type == MATCHES:
        yield from read_matches(body_of(evidence), evidence.target)
    elif evidence.media_type == FLAWS:
        yield from read_flaws(body_of(evidence), evidence.target)
    elif evidence.media_type == "application/dns-message" and evidence.failure is None:
        yield from read_aliases(body_of(evidence), about=evidence.target)
