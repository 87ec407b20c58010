"""To whom an AS number is registered (RFC 9083 §5.5; RFC 2622 §6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.registry import RegistryAttribute, RegistryContact
from periplus.model import Claim, Layer, Observation, Sign, SubjectKind, Tables, Value

VERSION = 1
READS = (RegistryAttribute, RegistryContact)
WRITES = ("asn.name", "asn.holder", "asn.registered_country", "asn.registered", "asn.contact_role")
RULE = f"as_registration@{VERSION}"

_ATTRIBUTES = {
    "name": ("asn.name", "The registry names {asn} {value}."),
    "holder": ("asn.holder", "{asn} is registered to {value}."),
    "country": ("asn.registered_country", "{asn} is registered in {value}."),
    "created": ("asn.registered", "The registry dates the registration of {asn} {value}."),
}


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """What the registry says of every AS number that was met."""
    for one in observations:
        if one.subject.kind is SubjectKind.ASN:
            yield from _signs(one)


def _signs(observation: Observation) -> Iterator[Sign]:
    asn = observation.subject.key
    match observation.fact:
        case RegistryAttribute(attribute=attribute, value=told) if attribute in _ATTRIBUTES:
            predicate, sentence = _ATTRIBUTES[attribute]
            value = told[:10] if attribute == "created" else told
            value = value.upper() if attribute == "country" else value
            reason = sentence.format(asn=asn, value=value.removesuffix("."))
            yield _sign(observation, predicate, value, reason)
        case RegistryContact() as contact:
            record = {
                "role": contact.role,
                "organisation": contact.organisation,
                "persons_withheld": contact.person,
            }
            who = (contact.organisation or "a contact whose name is left out").removesuffix(".")
            reason = f"The registry lists {who} as the {contact.role} contact of {asn}."
            yield _sign(observation, "asn.contact_role", record, reason)


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
