"""To whom a domain is registered, by whom and until when (RFC 9083 §5.3; RFC 3912)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from periplus.facts.domain_form import plain
from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.model import Claim, Layer, Observation, Sign, Subject, SubjectKind, Tables, Value
from periplus.signatures.countries import codes_by_name

VERSION = 1
READS = (RegistryAttribute, RegistryContact, RegistryNameServer)
WRITES = (
    "zone.registrar",
    "zone.holder",
    "zone.holder_country",
    "zone.registered",
    "zone.registration_changed",
    "zone.registration_expires",
    "zone.registration_status",
    "zone.registered_dnssec",
    "zone.registered_name_server",
    "zone.contact_role",
)
RULE = f"domain_registration@{VERSION}"

_ATTRIBUTES = {
    "registrar": ("zone.registrar", "{zone} was registered through {value}."),
    "holder": ("zone.holder", "{zone} is registered to {value}."),
    "country": ("zone.holder_country", "The holder of {zone} is registered in {value}."),
    "created": ("zone.registered", "The registry dates the registration of {zone} {value}."),
    "changed": ("zone.registration_changed", "The registry dates its last change of {zone} {value}."),
    "expires": ("zone.registration_expires", "{zone} is registered until {value}."),
    "status": ("zone.registration_status", "The registry gives {zone} the status {value}."),
    "dnssec": ("zone.registered_dnssec", "The registry keeps the delegation of {zone} as {value}."),
}
_DATES = ("created", "changed", "expires")
_EPP = re.compile(r"(?:client|server|pending|auto|add|renew|transfer|redemption)[A-Za-z]+")


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """What registry and registrar say of every domain below a top-level domain."""
    about = [one for one in observations if is_domain(one.subject)]
    codes = codes_by_name(tables.rows("countries")) if about else {}
    for one in about:
        yield from _signs(one, codes)


def is_domain(subject: Subject) -> bool:
    """Whether this is a zone that somebody registered, not a top-level domain."""
    return subject.kind is SubjectKind.ZONE and "." in subject.key


def in_one_form(attribute: str, value: str, codes: Mapping[str, str]) -> str:
    """Days, status words (RFC 8056 §2) and countries as RDAP and WHOIS alike tell them."""
    if attribute in _DATES:
        return value[:10] if re.match(r"\d{4}-\d\d-\d\d", value) else value
    if attribute == "country":
        return codes.get(plain(value), value.upper() if len(value) == 2 else value)
    if attribute == "status":
        if _EPP.fullmatch(value):
            return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", value).lower()
        return "active" if value.lower() == "ok" else value
    return value


def _signs(observation: Observation, codes: Mapping[str, str]) -> Iterator[Sign]:
    zone = observation.subject.key
    match observation.fact:
        case RegistryAttribute(attribute=attribute, value=told) if attribute in _ATTRIBUTES:
            predicate, sentence = _ATTRIBUTES[attribute]
            value = in_one_form(attribute, told, codes)
            reason = sentence.format(zone=zone, value=value.removesuffix("."))
            yield _sign(observation, predicate, value, reason)
        case RegistryNameServer(host=host):
            reason = f"The registry lists {host} as a name server of {zone}."
            yield _sign(observation, "zone.registered_name_server", host, reason)
        case RegistryContact() as contact:
            value_of_role = {
                "role": contact.role,
                "organisation": contact.organisation,
                "persons_withheld": contact.person,
            }
            who = (contact.organisation or "a contact whose name is left out").removesuffix(".")
            reason = f"The registry lists {who} as the {contact.role} contact of {zone}."
            yield _sign(observation, "zone.contact_role", value_of_role, reason)


def _sign(observation: Observation, predicate: str, value: Value, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate=predicate,
        value=value,
        layer=Layer.REGISTRATION,
        channel="registry",
        reason=reason,
        rule=RULE,
    )
