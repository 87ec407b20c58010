"""One ordinary visit to a site's front page and its own scripts (RFC 9110)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urldefrag, urljoin, urlsplit

from periplus.facts.capture import body_of, read_protocol
from periplus.facts.http import HttpField, HttpResponse, site_of
from periplus.facts.libraries import MEDIA_TYPE as FLAWS
from periplus.facts.libraries import read_flaws
from periplus.facts.page import PageLink, PageScript, read_page
from periplus.facts.party import read_party
from periplus.facts.script import own_scripts, read_script
from periplus.facts.technologies import MEDIA_TYPE, read_matches
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 3
CONTACT = Contact.VISIT
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED, Relation.REDIRECTS_TO}),
}
_ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
_ACCEPT_SCRIPT = "text/javascript,*/*;q=0.8"
_MAX_REDIRECTS = 4
_MAX_SCRIPTS = 8  # of the site itself; a browser loads them all
_MAX_HOSTS = 200  # asked of the table of third parties
_REDIRECTS = frozenset({301, 302, 303, 307, 308})  # RFC 9110 §15.4


async def fetch(subject: Subject, ask: Ask) -> None:
    """Get `/`, and follow redirects as long as they stay on the site; others are leads.

    Then the scripts of the site itself that the page loads, and what packs say of the page.
    """
    url = subject.key + "/"
    captures: list[Evidence] = []
    visited: set[str] = set()
    while url and url not in visited and len(visited) <= _MAX_REDIRECTS:
        visited.add(url)
        evidences = await ask.http(url=url, accept=_ACCEPT)
        captures += evidences
        url = next((next_url(subject.key, evidence) for evidence in evidences[-1:]), "")
    seen = [reading.fact for one in captures[-1:] for reading in parse(one)]
    sources = (fact.src for fact in seen if isinstance(fact, PageScript))
    scripts: list[Evidence] = []
    for source in own_scripts(sources, subject.key)[:_MAX_SCRIPTS]:
        scripts += (await ask.http(url=source, accept=_ACCEPT_SCRIPT))[-1:]
    if any(isinstance(fact, HttpResponse) for fact in seen):
        await _ask_packs(ask, [*scripts, *captures], _embedded(seen))


async def _ask_packs(ask: Ask, captures: Sequence[Evidence], hosts: Sequence[str]) -> None:
    packs = {name.strip() for name in str(ask.settings.get("page_packs", "")).split(",")}
    if "technologies" in packs:
        await ask.technologies([one for one in captures if one.failure is None])
    if "libraries" in packs:
        await ask.libraries([one for one in captures if one.failure is None])
    for host in hosts if "third-parties" in packs else ():
        await ask.pack(name="third-parties", key=host)


def _embedded(facts: Sequence[object]) -> Sequence[str]:
    """The hosts of others that the page embeds from, in order of their names."""
    found = set()
    for fact in facts:
        if isinstance(fact, PageScript) and fact.src:
            found.add((urlsplit(fact.src).hostname, urlsplit(fact.url).hostname))
        elif isinstance(fact, PageLink) and fact.embedded:
            found.add((urlsplit(fact.target).hostname, urlsplit(fact.url).hostname))
    return sorted({host for host, own in found if host and host != own})[:_MAX_HOSTS]


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The response with its fields, cookies and page, a script's notices, or what a pack says of them.

    Of a script's response, which was asked for with another Accept field, the fields are not read: they
    would speak for the page's.
    """
    body = body_of(evidence)
    if evidence.media_type == MEDIA_TYPE:
        yield from read_matches(body, evidence.target)
    elif evidence.media_type == FLAWS:
        yield from read_flaws(body, evidence.target)
    elif evidence.source.startswith("pack://third-parties/") and evidence.failure is None:
        host = evidence.source.rpartition("/")[2]
        yield from read_party(body, host=host, about=evidence.target)
    elif evidence.media_type == "message/http" and _ACCEPT_SCRIPT.encode() in evidence.request:
        yield from read_script(body, url=evidence.source, site=evidence.target.key)
    else:
        yield from read_protocol(evidence)
        if evidence.media_type == "message/http":
            yield from read_page(body, url=evidence.source)


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
