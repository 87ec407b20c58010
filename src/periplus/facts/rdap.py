"""RDAP answers about address blocks (RFC 9083 §5.4; jCard: RFC 7095)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from periplus.facts.registry import Block, RegistryAttribute, RegistryContact, iso_date
from periplus.facts.selector import load_json
from periplus.model import Fact, Reading

Found = tuple[Fact, str]  # a fact and the JSON pointer to its value

_MAX_ITEMS = 200  # of one array; answers hold some ten
_MAX_DEPTH = 3  # entities within entities
_SIMPLE = {"handle": "handle", "name": "name", "country": "country", "port43": "whois-server"}
_EVENTS = {"registration": "created", "last changed": "changed"}
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
    ends = (_text(answer.get(end)).partition("/")[0] for end in ("startAddress", "endAddress"))
    block = Block.between(*ends)
    if block is None:
        return
    for fact, pointer in _facts(answer, block):
        for subject in block.subjects:
            yield Reading(subject=subject, fact=fact, selector=f"json:{pointer}")


def _facts(answer: dict[str, Any], block: Block) -> Iterator[Found]:
    yield RegistryAttribute(attribute="prefix", value=block.text), _block_pointer(answer, block)
    for member, attribute in _SIMPLE.items():
        if _text(answer.get(member)):
            yield RegistryAttribute(attribute=attribute, value=_text(answer[member])), f"/{member}"
    for index, status in _items(answer, "status"):
        if _text(status):
            yield RegistryAttribute(attribute="status", value=_text(status)), f"/status/{index}"
    yield from _events(answer)
    yield from _descriptions(answer)
    seen: set[Fact] = set()
    for fact, pointer in _entities(answer, "", _MAX_DEPTH):
        if fact not in seen and len(seen) < _MAX_ITEMS:
            seen.add(fact)
            yield fact, pointer


def _block_pointer(answer: dict[str, Any], block: Block) -> str:
    """The member that holds the whole block where there is one, else the first address."""
    cidrs = _items(answer, "cidr0_cidrs")
    if len(cidrs) == len(block.subjects) == 1:
        return "/cidr0_cidrs/0"
    return "/handle" if Block.of(_text(answer.get("handle"))) == block else "/startAddress"


def _events(answer: dict[str, Any]) -> Iterator[Found]:
    for index, event in _items(answer, "events"):
        if isinstance(event, dict):
            attribute = _EVENTS.get(_text(event.get("eventAction")))
            date = iso_date(_text(event.get("eventDate")))
            if attribute and date:
                fact = RegistryAttribute(attribute=attribute, value=date[0])
                yield fact, f"/events/{index}/eventDate"


def _descriptions(answer: dict[str, Any]) -> Iterator[Found]:
    for index, remark in _items(answer, "remarks"):
        if not isinstance(remark, dict) or _text(remark.get("title")) not in {"", "description"}:
            continue
        for line, text in _items(remark, "description"):
            if _text(text) and not _PERSONAL.search(_text(text)):
                fact = RegistryAttribute(attribute="descr", value=_text(text))
                yield fact, f"/remarks/{index}/description/{line}"


# ---------------------------------------------------------------- entities


def _entities(parent: dict[str, Any], pointer: str, depth: int) -> Iterator[Found]:
    for index, entity in _items(parent, "entities"):
        if isinstance(entity, dict):
            here = f"{pointer}/entities/{index}"
            yield from _entity(entity, here)
            if depth > 1:
                yield from _entities(entity, here, depth - 1)


def _entity(entity: dict[str, Any], pointer: str) -> Iterator[Found]:
    card = _card(entity)
    organisation, where = _organisation(card)
    person = _names_person(card, _text(entity.get("handle")), organisation)
    if organisation is None and not person:
        return
    for index, item in _items(entity, "roles"):
        role = _text(item)
        if not role:
            continue
        selector = f"{pointer}/vcardArray/1/{where}/3" if organisation else f"{pointer}/roles/{index}"
        contact = RegistryContact(role=role, organisation=organisation, person=person)
        yield contact, selector
        # A nested registrant holds its parent entity's things, not the block.
        if role == "registrant" and organisation and pointer.count("/entities/") == 1:
            yield RegistryAttribute(attribute="holder", value=organisation), selector


Card = list[tuple[int, str, str]]  # position in the jCard, property, text


def _card(entity: dict[str, Any]) -> Card:
    array = entity.get("vcardArray")
    if not isinstance(array, list) or len(array) < 2 or not isinstance(array[1], list):
        return []
    return [
        (index, _text(item[0]).lower(), _text(item[3]))
        for index, item in enumerate(array[1][:_MAX_ITEMS])
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


def _items(parent: dict[str, Any], member: str) -> list[tuple[int, Any]]:
    items = parent.get(member)
    return list(enumerate(items[:_MAX_ITEMS])) if isinstance(items, list) else []


def _text(value: object) -> str:
    """A string without lone surrogates, which JSON can spell and UTF-8 cannot; else empty."""
    if isinstance(value, list) and value:
        value = value[0]  # structured values: the organisation's name comes before its units
    if not isinstance(value, str):
        return ""
    return value.encode(errors="replace").decode().strip()
