"""Where an address answers: not to be had without a geolocation pack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.dns import DnsRecord
from periplus.facts.registry import RegistryAttribute, RegistryNameServer
from periplus.model import Claim, Layer, Observation, Sign, Status, Subject, SubjectKind, Tables

VERSION = 1
READS = (DnsRecord, RegistryAttribute, RegistryNameServer, "address.registered_country")
WRITES = ("address.located_country",)
RULE = f"place@{VERSION}"


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """INSUFFICIENT for every address, with what its registration does not say."""
    registered = {claim.subject.key: claim.value for claim in claims if claim.value is not None}
    for observation in observations:
        for address in _addresses(observation):
            reason = f"No geolocation evidence about {address} is at hand."
            if address in registered:
                country = registered[address]
                reason = f"{reason[:-1]}; its block is registered in {country}, which is no location."
            yield _sign(address, observation, reason)


def _addresses(observation: Observation) -> tuple[str, ...]:
    target = observation.target
    match observation.fact:
        case RegistryNameServer(addresses=addresses):
            return addresses
        case DnsRecord(rdtype="A" | "AAAA", data=address):
            return (address,)
        case RegistryAttribute(attribute="prefix") if target.kind is SubjectKind.ADDRESS:
            return (target.key,)
        case _:
            return ()


def _sign(address: str, observation: Observation, reason: str) -> Sign:
    return Sign(
        subject=Subject(kind=SubjectKind.ADDRESS, key=address),
        predicate="address.located_country",
        value=None,
        layer=Layer.NETWORK,
        channel="geo-db",
        basis=observation.basis,
        observed_at=observation.observed_at,
        support=(observation.id,),
        reason=reason,
        rule=RULE,
        status=Status.INSUFFICIENT,
    )
