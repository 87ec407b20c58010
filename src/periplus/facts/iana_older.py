"""The form in which IANA gave its records until 2010: headed paragraphs, indented fields (RFC 3912)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer, glue
from periplus.facts.selector import byte_range
from periplus.facts.whois import Line, Paragraph, values
from periplus.model import Fact

Found = tuple[Fact, str]  # a fact and its selector

_ROLES = {"administrative contact": "administrative", "technical contact": "technical"}
_DATES = {"registration date": "created", "last updated date": "changed"}
_ADDRESS = ("address1", "address2", "address3", "city", "state/province", "country", "postal code")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MAX_ADDRESSES = 64


def older_facts(paragraph: Paragraph) -> Iterator[Found]:
    """What a paragraph of the older form says; nothing of any other paragraph.

    The dates of a contact are those of the contact, and are left out.
    """
    heading = paragraph[0]
    if heading.key in _DATES:
        yield from _dates(paragraph)
    elif heading.value:
        return
    elif heading.key == "sponsoring organization":
        yield from _holder(paragraph)
    elif heading.key in _ROLES:
        yield _contact(heading, paragraph)
    elif heading.key == "nameserver information":
        yield from _name_servers(paragraph)
    for line in values(paragraph, "url for registration services"):
        yield RegistryAttribute(attribute="registration-information", value=line.value), line.selector


def _holder(paragraph: Paragraph) -> Iterator[Found]:
    for line in values(paragraph, "organization")[:1]:
        yield RegistryAttribute(attribute="holder", value=line.value), line.selector
    lines = values(paragraph, *_ADDRESS)
    if lines:
        text = ", ".join(line.value for line in lines)
        selector = byte_range(lines[0].first, lines[-1].end)
        yield RegistryAttribute(attribute="address", value=text), selector


def _contact(role: Line, paragraph: Paragraph) -> Found:
    organisation = values(paragraph, "organization")[:1]
    fact = RegistryContact(
        role=_ROLES[role.key],
        organisation=organisation[0].value if organisation else None,
        person=bool(values(paragraph, "name", "phone", "fax", "email")),
    )
    return fact, organisation[0].selector if organisation else role.whole


def _dates(paragraph: Paragraph) -> Iterator[Found]:
    for line in paragraph:
        day = english_day(line.value)
        if line.key in _DATES and day is not None:
            fact = RegistryAttribute(attribute=_DATES[line.key], value=day)
            yield fact, line.selector


def english_day(text: str) -> str | None:
    """`10-May-1994` as ISO 8601; None when it is no such day."""
    parts = text.lower().split("-")
    if len(parts) != 3 or parts[1] not in _MONTHS:
        return None
    try:
        return date(int(parts[2]), _MONTHS.index(parts[1]) + 1, int(parts[0])).isoformat()
    except ValueError:
        return None


def _name_servers(paragraph: Paragraph) -> Iterator[Found]:
    groups: list[list[Line]] = []
    for line in paragraph:
        if line.key == "nameserver" and line.value:
            groups.append([line])
        elif line.key == "ip address" and line.value and groups:
            groups[-1].append(line)
    for host, *rest in groups:
        texts = [text for line in rest for text in line.value.split()]
        fact = RegistryNameServer(
            host=host.value.lower().rstrip("."), addresses=glue(texts[:_MAX_ADDRESSES])
        )
        if any(fact.leads()):
            yield fact, byte_range(host.first, [host, *rest][-1].end)
