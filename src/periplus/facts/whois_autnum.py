"""WHOIS answers (RFC 3912) about AS numbers: RPSL's aut-num (RFC 2622 §6) and the ARIN form."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.whois import (
    Found,
    Paragraph,
    as_number,
    attribute_fact,
    contact_facts,
    date_facts,
    linked_facts,
    organisation_facts,
    paragraphs,
    values,
    with_organisation,
)
from periplus.model import Fact, Reading, Subject

_NAMES = {"as-name": "name", "asname": "name", "ashandle": "handle", "status": "status"}


def read_whois_autnum(body: bytes, asked: Subject) -> Iterator[Reading]:
    """What a registry says of the ASN that was asked; nothing of IANA's own answers."""
    answer = list(paragraphs(body))
    if any(line.value == "IANA" for p in answer for line in values(p, "source")):
        return
    objects = {line.value.lower(): p for p in answer for line in values(p[:1], "organisation")}
    contacts = {line.value.lower(): p for p in answer for line in values(p, "nic-hdl")}
    seen: set[Fact] = set()
    within = False
    for paragraph in answer:
        key = paragraph[0].key
        if key in {"aut-num", "asnumber"}:
            within = _covers(paragraph[0].value, asked)
            found = _object_facts(paragraph, objects, contacts) if within else []
        elif within and key in {"orgname", "custname"}:
            found = organisation_facts(paragraph, key)
        elif within and key.endswith("handle"):
            found = contact_facts(paragraph, contacts, objects)
        else:
            continue
        for fact, selector in found:
            if fact not in seen:
                seen.add(fact)
                yield Reading(subject=asked, fact=fact, selector=selector)


def _covers(text: str, asked: Subject) -> bool:
    """Whether a number, or ARIN's `FIRST - LAST`, holds the ASN."""
    ends = [as_number(part.strip()) for part in text.split("-", 1)]
    first, last = ends[0], ends[-1]
    number = int(asked.key.removeprefix("AS"))
    return first is not None and last is not None and first <= number <= last


def _object_facts(
    paragraph: Paragraph, objects: dict[str, Paragraph], contacts: dict[str, Paragraph]
) -> list[Found]:
    found = [
        attribute_fact(_NAMES[line.key], line) for line in paragraph if line.key in _NAMES and line.value
    ]
    found += [attribute_fact("country", line) for line in values(paragraph, "country")[:1]]
    found += [*date_facts(paragraph), *linked_facts(paragraph, objects)]
    return found + contact_facts(with_organisation(paragraph, objects), contacts, objects)
