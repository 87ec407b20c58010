"""WHOIS answers (RFC 3912) about domains, in the forms of the world's registries and registrars."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from periplus.facts.domain_date import is_month_first, local_date
from periplus.facts.domain_form import Entry, blocks, entries, plain
from periplus.facts.domain_words import (
    ANYWHERE,
    CONTACTS,
    FREE_STATES,
    HOST,
    IN_DOMAIN,
    IN_HOLDER,
    IN_REGISTRAR,
    NOT_FOUND,
    RATE_LIMITED,
    REFERRALS,
    WITHHELD,
    names_organisation,
)
from periplus.facts.registry import (
    RegistryAttribute,
    RegistryContact,
    RegistryNameServer,
    glue,
)
from periplus.model import Fact, Reading, Subject, SubjectKind

Told = dict[str, list[Entry]]  # by meaning, in the order of the answer

_CONTACT_KINDS = ("administrative", "technical", "billing", "abuse")
_MAX_TOLD = 200  # of one meaning
_MAX_PHRASE_BYTES = 4000  # answers without a domain say so at their beginning
_DATED_LINE = re.compile(r"([A-Za-z][A-Za-z ]{3,40}?) {1,4}(?=\d|[A-Z][a-z]{2,8} )(\S.*)")
_STATED_DOMAIN = re.compile(r"domain {1,4}(\S+) {1,4}\(([A-Za-z ]{2,40})\)", re.IGNORECASE)
_TAIL = re.compile(r" {0,4}(?:\[Tag = |\( *https?:|https?://|\(www\.).*", re.IGNORECASE)
_MAILBOX = re.compile(r"\s{1,4}\S+@\S+\Z")
_UNTIL = re.compile(r"Connected \(([\d/]{8,10})\)", re.ASCII)  # .jp
_LINK = re.compile(r"\s{1,4}(?:\(?https?://|-{1,4}\s|<).*|\(https?:.*")
_IDENTITIES = ("nic hdl", "nic hdl br", "contact", "contact id")
_ADDRESS_KEYS = ("address", "street address", "postal address")
_HANDLE = re.compile(r"(?=\S*\d)[\w.:/-]+", re.ASCII)
_DNSSEC = {
    "signed": "signed|y|yes|active|signeddelegation|signed delegation|enabled|true|aktivní|on",
    "unsigned": "unsigned|n|no|inactive|unsigned delegation|disabled|false|none|unsigneddelegation|off",
}
_DNSSEC_WORDS = {word: state for state, words in _DNSSEC.items() for word in words.split("|")}


def read_domain_whois(
    body: bytes, asked: Subject | None = None, countries: Collection[str] = ()
) -> Iterator[Reading]:
    """What an answer says of one domain, about its ZONE; nothing of an answer about none.

    Some answers leave the domain's name out: they are about the ZONE `asked`, if given. An answer
    about another domain than the one asked says nothing.
    Natural persons are left out: a holder is told only when its name shows an organisation.
    `countries` are names as domain_form.plain gives them: the end of a holder's address may be one.
    """
    found = _entries(body)
    told = _told(found)
    named = told.get("domain", ())
    zone = next((zone for zone in map(_zone, named) if zone), None if named else asked)
    if asked is not None and zone != asked:
        return  # about another domain
    if zone is None or not _is_registered(told):
        return
    seen: set[Fact] = set()
    for fact, entry in _facts(told, found, countries):
        if fact not in seen and len(seen) < 4 * _MAX_TOLD:
            seen.add(fact)
            yield Reading(subject=zone, fact=fact, selector=entry.selector)


def answer_kind(body: bytes) -> str:
    """What came: "registered", "not-found", "rate-limited" or "error"."""
    told = _told(_entries(body))
    if _is_registered(told):
        return "registered"
    text = " ".join(body[:_MAX_PHRASE_BYTES].decode("utf-8", "replace").lower().split())
    if _is_free(told) or any(phrase in text for phrase in NOT_FOUND):
        return "not-found"
    if any(phrase in text for phrase in RATE_LIMITED):
        return "rate-limited"
    return "error"


def registrar_referral(body: bytes) -> str | None:
    """The WHOIS server that a registry's answer sends us to, lower case; None when to none."""
    for entry in entries(body):
        if entry.key in REFERRALS and entry.section != "other":
            host = entry.value.lower().removeprefix("whois://").rstrip("/").removesuffix(":43")
            if HOST.fullmatch(host):
                return host
    return None


