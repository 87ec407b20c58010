"""WHOIS answers (RFC 3912) about addresses: RPSL (RFC 2622) and the ARIN form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from periplus.facts.registry import (
    Block,
    RegistryAttribute,
    RegistryContact,
    RouteOrigin,
    iso_date,
)
from periplus.facts.selector import byte_range
from periplus.model import Fact, Reading, Subject, SubjectKind

MAX_LINES = 10_000
MAX_PARAGRAPH_LINES = 500
_MAX_ABUSE_COMMENTS = 16
_LINE = re.compile(rb"[ \t]*([A-Za-z][A-Za-z0-9 /_-]{0,40}?):[ \t]*([^\r\n]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One `key: value` line; the value is `body[first:end]`."""

    key: str  # lower case
    value: str
    start: int  # of the key
    first: int
    end: int

    @property
    def selector(self) -> str:
        return byte_range(self.first, self.end)

    @property
    def whole(self) -> str:
        """Selects key and value: where the key itself is what is told."""
        return byte_range(self.start, self.end)

    def part(self, text: str) -> Line:
        """The line narrowed to the first occurrence of a text in its value."""
        at = self.value.find(text)
        if not text or at < 0 or not self.value.isascii():
            return replace(self, value=text or self.value)
        first = self.first + at
        return replace(self, value=text, first=first, end=first + len(text))


Paragraph = Sequence[Line]


def paragraphs(body: bytes) -> Iterator[Paragraph]:
    """The paragraphs of an answer, each of `key: value` lines; comments and free text left out."""
    lines: list[Line] = []
    position = 0
    for _ in range(MAX_LINES):
        if position >= len(body):
            break
        feed = body.find(b"\n", position)
        end = len(body) if feed < 0 else feed
        raw = body[position : min(end, position + 4096)]
        if not raw.strip():
            if lines:
                yield lines
            lines = []
        elif raw[:1] not in {b"%", b"#"}:
            _append(lines, raw, position)
        position = end + 1
    if lines:
        yield lines


def _append(lines: list[Line], raw: bytes, offset: int) -> None:
    match = _LINE.match(raw)
    if match is None or len(lines) >= MAX_PARAGRAPH_LINES:
        return
    value = match[2].rstrip()
    first = offset + match.start(2)
    lines.append(
        Line(
            key=match[1].decode().lower(),
            value=_decoded(value),
            start=offset + match.start(1),
            first=first,
            end=first + len(value),
        )
    )


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def values(paragraph: Paragraph, *keys: str) -> list[Line]:
    """The lines with one of these keys and a value, in order."""
    return [line for line in paragraph if line.key in keys and line.value]


# ---------------------------------------------------------------- referrals


def referral(body: bytes) -> str | None:
    """The WHOIS server that an answer sends us to, lower case; None when it sends us nowhere."""
    for paragraph in paragraphs(body):
        for line in values(paragraph, "refer", "referralserver", "whois"):
            # rwhois:// is another protocol (RFC 2167).
            server = line.value.lower().removeprefix("whois://").rstrip("/").removesuffix(":43")
            try:
                return Subject(kind=SubjectKind.HOST, key=server).key
            except ValueError:
                continue
    return None


# ---------------------------------------------------------------- blocks of addresses

