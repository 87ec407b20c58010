"""Registration of the block that covers an address: RDAP (RFC 9082, 9224), else WHOIS (RFC 3912)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.capture import NoAnswer, body_of
from periplus.facts.content import decoded_content
from periplus.facts.rdap import read_rdap_ip
from periplus.facts.rdap_bootstrap import bootstrap_setting, rdap_url, redirect
from periplus.facts.registry_refusal import read_refusal
from periplus.facts.whois import read_whois, referral
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ADDRESS: frozenset({Relation.ASKED, Relation.RESOLVES_TO}),
}
COVERS_PREFIXES = True  # an answer about a block serves every address in it
_RDAP = "application/rdap+json"
_MAX_HOPS = 3  # redirects and referrals between registries


async def fetch(subject: Subject, ask: Ask) -> None:
    """Ask the registry that RDAP's bootstrap names; over WHOIS when that brings no block."""
    if not await _fetch_rdap(subject, ask):
        await _fetch_whois(subject.key, ask)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The block and its contacts, about its PREFIX; nothing of the registries' own hosts."""
    found: list[Reading] = []
    match evidence.media_type:
        case "message/http":
            found = list(read_rdap_ip(decoded_content(body_of(evidence))))
        case "text/whois":
            found = list(read_whois(body_of(evidence)))
    yield from found or read_refusal(evidence)


async def _fetch_rdap(address: Subject, ask: Ask) -> bool:
    bootstrap = ask.settings.get(bootstrap_setting(address))
    if not bootstrap:
        return False
    registry = await ask.http(url=str(bootstrap), accept="application/json")
    url = next((rdap_url(decoded_content(body_of(e)), address) for e in registry[-1:]), None)
    for _ in range(1 + _MAX_HOPS):
        if url is None:
            return False
        answers = await ask.http(url=url, accept=_RDAP)
        if any(not isinstance(r.fact, NoAnswer) for answer in answers for r in parse(answer)):
            return True
        url = next((redirect(url, body_of(answer)) for answer in answers[-1:]), None)
    return False


async def _fetch_whois(address: str, ask: Ask) -> None:
    server = ask.settings.get("iana_whois")
    asked: set[str] = set()
    while server and server not in asked and len(asked) <= _MAX_HOPS:
        asked.add(str(server))
        answer = await ask.whois(server=str(server), query=address)
        server = referral(body_of(answer)) if answer.media_type == "text/whois" else None
