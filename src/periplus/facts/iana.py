"""Records of the IANA root zone database, as its WHOIS server gives them (RFC 3912)."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.iana_older import Found, older_facts
from periplus.facts.registry import (
    RegistryAttribute,
    RegistryContact,
    RegistryNameServer,
    glue,
    iso_date,
)
from periplus.facts.selector import byte_range
from periplus.facts.whois import Line, Paragraph, paragraphs, values
from periplus.model import Reading, Subject, SubjectKind

_PLAIN = {
    "organisation": "holder",
    "ds-rdata": "ds",
    "whois": "whois-server",
    "status": "status",
    "source": "source",
}
_DATES = ("created", "changed")
_REGISTRATION = "registration information:"


def read_iana(body: bytes) -> Iterator[Reading]:
    """The record of one top-level domain, about its ZONE; nothing of an answer that has none.

    Contacts keep role and organisation; names, numbers and mailboxes stay in the evidence.
    """
    answer = list(paragraphs(body))
    named = [line for p in answer for line in values(p, "domain-ace", "domain")]
    subject = next((zone for zone in map(_zone, reversed(named)) if zone), None)
    if subject is None:
        return
    for paragraph in answer:
        contact = values(paragraph[:1], "contact")
        found = _contact(contact[0], paragraph) if contact else _facts(paragraph)
        for fact, selector in found:
            yield Reading(subject=subject, fact=fact, selector=selector)


def _zone(line: Line) -> Subject | None:
    try:
        return Subject(kind=SubjectKind.ZONE, key=line.value.lower().rstrip("."))
    except ValueError:
        return None


def _facts(paragraph: Paragraph) -> Iterator[Found]:
    for line in paragraph:
        zone = _zone(line) if line.key in {"domain", "domain-ace"} else None
        if zone is not None:
            yield RegistryAttribute(attribute="domain", value=zone.key), line.selector
        elif line.key in _PLAIN and line.value:
            yield RegistryAttribute(attribute=_PLAIN[line.key], value=line.value), line.selector
        elif line.key == "nserver":
            yield from _name_server(line)
        elif line.key in _DATES and (date := iso_date(line.value)) is not None:
            narrowed = line.part(line.value[date[1] : date[2]])
            yield RegistryAttribute(attribute=line.key, value=date[0]), narrowed.selector
        elif line.key == "remarks" and line.value.lower().startswith(_REGISTRATION):
            url = line.part(line.value[len(_REGISTRATION) :].strip())
            fact = RegistryAttribute(attribute="registration-information", value=url.value)
            yield fact, url.selector
    yield from _address(values(paragraph, "address"))
    yield from older_facts(paragraph)


def _address(lines: list[Line]) -> Iterator[Found]:
    if lines:
        text = ", ".join(line.value.rstrip(",") for line in lines)
        selector = byte_range(lines[0].first, lines[-1].end)
        yield RegistryAttribute(attribute="address", value=text), selector


def _contact(role: Line, paragraph: Paragraph) -> Iterator[Found]:
    organisation = values(paragraph, "organisation")[:1]
    fact = RegistryContact(
        role=role.value.lower(),
        organisation=organisation[0].value if organisation else None,
        person=bool(values(paragraph, "name", "phone", "fax-no", "e-mail")),
    )
    yield fact, (organisation[0] if organisation else role).selector


def _name_server(line: Line) -> Iterator[Found]:
    host, *texts = line.value.lower().split() or [""]
    fact = RegistryNameServer(host=host.rstrip("."), addresses=glue(texts[:64]))
    if any(fact.leads()):
        yield fact, line.selector