_BLOCK_KEYS = ("inetnum", "inet6num", "netrange")
_ORGANISATION_KEYS = ("orgname", "custname")
_PLAIN = {
    "netname": "name",
    "status": "status",
    "nettype": "status",
    "nethandle": "handle",
    "descr": "descr",
    "owner": "holder",
}
_CODED = {"country": "country", "source": "source"}  # a comment may follow the code
_DATES = {
    "created": "created",
    "regdate": "created",
    "last-modified": "changed",
    "changed": "changed",
    "updated": "changed",
}
_ADDRESS_KEYS = ("address", "city", "stateprov", "postalcode", "country")
_ROLES = {
    "admin-c": "administrative",
    "owner-c": "registrant",
    "tech-c": "technical",
    "abuse-c": "abuse",
    "orgabusehandle": "abuse",
    "orgtechhandle": "technical",
    "orgnochandle": "noc",
    "rabusehandle": "abuse",
    "rtechhandle": "technical",
    "rnochandle": "noc",
}
_REACHABLE = ("e-mail", "email", "phone", "fax-no", "abuse-mailbox")
_ABUSE_COMMENT = re.compile(rb"^%[ \t]*Abuse contact for '([0-9A-Fa-f.:/ -]{3,100})' is '", re.MULTILINE)
_MAILBOX_OR_NUMBER = re.compile(r"@|\+?\d[\d ().-]{6,}\d")


def read_whois(body: bytes) -> Iterator[Reading]:
    """What a registry says of address blocks and routes, about each PREFIX; no natural persons.

    Nothing of IANA's own answers: they say which registry to ask, not who holds a block.
    """
    answer = list(paragraphs(body))
    objects = {line.value.lower(): p for p in answer for line in values(p[:1], "organisation")}
    contacts = {line.value.lower(): p for p in answer for line in values(p, "nic-hdl")}
    if any(line.value == "IANA" for p in answer for line in values(p, "source")):
        return
    block: Block | None = None
    for paragraph in answer:
        key = paragraph[0].key
        if key in _BLOCK_KEYS:
            block = Block.of(paragraph[0].value)
            if block is not None:
                found = [*_block_facts(paragraph, block), *linked_facts(paragraph, objects)]
                found += contact_facts(with_organisation(paragraph, objects), contacts, objects)
                yield from _about(block, found)
        elif block is not None and key in _ORGANISATION_KEYS:
            yield from _about(block, organisation_facts(paragraph, key))
        elif block is not None and key in _ROLES:
            yield from _about(block, contact_facts(paragraph, contacts, objects))
        elif key in {"route", "route6"}:
            yield from _routes(paragraph)
    yield from _abuse_comments(body)


Found = tuple[Fact, str]  # a fact and its selector


def _about(block: Block, found: Sequence[Found]) -> Iterator[Reading]:
    seen = set()
    for fact, selector in found:
        if fact in seen:
            continue
        seen.add(fact)
        for subject in block.subjects:
            yield Reading(subject=subject, fact=fact, selector=selector)


def attribute_fact(name: str, line: Line) -> Found:
    """An attribute that is its line's value."""
    return RegistryAttribute(attribute=name, value=line.value), line.selector


def _block_facts(paragraph: Paragraph, block: Block) -> list[Found]:
    line = paragraph[0]
    found: list[Found] = [attribute_fact("prefix", replace(line, value=block.text))]
    for line in paragraph[1:]:
        if not line.value or (line.key == "descr" and _MAILBOX_OR_NUMBER.search(line.value)):
            continue
        if line.key in _PLAIN:
            found.append(attribute_fact(_PLAIN[line.key], line))
        elif line.key in _CODED and line.value[0] != "#":
            found.append(attribute_fact(_CODED[line.key], line.part(line.value.split("#")[0].strip())))
        elif line.key in {"originas", "aut-num"} and as_number(line.value) is not None:
            found.append(attribute_fact("origin", line.part(f"AS{as_number(line.value)}")))
        elif line.key == "organization":
            found.append(attribute_fact("holder", line.part(line.value.rpartition(" (")[0].strip())))
    return found + date_facts(paragraph)


def date_facts(paragraph: Paragraph) -> list[Found]:
    """When an object was made and last changed."""
    # Several `changed` lines are a history: the last one of each meaning counts.
    last: dict[str, Found] = {}
    for line in paragraph:
        date = iso_date(line.value) if line.key in _DATES else None
        if date is not None:
            text, first, end = date
            narrowed = replace(line.part(line.value[first:end]), value=text)
            last[_DATES[line.key]] = attribute_fact(_DATES[line.key], narrowed)
    return list(last.values())


