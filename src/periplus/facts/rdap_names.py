"""RDAP answers about domains and AS numbers (RFC 9083 §5.3, §5.5), and where they lead (RFC 9224)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from periplus.facts.domain_words import WITHHELD
from periplus.facts.rdap import (
    Found,
    card_of,
    items_of,
    object_facts,
    string_of,
)
from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer, glue
from periplus.facts.selector import load_json
from periplus.model import Fact, Reading, Subject, SubjectKind

_RDAP = "application/rdap+json"


def read_rdap_domain(content: bytes, asked: Subject) -> Iterator[Reading]:
    """What a `domain` object says of a ZONE that is the asked one, or that it lies in.

    Natural persons are left out: an entity of kind `individual` keeps its roles alone.
    """
    answer = _object(content)
    name = string_of(answer.get("ldhName")).lower().rstrip(".")
    zone = zone_within(name, asked)
    if answer.get("objectClassName") != "domain" or zone is None:
        return
    found = [
        (RegistryAttribute(attribute="domain", value=name), "/ldhName"),
        *object_facts(answer),
        *_registrar(answer),
        *_country(answer),
        *_servers(answer),
        *_dnssec(answer),
    ]
    yield from _once([one for one in found if not _is_withheld(one[0])], zone)


def zone_within(name: str, asked: Subject) -> Subject | None:
    """The ZONE of that name if the asked name is it or lies in it, below the top; else None.

    A registry or registrar speaks of what was asked, and of nothing else.
    """
    if "." not in name or not f".{asked.key}".endswith(f".{name}"):
        return None
    try:
        return Subject(kind=SubjectKind.ZONE, key=name)
    except ValueError:
        return None


def _is_withheld(fact: Fact) -> bool:
    match fact:
        case RegistryAttribute(attribute="holder" | "country" | "registrar", value=text):
            return bool(WITHHELD.match(text))
        case RegistryContact(organisation=str(text)):
            return bool(WITHHELD.match(text))
    return False


def read_rdap_autnum(content: bytes, asked: Subject) -> Iterator[Reading]:
    """What an `autnum` object says of the ASN that was asked, if it covers it."""
    answer = _object(content)
    first, last = answer.get("startAutnum"), answer.get("endAutnum")
    number = int(asked.key.removeprefix("AS"))
    if answer.get("objectClassName") != "autnum" or not isinstance(first, int):
        return
    if first <= number <= (last if isinstance(last, int) else first):
        yield from _once(list(object_facts(answer)), asked)


def related_answer(content: bytes) -> str | None:
    """The URL of the registrar's own answer, which a thin registry links to (RFC 9083 §4.2)."""
    for _, link in items_of(_object(content), "links"):
        if not isinstance(link, dict):
            continue
        related = string_of(link.get("rel")) == "related" and string_of(link.get("type")) == _RDAP
        url = string_of(link.get("href"))
        if related and _is_web(url):
            return url
    return None


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False


def _object(content: bytes) -> dict[str, Any]:
    try:
        answer = load_json(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) and "errorCode" not in answer else {}


def _once(found: list[Found], subject: Subject) -> Iterator[Reading]:
    seen: set[Fact] = set()
    for fact, pointer in found:
        if fact not in seen:
            seen.add(fact)
            yield Reading(subject=subject, fact=fact, selector=f"json:{pointer}")


def _registrar(answer: dict[str, Any]) -> Iterator[Found]:
    for fact, pointer in object_facts(answer):
        if isinstance(fact, RegistryContact) and fact.role == "registrar" and fact.organisation:
            yield RegistryAttribute(attribute="registrar", value=fact.organisation), pointer
            return
    # Most registries give a registrar's card without saying that it is an organisation's.
    for index, entity in items_of(answer, "entities"):
        roles = [string_of(role) for _, role in items_of(entity, "roles")] if _is_map(entity) else []
        if "registrar" not in roles:
            continue
        for at, key, name in card_of(entity):
            if key == "fn" and name:
                pointer = f"/entities/{index}/vcardArray/1/{at}/3"
                yield RegistryAttribute(attribute="registrar", value=name), pointer
                return


def _country(answer: dict[str, Any]) -> Iterator[Found]:
    """The country in the registrant's address (jCard `adr`: its last part, or the parameter cc)."""
    for index, entity in items_of(answer, "entities"):
        if not _is_map(entity):
            continue
        roles = [string_of(role) for _, role in items_of(entity, "roles")]
        array = entity.get("vcardArray")
        if "registrant" not in roles or not isinstance(array, list) or len(array) < 2:
            continue
        for at, item in items_of({"card": array[1]}, "card"):
            if not isinstance(item, list) or len(item) < 4 or item[0] != "adr":
                continue
            here = f"/entities/{index}/vcardArray/1/{at}"
            code = string_of(item[1].get("cc")) if _is_map(item[1]) else ""
            if code:
                yield RegistryAttribute(attribute="country", value=code), f"{here}/1/cc"
            elif isinstance(item[3], list) and len(item[3]) == 7 and string_of(item[3][6]):
                value = string_of(item[3][6])
                yield RegistryAttribute(attribute="country", value=value), f"{here}/3/6"
            return


def _is_map(value: object) -> bool:
    return isinstance(value, dict)


def _servers(answer: dict[str, Any]) -> Iterator[Found]:
    for index, server in items_of(answer, "nameservers"):
        host = string_of(server.get("ldhName")).lower().rstrip(".") if _is_map(server) else ""
        if not host:
            continue
        held = server.get("ipAddresses")
        told = [
            string_of(address)
            for family in ("v4", "v6")
            for _, address in (items_of(held, family) if isinstance(held, dict) else ())
        ]
        yield (
            RegistryNameServer(host=host, addresses=glue(told)),
            f"/nameservers/{index}/ldhName",
        )


def _dnssec(answer: dict[str, Any]) -> Iterator[Found]:
    secure = answer.get("secureDNS")
    signed = secure.get("delegationSigned") if isinstance(secure, dict) else None
    if isinstance(signed, bool):
        state = "signed" if signed else "unsigned"
        pointer = "/secureDNS/delegationSigned"
        yield RegistryAttribute(attribute="dnssec", value=state), pointer
