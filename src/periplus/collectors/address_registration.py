"""Registration of the block that covers an address: RDAP (RFC 9082, 9224), else WHOIS (RFC 3912)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from periplus.facts.capture import body_of
from periplus.facts.content import decoded_content, read_head
from periplus.facts.rdap import read_rdap_ip
from periplus.facts.selector import load_json
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
    if not await _fetch_rdap(subject.key, ask):
        await _fetch_whois(subject.key, ask)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The block and its contacts, about its PREFIX; nothing of the registries' own hosts."""
    match evidence.media_type:
        case "message/http":
            yield from read_rdap_ip(decoded_content(body_of(evidence)))
        case "text/whois":
            yield from read_whois(body_of(evidence))


async def _fetch_rdap(address: str, ask: Ask) -> bool:
    version = ipaddress.ip_address(address).version
    bootstrap = ask.settings.get(f"rdap_bootstrap_ipv{version}")
    if not bootstrap:
        return False
    registry = await ask.http(url=str(bootstrap), accept="application/json")
    url = next((rdap_url(decoded_content(body_of(e)), address) for e in registry[-1:]), None)
    for _ in range(1 + _MAX_HOPS):
        if url is None:
            return False
        answers = await ask.http(url=url, accept=_RDAP)
        if any(True for answer in answers for _ in parse(answer)):
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


def rdap_url(bootstrap: bytes, address: str) -> str | None:
    """The URL to ask about an address: of the most specific service that covers it, https first."""
    try:
        registry = load_json(bootstrap)
    except ValueError:
        return None
    best: tuple[int, str] | None = None
    services = registry.get("services") if isinstance(registry, dict) else None
    for service in services if isinstance(services, list) else ():
        length, url = _coverage(service, address), _service_url(service)
        if length is not None and url is not None and (best is None or length > best[0]):
            best = length, url
    return f"{best[1].rstrip('/')}/ip/{address}" if best else None


def _coverage(service: Any, address: str) -> int | None:  # noqa: ANN401 - JSON is what it is
    """The length of the longest of a service's prefixes that holds the address."""
    lengths = []
    for prefix in _strings(service, 0):
        try:
            network = ipaddress.ip_network(prefix)
        except ValueError:
            continue
        if ipaddress.ip_address(address) in network:
            lengths.append(network.prefixlen)
    return max(lengths, default=None)


def _service_url(service: Any) -> str | None:  # noqa: ANN401
    urls = [url for url in _strings(service, 1) if url.startswith(("https://", "http://"))]
    return next(iter(sorted(urls, key=lambda url: not url.startswith("https://"))), None)


def _strings(service: Any, index: int) -> list[str]:  # noqa: ANN401
    if not isinstance(service, list) or len(service) <= index or not isinstance(service[index], list):
        return []
    return [item for item in service[index] if isinstance(item, str)]


def redirect(url: str, body: bytes) -> str | None:
    """Where a registry that does not hold the block sends us to (RFC 7480 §5.2)."""
    head = read_head(body)
    if head is None or head.status_code not in {301, 302, 303, 307, 308}:
        return None
    for location in head.values("location")[:1]:
        try:
            target = urljoin(url, location)
            return target if urlsplit(target).scheme in {"http", "https"} else None
        except ValueError:
            return None
    return None
