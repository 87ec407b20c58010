"""To whom a zone is delegated, and who stands in its roles (RFC 1591 §3; IANA root zone database)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.dated import DatedFact
from periplus.facts.dns import DnsRecord
from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.facts.root_zone import SECTION, root_record
from periplus.model import (
    Claim,
    Fact,
    Layer,
    Observation,
    Sign,
    Status,
    Subject,
    SubjectKind,
    Tables,
    Value,
)

VERSION = 4
READS = (DatedFact, RegistryAttribute, RegistryContact, RegistryNameServer, DnsRecord)
WRITES = (
    "zone.manager",
    "zone.manager_address",
    "zone.created",
    "zone.changed",
    "zone.administrative_contact",
    "zone.technical_contact",
    "zone.name_server",
)
RULE = f"delegation@{VERSION}"

_ATTRIBUTES = {
    "holder": ("zone.manager", "The registry names {value} as the zone's manager."),
    "address": ("zone.manager_address", "The registry gives the manager's address as {value}."),
    "created": ("zone.created", "The registry dates the delegation's creation {value}."),
    "changed": ("zone.changed", "The registry dates the last change {value}."),
}
_SECTIONS = {"answer": "The zone itself", SECTION: "The parent"}
_ROLES = {
    "administrative": "zone.administrative_contact",
    "technical": "zone.technical_contact",
}


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Manager, address, dates, roles and name servers of every zone; PAST where a newer record is."""
    about = [one for one in observations if one.subject.kind is SubjectKind.ZONE]
    record: dict[Subject, datetime] = {}
    either: dict[Subject, datetime] = {}
    for one in about:
        if not isinstance(one.fact, DnsRecord):
            either[one.subject] = max(one.observed_at, either.get(one.subject, one.observed_at))
            if not root_record(one.fact):
                record[one.subject] = max(one.observed_at, record.get(one.subject, one.observed_at))
    for one in about:
        if not isinstance(one.fact, DatedFact):
            # Who registered a domain is another question: rules/domain_registration.
            if "." not in one.subject.key or isinstance(one.fact, DnsRecord):
                yield from _signs(one, one.fact)
        else:
            # The root zone has no holder, so a newer copy of it makes only name servers old.
            servers = isinstance(one.fact.fact, RegistryNameServer | DnsRecord)
            newest = (either if servers else record)[one.subject]
            yield from _dated_signs(one, one.fact, past=one.observed_at < newest)


def _dated_signs(observation: Observation, copy: DatedFact, *, past: bool) -> Iterator[Sign]:
    """What a dated copy says: of its day, and of now only where no newer record is."""
    for sign in _signs(observation, copy.fact):
        # A role that nobody held, or a person, is no news of another time.
        if sign.value is not None:
            kept = "Root zone" if root_record(copy) else "Record"
            yield replace(
                sign,
                reason=f"{kept} of {copy.dated}: {sign.reason}",
                status=Status.PAST if past else sign.status,
            )


def _signs(observation: Observation, fact: Fact) -> Iterator[Sign]:
    match fact:
        case RegistryAttribute(attribute=attribute, value=value) if attribute in _ATTRIBUTES:
            predicate, sentence = _ATTRIBUTES[attribute]
            text = ", ".join(line.strip() for line in value.splitlines() if line.strip())
            yield _sign(observation, predicate, text, sentence.format(value=text.removesuffix(".")))
        case RegistryContact(role=role) as contact if role in _ROLES:
            yield _role(observation, contact)
        case RegistryNameServer(host=host):
            reason = f"The registry lists {host} as a name server of the zone."
            yield _sign(observation, "zone.name_server", host, reason)
        case DnsRecord(rdtype="NS", data=host) as record:
            told = _SECTIONS.get(record.section, "A referral")
            reason = f"{told} names {host} as a name server of the zone."
            yield _sign(observation, "zone.name_server", host, reason)


def _role(observation: Observation, contact: RegistryContact) -> Sign:
    predicate = _ROLES[contact.role]
    if contact.organisation:
        reason = f"The registry lists {contact.organisation} as the {contact.role} contact."
        return _sign(observation, predicate, contact.organisation, reason)
    who = "only a natural person, who is left out" if contact.person else "no organisation"
    reason = f"The registry names {who} as the {contact.role} contact."
    return _sign(observation, predicate, None, reason)


def _sign(observation: Observation, predicate: str, value: Value, reason: str) -> Sign:
    naming = predicate == "zone.name_server"
    channel = "registry"
    if isinstance(observation.fact, DnsRecord):
        channel = "dns-auth" if observation.fact.authoritative else "dns-third-party"
    return Sign(
        subject=observation.subject,
        predicate=predicate,
        value=value,
        layer=Layer.NAMING if naming else Layer.REGISTRATION,
        channel=channel,
        basis=observation.basis,
        observed_at=observation.observed_at,
        support=(observation.id,),
        reason=reason,
        rule=RULE,
        status=Status.INSUFFICIENT if value is None else None,
    )
