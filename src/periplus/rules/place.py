"""In which country an address answers: published ranges before databases, registration hardly at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from periplus.facts.dns import DnsRecord
from periplus.facts.place import AddressPlace, PackRow, ProviderRange
from periplus.facts.registry import RegistryAttribute, RegistryNameServer
from periplus.model import (
    Basis,
    Claim,
    Layer,
    Observation,
    Sign,
    Subject,
    SubjectKind,
    Tables,
)
from periplus.signatures.regions import region_of

VERSION = 2
READS = (
    DnsRecord,
    RegistryAttribute,
    RegistryNameServer,
    AddressPlace,
    ProviderRange,
    PackRow,
    "address.registered_country",
)
WRITES = ("address.located_country", "address.provider_region")
RULE = f"place@{VERSION}"

COUNTRY, REGION = WRITES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One source's country for an address."""

    country: str
    support: tuple[str, ...]
    observed_at: datetime
    reason: str


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """The country of each address that was met; INSUFFICIENT where only its registration is known."""
    # The row and the table that it comes from are read of one capture.
    source = {one.evidence: one for one in observations if isinstance(one.fact, PackRow)}
    registered = _registered(observations, claims, source)
    located: dict[str, set[str]] = defaultdict(set)
    for one in observations:
        for sign in _signs(one, tables, source):
            if sign.predicate == COUNTRY:
                located[sign.subject.key].add(str(sign.value))
            yield sign
    for address, countries in sorted(located.items()):
        for country in sorted(countries):
            for told in registered.get(address, ()):
                yield _compared(address, country, told, tables)
    for one in observations:
        for address in _addresses(one):
            if address not in located:
                yield _unknown(address, one, registered.get(address, ()))


def _signs(
    observation: Observation, tables: Tables, source: Mapping[str, Observation]
) -> Iterator[Sign]:
    rested = _rested(observation, source)
    said = _said(observation, source)
    match observation.fact:
        case ProviderRange(provider=provider, region=str(region)):
            called = f"{provider} {region}"
            reason = f"{said} gives the range around it as {called}."
            reading = _sign(rested, called, "provider-ranges", reason)
            yield replace(reading, predicate=REGION)
            stands = region_of(tables, provider, region)
            if stands is not None:
                reason = f"{reason[:-1]}, which stands in {stands.country} ({stands.citation})."
                sign = _sign(rested, stands.country, "provider-ranges", reason)
                # Who runs the machines publishes where they stand: first-hand, then looked up.
                sign = replace(sign, basis=Basis.DEDUCED)
                yield _weighing(sign, "place.provider-range", tables)
        case AddressPlace(country=str(country), source=kind) if kind != "country":
            reason = f"{said} puts the range around it in {country}."
            sign = _sign(rested, country, "geo-db", reason)
            yield _weighing(sign, "place.geo-database", tables)


def _said(observation: Observation, source: Mapping[str, Observation]) -> str:
    table = source.get(observation.evidence)
    return table.fact.cited if table and isinstance(table.fact, PackRow) else "A table"


def _rested(observation: Observation, source: Mapping[str, Observation]) -> tuple[Observation, ...]:
    table = source.get(observation.evidence)
    return (observation,) if table is None else (observation, table)


def _registered(
    observations: Sequence[Observation], claims: Sequence[Claim], source: Mapping[str, Observation]
) -> Mapping[str, Sequence[_Told]]:
    """What registries say of each address: a registrant's address, hardly a place."""
    found: dict[str, list[_Told]] = defaultdict(list)
    for claim in claims:
        if claim.value is not None and claim.last_observed_at is not None:
            told = _Told(
                country=str(claim.value),
                support=claim.support,
                observed_at=claim.last_observed_at,
                reason=f"Its block is registered in {claim.value}",
            )
            found[claim.subject.key].append(told)
    for one in observations:
        match one.fact:
            case AddressPlace(country=str(country), source="country"):
                told = _Told(
                    country=country,
                    support=tuple(row.id for row in _rested(one, source)),
                    observed_at=one.observed_at,
                    reason=f"{_said(one, source)} keeps its range under {country}",
                )
                found[one.subject.key].append(told)
    return found


def _compared(address: str, country: str, told: _Told, tables: Tables) -> Sign:
    agrees = told.country == country
    stand = "agrees with" if agrees else "differs from"
    sign = Sign(
        subject=Subject(kind=SubjectKind.ADDRESS, key=address),
        predicate=COUNTRY,
        value=country,
        layer=Layer.NETWORK,
        channel="registry",
        # Even the registry itself can only tell of a place what its registrant wrote.
        basis=Basis.TOLD,
        observed_at=told.observed_at,
        support=told.support,
        reason=f"{told.reason}, which {stand} {country}, and is weak on place.",
        rule=RULE,
    )
    return _weighing(sign, f"place.registry-{'agrees' if agrees else 'differs'}", tables)


def _weighing(sign: Sign, weight: str, tables: Tables) -> Sign:
    return replace(sign, llr=tables.llr(weight), weight=tables.weight(weight))


def _addresses(observation: Observation) -> tuple[str, ...]:
    target = observation.target
    match observation.fact:
        case RegistryNameServer(addresses=addresses):
            return addresses
        case DnsRecord(rdtype="A" | "AAAA", data=address):
            return (address,)
        case RegistryAttribute(attribute="prefix") if target.kind is SubjectKind.ADDRESS:
            return (target.key,)
        case AddressPlace() | ProviderRange():
            return (observation.subject.key,)
        case _:
            return ()


def _unknown(address: str, observation: Observation, registered: Sequence[_Told]) -> Sign:
    reason = f"No geolocation evidence about {address} is at hand."
    if registered:
        countries = " and in ".join(sorted({told.country for told in registered}))
        reason = f"{reason[:-1]}; its block is registered in {countries}, which is no location."
    return Sign.on(
        observation,
        subject=Subject(kind=SubjectKind.ADDRESS, key=address),
        predicate=COUNTRY,
        value=None,
        layer=Layer.NETWORK,
        channel="geo-db",
        reason=reason,
        rule=RULE,
    )


def _sign(rested: Sequence[Observation], value: str, channel: str, reason: str) -> Sign:
    return Sign(
        subject=rested[0].subject,
        predicate=COUNTRY,
        value=value,
        layer=Layer.NETWORK,
        channel=channel,
        basis=Basis.TOLD,
        observed_at=rested[0].observed_at,
        support=tuple(one.id for one in rested),
        reason=reason,
        rule=RULE,
    )