def linked_facts(paragraph: Paragraph, objects: dict[str, Paragraph]) -> list[Found]:
    """What the organisation object says that an RPSL block refers to."""
    found: list[Found] = []
    for reference in values(paragraph, "org")[:1]:
        organisation = objects.get(reference.value.lower(), ())
        found += [attribute_fact("holder", line) for line in values(organisation, "org-name")[:1]]
        found += _address(values(organisation, "address"))
    return found


def organisation_facts(paragraph: Paragraph, key: str) -> list[Found]:
    """ARIN's organisation block, which follows the blocks that it holds."""
    found = [attribute_fact("holder", line) for line in values(paragraph, key)[:1]]
    found += [attribute_fact("country", line) for line in values(paragraph, "country")[:1]]
    # A customer of a reassignment may be a natural person: no address.
    return found + (_address(values(paragraph, *_ADDRESS_KEYS)) if key == "orgname" else [])


def _address(lines: Sequence[Line]) -> list[Found]:
    if not lines:
        return []
    text = ", ".join(line.value.rstrip(",") for line in lines)
    selector = byte_range(lines[0].first, lines[-1].end)
    return [(RegistryAttribute(attribute="address", value=text), selector)]


# ---------------------------------------------------------------- contacts and routes


def with_organisation(paragraph: Paragraph, objects: dict[str, Paragraph]) -> Paragraph:
    """A block's lines, and the abuse contact that its organisation names (RIPE-563)."""
    linked = [objects.get(line.value.lower(), ()) for line in values(paragraph, "org")[:1]]
    return [*paragraph, *(line for p in linked for line in values(p, "abuse-c"))]


def contact_facts(
    paragraph: Paragraph, contacts: dict[str, Paragraph], objects: dict[str, Paragraph]
) -> list[Found]:
    """The roles of an object, with the organisations of those who stand in them."""
    found: list[Found] = []
    for line in values(paragraph, *_ROLES):
        who = contacts.get(line.value.lower(), ())
        named = [
            name
            for reference in values(who, "org")
            for name in values(objects.get(reference.value.lower(), ()), "org-name")
        ]
        # ARIN writes name, phone and mailbox of a point of contact beside its handle.
        withheld = line.key.endswith("handle") or bool(values(who, "person", *_REACHABLE))
        contact = RegistryContact(
            role=_ROLES[line.key],
            organisation=named[0].value if named else None,
            person=withheld,
        )
        # The role stands in its own line, the organisation's name in another.
        found.append((contact, line.whole))
        found += [(contact, name.selector) for name in named[:1]]
    return found


def _abuse_comments(body: bytes) -> Iterator[Reading]:
    for match in islice(_ABUSE_COMMENT.finditer(body), _MAX_ABUSE_COMMENTS):
        block = Block.of(match[1].decode())
        if block is not None:
            contact = RegistryContact(role="abuse", organisation=None, person=True)
            # The selection ends before the mailbox.
            yield from _about(block, [(contact, byte_range(match.start(), match.end(1)))])


def _routes(paragraph: Paragraph) -> Iterator[Reading]:
    block = Block.of(paragraph[0].value)
    for line in values(paragraph, "origin"):
        asn = as_number(line.value)
        if block is None or asn is None or len(block.subjects) != 1:
            continue
        first, end = paragraph[0].first, line.part(f"AS{asn}").end
        fact = RouteOrigin(prefix=block.text, asn=asn)
        yield Reading(subject=block.subjects[0], fact=fact, selector=byte_range(first, end))


def as_number(text: str) -> int | None:
    """The number of `AS` and digits, or of digits alone; None when it is none."""
    match = re.match(r"(?:AS)?(\d{1,10})(?!\d)", text, re.ASCII | re.IGNORECASE)
    return int(match[1]) if match and int(match[1]) < 2**32 else None
