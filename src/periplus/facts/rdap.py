"""RDAP answers about address blocks (RFC 9083 §5.4; jCard: RFC 7095)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from periplus.facts.registry import Block, RegistryAttribute, RegistryContact, iso_date
from periplus.facts.selector import load_json
from periplus.model import Fact, Reading

Found = tuple[Fact, str]  # a fact and the JSON pointer to its value

MAX_ITEMS = 200  # of one array; answers hold some ten
MAX_DEPTH = 3  # entities within entities
_SIMPLE = {"handle": "handle", "name": "name", "country": "country", "port43": "whois-server"}
_EVENTS = {"registration": "created", "last changed": "changed", "expiration": "expires"}
_PERSONAL = re.compile(r"@|\+?\d[\d ().-]{6,}\d")


def read_rdap_ip(content: bytes) -> Iterator[Reading]:
    """What an `ip network` object says, about each PREFIX of it; nothing of other content.

    Natural persons are left out: an entity of kind `individual` keeps its roles alone.
    """
    try:
        answer = load_json(content)
    except ValueError:
        return
    if not isinstance(answer, dict) or "startAddress" not in answer or "errorCode" in answer:
        return
    # Old RIPE answers write the addresses as 192.0.2.0/32.
    ends = (string_of(answer.get(end)).partition("/")[0] for end in ("startAddress", "endAddress"))
    block = Block.between(*ends)
    if block is None:
        return
    for fact, pointer in _facts(answer, block):
        for subject in block.subjects:
            yield Reading(subject=subject, fact=fact, selector=f"json:{pointer}")


def _facts(answer: dict[str, Any], block: Block) -> Iterator[Found]:
    yield RegistryAttribute(attribute="prefix", value=block.text), _block_pointer(answer, block)
    yield from object_facts(answer)


def object_facts(answer: dict[str, Any]) -> Iterator[Found]:
    """What objects of every class have: names, status, dates, descriptions, contacts."""
    for member, attribute in _SIMPLE.items():
        if string_of(answer.get(member)):
            yield RegistryAttribute(attribute=attribute, value=string_of(answer[member])), f"/{member}"
    for index, status in items_of(answer, "status"):
        if string_of(status):
            yield RegistryAttribute(attribute="status", value=string_of(status)), f"/status/{index}"
    yield from _events(answer)
    yield from _descriptions(answer)
    seen: set[Fact] = set()
    for fact, pointer in entity_facts(answer, "", MAX_DEPTH):
        if fact not in seen and len(seen) < MAX_ITEMS:
            seen.add(fact)
            yield fact, pointer


def _block_pointer(answer: dict[str, Any], block: Block) -> str:
    """The member that holds the whole block where there is one, else the first address."""
    cidrs = items_of(answer, "cidr0_cidrs")
    if len(cidrs) == len(block.subjects) == 1:
        return "/cidr0_cidrs/0"
    return "/handle" if Block.of(string_of(answer.get("handle"))) == block else "/startAddress"


def _events(answer: dict[str, Any]) -> Iterator[Found]:
    for index, event in items_of(answer, "events"):
        if isinstance(event, dict):
            attribute = _EVENTS.get(string_of(event.get("eventAction")))
            date = iso_date(string_of(event.get("eventDate")))
            if attribute and date:
                fact = RegistryAttribute(attribute=attribute, value=date[0])
                yield fact, f"/events/{index}/eventDate"


def _descriptions(answer: dict[str, Any]) -> Iterator[Found]:
    for index, remark in items_of(answer, "remarks"):
        if not isinstance(remark, dict) or string_of(remark.get("title")) not in {"", "description"}:
            continue
        for line, text in items_of(remark, "description"):
            if string_of(text) and not _PERSONAL.search(string_of(text)):
                fact = RegistryAttribute(attribute="descr", value=string_of(text))
                yield fact, f"/remarks/{index}/description/{line}"


# ---------------------------------------------------------------- entities


def entity_facts(parent: dict[str, Any], pointer: str, depth: int) -> Iterator[Found]:
    """Roles with their organisations, and the holder; of entities within entities too."""
    for index, entity in items_of(parent, "entities"):
        if isinstance(entity, dict):
            here = f"{pointer}/entities/{index}"
            yield from _entity(entity, here)
            if depth > 1:
                yield from entity_facts(entity, here, depth - 1)


def _entity(entity: dict[str, Any], pointer: str) -> Iterator[Found]:
    card = card_of(entity)
    organisation, where = _organisation(card)
    person = _names_person(card, string_of(entity.get("handle")), organisation)
    if organisation is None and not person:
        return
    for index, item in items_of(entity, "roles"):
        role = string_of(item)
        if not role:
            continue
        selector = f"{pointer}/vcardArray/1/{where}/3" if organisation else f"{pointer}/roles/{index}"
        contact = RegistryContact(role=role, organisation=organisation, person=person)
        yield contact, selector
        # A nested registrant holds its parent entity's things, not the block.
        if role == "registrant" and organisation and pointer.count("/entities/") == 1:
            yield RegistryAttribute(attribute="holder", value=organisation), selector


Card = list[tuple[int, str, str]]  # position in the jCard, property, text


def card_of(entity: dict[str, Any]) -> Card:
    """The properties of an entity's jCard that hold text first."""
    array = entity.get("vcardArray")
    if not isinstance(array, list) or len(array) < 2 or not isinstance(array[1], list):
        return []
    return [
        (index, string_of(item[0]).lower(), string_of(item[3]))
        for index, item in enumerate(array[1][:MAX_ITEMS])
        if isinstance(item, list) and len(item) > 3
    ]


def _organisation(card: Card) -> tuple[str | None, int]:
    """The organisation's name and its place: the org property, or the fn of an org or a group."""
    wanted = ("org",) if _kind(card) == "individual" else ("org", "fn")
    for name in wanted:
        for index, key, text in card:
            if key == name and text:
                return text, index
    return None, 0


def _names_person(card: Card, handle: str, organisation: str | None) -> bool:
    """Whether a natural person is named, or a mailbox or number given, that we leave out."""
    if _kind(card) == "group":
        return False  # RFC 6350 §6.1.4: a group of persons or entities, such as an abuse desk
    if any(key in {"tel", "email"} and text for _, key, text in card):
        return True
    names = [text for _, key, text in card if key in {"fn", "n"} and text]
    # RFC 6350 §6.1.4: without a kind it is an individual. RIPE gives maintainers as individuals
    # that are called by their handle.
    return _kind(card) == "individual" and any(n not in {handle, organisation} for n in names)


def _kind(card: Card) -> str:
    return next((text.lower() for _, key, text in card if key == "kind"), "individual")


def items_of(parent: dict[str, Any], member: str) -> list[tuple[int, Any]]:
    """The members of an array with their positions, at most MAX_ITEMS; [] when it is none."""
    items = parent.get(member)
    return list(enumerate(items[:MAX_ITEMS])) if isinstance(items, list) else []


def string_of(value: object) -> str:
    """A string without lone surrogates, which JSON can spell and UTF-8 cannot; else empty."""
    if isinstance(value, list) and value:
        value = value[0]  # structured values: the organisation's name comes before its units
    if not isinstance(value, str):
        return ""
    return value.encode(errors="replace").decode().strip()