# ---------------------------------------------------------------- what the lines mean


def _entries(body: bytes) -> list[Entry]:
    """The entries of the record of a domain, without the record of its top-level domain before it.

    Client programs print every answer of a chain of referrals, beginning with IANA's.
    """
    found = entries(body)
    named = [at for at, entry in enumerate(found) if entry.key in {"domain", "domain name"}]
    zones = [at for at in named if _zone(found[at])]
    return found[zones[0] :] if zones and named[0] < zones[0] else found


def _told(found: Sequence[Entry]) -> Told:
    told: Told = {}
    for entry in found:
        for meaning, narrowed in _meanings(entry):
            kept = told.setdefault(meaning, [])
            if len(kept) < _MAX_TOLD:
                kept.append(narrowed)
    _resolve_holder(told, found)
    return told


def _meanings(entry: Entry) -> Iterator[tuple[str, Entry]]:
    if not entry.key:
        yield from _free_line(entry)
        return
    meaning = _meaning(entry)
    if meaning == "key":
        # The record itself proves a signed delegation, whatever its form.
        yield "dnssec", replace(entry, value="signed")
    elif meaning == "status" and (until := _UNTIL.fullmatch(entry.value)):
        yield "status", entry
        yield "expires", entry.part(until[1])
    elif meaning is not None and (meaning == "status" or not WITHHELD.match(entry.value)):
        yield meaning, entry


def _meaning(entry: Entry) -> str | None:
    key = re.sub(r" ?\d+$", "", entry.key) or entry.key
    match entry.section:
        case "" | "dates" | "status":
            return IN_DOMAIN.get(key) or ANYWHERE.get(key)
        case "domain":
            return "domain" if key == "name" else IN_DOMAIN.get(key) or ANYWHERE.get(key)
        case "holder":
            return IN_HOLDER.get(key) or ANYWHERE.get(key)
        case "registrar":
            return IN_REGISTRAR.get(key) or _universal(key)
        case "server":
            return ANYWHERE.get(key) if ANYWHERE.get(key) in {"server", "dnssec", "key"} else _late(key)
        case "keys":
            return "key"
    return _late(key) if entry.section != "other" else None


def _universal(key: str) -> str | None:
    meaning = ANYWHERE.get(key)
    return meaning if meaning not in {"holder", "who", "country", "domain"} else None


def _late(key: str) -> str | None:
    """Dates and such that follow a section without its own heading: only in words of their own."""
    meaning = ANYWHERE.get(key)
    return (
        meaning if meaning in {"created", "changed", "expires", "dnssec", "server", "status"} else None
    )


def _free_line(entry: Entry) -> Iterator[tuple[str, Entry]]:
    stated = _STATED_DOMAIN.fullmatch(entry.value)
    dated = _DATED_LINE.match(entry.value)
    meaning = _dated_meaning(dated[1], entry.section) if dated else None
    if stated is not None:
        yield "domain", entry.part(stated[1])
        yield "status", entry.part(stated[2])
    elif dated is not None and meaning is not None:
        yield meaning, entry.part(dated[2].strip())
    elif entry.section == "domain":
        yield "domain", entry.part(entry.value.split()[0])
    elif entry.section in {"holder", "registrar", "server", "status"} and not WITHHELD.match(
        entry.value
    ):
        yield f"{entry.section} line", entry


