"""Registration of domains and AS numbers: RDAP (RFC 9082, 9224), else WHOIS (RFC 3912)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from periplus.facts.capture import NoAnswer, body_of, read_protocol
from periplus.facts.content import decoded_content
from periplus.facts.dns import DnsRecord
from periplus.facts.domain_whois import read_domain_whois, registrar_referral
from periplus.facts.rdap_bootstrap import bootstrap_setting, rdap_url, redirect
from periplus.facts.rdap_names import read_rdap_autnum, read_rdap_domain, related_answer, zone_within
from periplus.facts.registry import RegistryAttribute
from periplus.facts.registry_refusal import read_refusal, refusal
from periplus.facts.selector import load_json
from periplus.facts.whois import referral
from periplus.facts.whois_autnum import read_whois_autnum
from periplus.model import Ask, Contact, Evidence, Failure, Reading, Relation, Subject, SubjectKind
from periplus.signatures.countries import country_names

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.ASKED, Relation.ZONE_OF}),
    SubjectKind.ASN: frozenset({Relation.ASKED, Relation.ORIGINATES}),
}
_RDAP = "application/rdap+json"
_PACK = "suffixes"
_MAX_HOPS = 3  # redirects, links and referrals between registries and registrars
# What a server wants beside the name (its own help text says so).
_QUERIES = {"whois.verisign-grs.com": "domain {}", "whois.denic.de": "-T dn {}", "whois.jprs.jp": "{}/e"}


async def fetch(subject: Subject, ask: Ask) -> None:
    """Ask the registry that RDAP's bootstrap names; over WHOIS where it names none, or none answers."""
    for about in await _registered(subject, ask):
        if await _ask_registry(about, ask) is not Failure.NOT_FOUND:
            return


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The registration, about its ZONE or ASN, or that there is none."""
    found: list[Reading] = []
    match evidence.media_type:
        case "message/http":
            content = decoded_content(body_of(evidence))
            if evidence.target.kind is SubjectKind.ASN:
                found = list(read_rdap_autnum(content, evidence.target))
            else:
                found = list(read_rdap_domain(content, evidence.target))
        case "text/whois":
            found = list(_read_whois(evidence))
    yield from found or read_refusal(evidence)


def _read_whois(evidence: Evidence) -> Iterator[Reading]:
    if evidence.target.kind is SubjectKind.ASN:
        yield from read_whois_autnum(body_of(evidence), evidence.target)
        return
    words = unquote(evidence.source.rpartition("/")[2]).split()
    name = words[-1].removesuffix("/e") if words else ""
    zone = zone_within(name, evidence.target)
    if zone is not None:
        yield from read_domain_whois(body_of(evidence), zone, country_names())


# ---------------------------------------------------------------- which domain


async def _registered(subject: Subject, ask: Ask) -> list[Subject]:
    """What to ask about: an ASN itself; the domain that somebody registered, for a name in it.

    The list of public suffixes says which that is. Without it, the zone that the name lies in, and
    then, if no registry knows that one, the zone above.
    """
    if subject.kind is SubjectKind.ASN:
        return [subject]
    if _PACK in map(str.strip, str(ask.settings.get("packs", "")).split(",")):
        answer = await ask.pack(name=_PACK, key=subject.key)
        if answer.failure is None:
            name = _registrable(body_of(answer))
            return [zone] if (zone := zone_within(name, subject)) else []
    apex = _apex(await ask.dns(name=subject.key, rdtype="SOA"), subject)
    names = (apex, apex.partition(".")[2]) if apex else ()
    return [zone for zone in (zone_within(name, subject) for name in names) if zone]


def _registrable(body: bytes) -> str:
    try:
        document = load_json(body)
    except ValueError:
        return ""
    row = document.get("row") if isinstance(document, dict) else None
    return str(row.get("registrable") or "") if isinstance(row, dict) else ""


def _apex(answer: Evidence, subject: Subject) -> str | None:
    """The owner of the SOA, in the answer or beside a negative one (RFC 2308 §3)."""
    for reading in read_protocol(answer):
        record = reading.fact
        if (
            isinstance(record, DnsRecord)
            and record.rdtype == "SOA"
            and zone_within(record.name, subject)
        ):
            return record.name
    return None


# ---------------------------------------------------------------- who is asked


async def _ask_registry(about: Subject, ask: Ask) -> Failure | None:
    """None when something was told; NOT_FOUND, RATE_LIMITED or UNAVAILABLE when not."""
    came = await _ask_rdap(about, ask)
    if came is Failure.UNAVAILABLE:
        return await _ask_whois(about, ask)
    return came


async def _ask_rdap(about: Subject, ask: Ask) -> Failure | None:
    bootstrap = ask.settings.get(bootstrap_setting(about))
    if not bootstrap:
        return Failure.UNAVAILABLE
    registry = (await ask.http(url=str(bootstrap), accept="application/json"))[-1]
    url = rdap_url(decoded_content(body_of(registry)), about)
    came: Failure | None = Failure.UNAVAILABLE
    asked: set[str] = set()
    while url and url not in asked and len(asked) <= _MAX_HOPS:
        asked.add(url)
        answer = (await ask.http(url=url, accept=_RDAP))[-1]
        if _tells(answer):
            came = None
            if about.kind is SubjectKind.ZONE:
                await _ask_named_server(answer, about, ask)
            url = related_answer(decoded_content(body_of(answer)))
        else:
            came = came and (refusal(answer) or came)
            url = redirect(url, body_of(answer))
    return came


async def _ask_named_server(answer: Evidence, about: Subject, ask: Ask) -> None:
    """The WHOIS server that an RDAP answer names (port43), once: the same record in another text."""
    for reading in parse(answer):
        if isinstance(reading.fact, RegistryAttribute) and reading.fact.attribute == "whois-server":
            await _query(reading.fact.value, about, ask)
            return


async def _ask_whois(about: Subject, ask: Ask) -> Failure | None:
    """From IANA, which hears the top-level domain alone, to the registry, and on to the registrar."""
    server = ask.settings.get("iana_whois")
    if not server:
        return Failure.UNAVAILABLE
    key = about.key if about.kind is SubjectKind.ASN else about.key.rpartition(".")[2]
    root = await ask.whois(server=str(server), query=key)
    asked = {str(server)}
    server = referral(body_of(root)) if root.media_type == "text/whois" else None
    came: Failure | None = Failure.UNAVAILABLE
    while server and server not in asked and len(asked) <= _MAX_HOPS:
        asked.add(str(server))
        answer = await _query(str(server), about, ask)
        came = None if _tells(answer) else came and (refusal(answer) or came)
        whois = answer.media_type == "text/whois"
        server = registrar_referral(body_of(answer)) if whois else None
    return came


async def _query(server: str, about: Subject, ask: Ask) -> Evidence:
    return await ask.whois(server=server, query=_QUERIES.get(server, "{}").format(about.key))


def _tells(answer: Evidence) -> bool:
    return any(not isinstance(reading.fact, NoAnswer) for reading in parse(answer))
