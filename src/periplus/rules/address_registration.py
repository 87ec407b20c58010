"""To whom the block around an address is registered (RFC 9083 §5.4, RFC 2622)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.dns import DnsRecord
from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.model import Claim, Layer, Observation, Sign, Subject, SubjectKind, Tables, Value

VERSION = 1
READS = (RegistryAttribute, RegistryContact, RegistryNameServer, DnsRecord)
WRITES = (
    "address.prefix",
    "address.holder",
    "address.block_name",
    "address.contact_role",
    "address.registered_country",
)
RULE = f"address_registration@{VERSION}"

_ATTRIBUTES = {
    "prefix": ("address.prefix", "The smallest registered block around {address} is {value}."),
    "holder": ("address.holder", "The block around {address} is registered to {value}."),
    "name": ("address.block_name", "The block around {address} is named {value}."),
    "country": (
        "address.registered_country",
        "The block around {address} is registered in {value}, which does not say where it answers.",
    ),
}


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """What the registry says of the smallest block around each address that was met."""
    registered = [one for one in observations if one.subject.kind is SubjectKind.PREFIX]
    for address in sorted(_addresses(observations)):
        block = _smallest_block(address, registered)
        for one in block:
            yield from _signs(address, one)
        yield from _described(address, block)


def _addresses(observations: Sequence[Observation]) -> set[str]:
    met: set[str] = set()
    for one in observations:
        met.update(s.key for s in (one.subject, one.target) if s.kind is SubjectKind.ADDRESS)
        if isinstance(one.fact, RegistryNameServer):
            met.update(one.fact.addresses)
        elif isinstance(one.fact, DnsRecord) and one.fact.rdtype in ("A", "AAAA"):
            met.add(one.fact.data)
    return met


def _smallest_block(address: str, registered: Sequence[Observation]) -> list[Observation]:
    """All observations about the smallest registered block that covers the address."""
    ip = ipaddress.ip_address(address)
    around = [one for one in registered if ip in ipaddress.ip_network(one.subject.key)]
    sizes = [(_size(one), one) for one in around if _attribute(one) == "prefix"]
    if not sizes:
        return []
    least = min(size for size, _ in sizes)
    blocks = {(one.subject, one.evidence) for size, one in sizes if size == least}
    return [one for one in around if (one.subject, one.evidence) in blocks]


def _size(observation: Observation) -> int:
    """How many addresses the block has, which may be more than its prefix at hand."""
    fact = observation.fact
    first, _, last = fact.value.partition(" - ") if isinstance(fact, RegistryAttribute) else ("", "", "")
    try:
        return int(ipaddress.ip_address(last)) - int(ipaddress.ip_address(first)) + 1
    except ValueError:
        return ipaddress.ip_network(observation.subject.key).num_addresses


def _attribute(observation: Observation) -> str:
    fact = observation.fact
    return fact.attribute if isinstance(fact, RegistryAttribute) else ""


def _signs(address: str, observation: Observation) -> Iterator[Sign]:
    match observation.fact:
        case RegistryAttribute(attribute=attribute, value=value) if attribute in _ATTRIBUTES:
            predicate, sentence = _ATTRIBUTES[attribute]
            value = value.upper() if attribute == "country" else value
            reason = sentence.format(address=address, value=value.removesuffix("."))
            yield _sign(address, observation, predicate, value, reason)
        case RegistryContact() as contact:
            value_of_role = {
                "role": contact.role,
                "organisation": contact.organisation,
                "persons_withheld": contact.person,
            }
            who = contact.organisation or "a contact whose name is left out"
            reason = f"The registry lists {who} as the {contact.role} contact of the block."
            yield _sign(address, observation, "address.contact_role", value_of_role, reason)


def _described(address: str, block: Sequence[Observation]) -> Iterator[Sign]:
    """Where no organisation is named, the first line of the description is the holder's name."""
    if any(_attribute(one) == "holder" for one in block):
        return
    first = {one.evidence: one for one in reversed(block) if _attribute(one) == "descr"}
    for one in first.values():
        value = one.fact.value if isinstance(one.fact, RegistryAttribute) else ""
        said = value.removesuffix(".")
        reason = f"The block around {address} names no organisation; its description says {said}."
        yield _sign(address, one, "address.holder", value, reason)


def _sign(address: str, observation: Observation, predicate: str, value: Value, reason: str) -> Sign:
    return Sign.on(
        observation,
        subject=Subject(kind=SubjectKind.ADDRESS, key=address),
        predicate=predicate,
        value=value,
        layer=Layer.REGISTRATION,
        channel="registry",
        reason=reason,
        rule=RULE,
    )