def _dated_meaning(words: str, section: str) -> str | None:
    meaning = ANYWHERE.get(plain(words))
    if section == "dates":
        meaning = meaning or IN_DOMAIN.get(plain(words))
    # A line of its own that begins with "last updated" is about the registry's database.
    is_footer = not section and words.lower().startswith("last ")
    return meaning if meaning in {"created", "changed", "expires"} and not is_footer else None


def _resolve_holder(told: Told, found: Sequence[Entry]) -> None:
    """What the contact says that a domain's holder is a handle of."""
    handles = [e.value for e in (*told.get("who", ()), *told.get("handle", ()))]
    named = {e.value for e in found if e.key in _IDENTITIES}
    wanted = {one for one in handles if _HANDLE.fullmatch(one) or one in named}
    for block in blocks(found) if wanted else ():
        if not wanted & {entry.value for entry in block if entry.key in _IDENTITIES}:
            continue
        for entry in block[:100]:
            meaning = IN_HOLDER.get(entry.key)
            if meaning and entry.value not in wanted and not WITHHELD.match(entry.value):
                told.setdefault(f"linked {meaning}", []).append(entry)


# ---------------------------------------------------------------- facts


def _facts(
    told: Told, found: Sequence[Entry], countries: Collection[str]
) -> Iterator[tuple[Fact, Entry]]:
    for named in told.get("domain", ())[:1]:
        zone = _zone(named)
        if zone is not None:
            yield RegistryAttribute(attribute="domain", value=zone.key), named
    for name, entry in (
        ("registrar", _registrar(told)),
        ("holder", _holder(told)),
        ("country", _country(told, countries)),
        ("dnssec", _dnssec(told)),
    ):
        if entry is not None:
            yield RegistryAttribute(attribute=name, value=entry.value), entry
    yield from _dates(told)
    for entry in _statuses(told):
        yield RegistryAttribute(attribute="status", value=entry.value), entry
    yield from _servers(told)
    yield from _contacts(found)


def _zone(entry: Entry) -> Subject | None:
    name = entry.value.split()[0].lower().rstrip(".") if entry.value.split() else ""
    if not name.isascii():
        try:
            name = name.encode("idna").decode()
        except UnicodeError:
            return None
    if HOST.fullmatch(name) is None:
        return None
    return Subject(kind=SubjectKind.ZONE, key=name)


def _is_free(told: Told) -> bool:
    states = {plain(entry.value) for entry in told.get("status", ())}
    return bool(states & FREE_STATES) and "created" not in told and "server" not in told


def _is_registered(told: Told) -> bool:
    """Whether this is a domain's record; some leave its name out, and tell the rest."""
    if _is_free(told):
        return False
    return len(told) > 1 if "domain" in told else {"registrar", "created"} <= told.keys()


def _registrar(told: Told) -> Entry | None:
    for meaning in ("registrar organisation", "registrar", "registrar line"):
        for entry in told.get(meaning, ()):
            name = _TAIL.sub("", entry.value).strip()
            if name and not WITHHELD.match(name):
                return entry.part(name)
    return None


def _holder(told: Told) -> Entry | None:
    persons = {plain(entry.value) for entry in told.get("who", ())}
    types = {plain(e.value) for m in ("type", "linked type") for e in told.get(m, ())}
    is_known = bool(types & {"organization", "organisation", "legal person", "company"})
    for meaning in ("linked holder", "holder"):
        for entry in told.get(meaning, ()):
            same = plain(entry.value) in persons and not is_known
            if not _HANDLE.fullmatch(entry.value) and (not same or names_organisation(entry.value)):
                return entry
    for meaning, most in (("linked who", 1), ("who", 1), ("holder line", 2)):
        for entry in told.get(meaning, ())[:most]:
            if entry.key in _ADDRESS_KEYS:
                continue
            name = _MAILBOX.sub("", entry.value).strip()
            if names_organisation(name) or (is_known and not _HANDLE.fullmatch(name)):
                return entry.part(name)
    return None


def _country(told: Told, countries: Collection[str]) -> Entry | None:
    for meaning in ("linked country", "country"):
        for entry in told.get(meaning, ()):
            return entry
    for meaning in ("linked holder line", "holder line", "who"):
        # What follows the country is a mailbox or a number.
        for entry in reversed(told.get(meaning, ())[1 if meaning == "who" else 0 :]):
            last = re.split(r",|\s{2,}", entry.value.rstrip(" ,."))[-1].strip()
            is_code = re.fullmatch(r"(?:.*\s{2,})?[A-Z]{2}", entry.value, re.ASCII)
            if is_code or plain(last) in countries:
                return entry.part(last)
            if any(character.islower() for character in last) and "@" not in last:
                break
    return None


def _dnssec(told: Told) -> Entry | None:
    for entry in told.get("dnssec", ()):
        state = _DNSSEC_WORDS.get(entry.value.lower().strip(" ."))
        if state is not None:
            return replace(entry, value=state)
    return None


def _dates(told: Told) -> Iterator[tuple[Fact, Entry]]:
    names = ("created", "changed", "expires")
    month_first = any(is_month_first(entry.value) for name in names for entry in told.get(name, ()))
    for name in names:
        dated = list(_dated(told.get(name, ()), month_first=month_first))
        if name == "changed":
            # Old RPSL keeps every change of an object.
            dated = [max(dated, key=lambda one: one[0])] if dated else []
        for text, entry in dated[:1]:
            yield RegistryAttribute(attribute=name, value=text), entry


def _dated(told: Sequence[Entry], *, month_first: bool) -> Iterator[tuple[str, Entry]]:
    """The dates of the first paragraph that has one: the domain's own."""
    block = None
    for entry in told:
        found = local_date(entry.value, month_first=month_first)
        if found is not None and block in {None, entry.block}:
            block = entry.block
            text, first, end = found
            yield text, entry.part(entry.value[first:end])


def _statuses(told: Told) -> Iterator[Entry]:
    for entry in (*told.get("status", ()), *told.get("status line", ())):
        value = _LINK.sub("", entry.value).strip().rstrip(".")
        # A list of single words, or one phrase that may hold commas.
        words = [word.strip() for word in value.split(",")]
        parts = words if all(word and " " not in word for word in words) else [value]
        for part in parts:
            # "Not available" tells here that the name is taken.
            if part and (not WITHHELD.match(part) or plain(part) == "not available"):
                yield entry.part(part)


def _servers(told: Told) -> Iterator[tuple[Fact, Entry]]:
    seen = set()
    for entry in (*told.get("server", ()), *told.get("server line", ())):
        parts = re.split(r"[\s,;()\[\]|]+", entry.value.lower())
        hosts = [part.rstrip(".") for part in parts if HOST.fullmatch(part.rstrip("."))]
        for host in hosts[:20]:
            if host not in seen:
                seen.add(host)
                alone = (part.partition("/")[0] for part in parts[:64])
                addresses = glue(alone) if len(hosts) == 1 else ()
                raw = entry.value[entry.value.lower().find(host) :][: len(host)]
                yield RegistryNameServer(host=host, addresses=addresses), entry.part(raw)


def _contacts(found: Sequence[Entry]) -> Iterator[tuple[Fact, Entry]]:
    for entry in found:
        role = CONTACTS.get(entry.key)
        if role == "abuse":
            yield RegistryContact(role=role, organisation=None, person=True), entry.part("")
        elif role is None and entry.section in _CONTACT_KINDS:
            role = entry.section if IN_HOLDER.get(entry.key) == "holder" else None
        if role not in {None, "abuse"} and not WITHHELD.match(entry.value):
            contact = RegistryContact(role=str(role), organisation=entry.value, person=False)
            yield contact, entry
