"""Which AS announces an address, and how it is called (RFC 4271)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.dns import DnsRecord
from periplus.facts.place import PackRow
from periplus.facts.registry import AsName, RegistryNameServer, RouteOrigin
from periplus.model import (
    Basis,
    Claim,
    Layer,
    Observation,
    Sign,
    Status,
    Subject,
    SubjectKind,
    Tables,
)

VERSION = 2
READS = (RouteOrigin, AsName, RegistryNameServer, DnsRecord, PackRow)
WRITES = ("address.asn", "address.operator")
RULE = f"address_origin@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """The origin of the most specific route around each address that was met, and its name."""
    tables = {one.evidence: one.fact for one in observations if isinstance(one.fact, PackRow)}
    asked = [one for one in observations if one.evidence not in tables]
    kept = [one for one in observations if one.evidence in tables]
    names = [one for one in asked if isinstance(one.fact, AsName)]
    spoken = {one.fact.asn for one in names if isinstance(one.fact, AsName) and one.fact.name}
    # A dated table speaks of a name only where nobody who was asked did.
    names += [one for one in kept if isinstance(one.fact, AsName) and one.fact.asn not in spoken]
    # A route object in a registry says who may announce; an origin service, who did.
    registered = [one for one in asked if _is_registered(one)]
    announced = [one for one in asked if not _is_registered(one)]
    for address in sorted(_addresses(observations)):
        live = _most_specific(address, announced)
        routes = [*live, *_most_specific(address, registered)]
        for observation, route in routes:
            yield _origin(address, observation, route)
        rows = _most_specific(address, kept)
        for observation, route in rows:
            yield _kept(address, observation, route, tables[observation.evidence], live)
        yield from _operators(address, [*routes, *([] if live else rows)], names)


def _is_registered(observation: Observation) -> bool:
    return observation.basis is Basis.WITNESSED


def _addresses(observations: Sequence[Observation]) -> set[str]:
    met: set[str] = set()
    for one in observations:
        met.update(s.key for s in (one.subject, one.target) if s.kind is SubjectKind.ADDRESS)
        if isinstance(one.fact, RegistryNameServer):
            met.update(one.fact.addresses)
        elif isinstance(one.fact, DnsRecord) and one.fact.rdtype in ("A", "AAAA"):
            met.add(one.fact.data)
    return met


def _most_specific(
    address: str, observations: Sequence[Observation]
) -> list[tuple[Observation, RouteOrigin]]:
    ip = ipaddress.ip_address(address)
    around = [
        (network.prefixlen, one, one.fact)
        for one in observations
        if isinstance(one.fact, RouteOrigin) and (network := _network(one.fact.prefix)) is not None
        if ip in network
    ]
    longest = max((length for length, _, _ in around), default=0)
    return [(one, route) for length, one, route in around if length == longest]


def _network(prefix: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(prefix)
    except ValueError:
        return None


def _origin(address: str, observation: Observation, route: RouteOrigin) -> Sign:
    asn = f"AS{route.asn}"
    reason = f"The route {route.prefix} around {address} is announced by {asn}."
    if _is_registered(observation):
        reason = f"The route {route.prefix} around {address} is registered with the origin {asn}."
    return _sign(address, "address.asn", asn, [observation], reason)


def _kept(
    address: str,
    observation: Observation,
    route: RouteOrigin,
    table: PackRow,
    live: Sequence[tuple[Observation, RouteOrigin]],
) -> Sign:
    """What a dated table says; PAST where the routes that were asked for say otherwise."""
    asn = f"AS{route.asn}"
    reason = f"{table.cited} gives the range around {address} as announced by {asn}."
    superseded = bool(live) and all(found.asn != route.asn for _, found in live)
    if superseded:
        now = ", ".join(sorted({f"AS{found.asn}" for _, found in live}))
        reason = f"{reason[:-1]}; what was asked since says {now}."
    sign = _sign(address, "address.asn", asn, [observation], reason)
    return replace(sign, status=Status.PAST) if superseded else sign


def _operators(
    address: str, routes: Sequence[tuple[Observation, RouteOrigin]], names: Sequence[Observation]
) -> Iterator[Sign]:
    named = False
    for observation, route in routes:
        for name in names:
            if isinstance(name.fact, AsName) and name.fact.asn == route.asn and name.fact.name:
                named = True
                called = name.fact.name
                reason = f"AS{route.asn}, the origin of {address}, is registered as {called}."
                yield _sign(address, "address.operator", called, [observation, name], reason)
    for observation, route in [] if named else routes:
        reason = f"No registered name of AS{route.asn}, the origin of {address}, could be had."
        yield _sign(address, "address.operator", None, [observation], reason)


def _sign(
    address: str, predicate: str, value: str | None, path: Sequence[Observation], reason: str
) -> Sign:
    told = any(one.basis is Basis.TOLD for one in path)
    return Sign(
        subject=Subject(kind=SubjectKind.ADDRESS, key=address),
        predicate=predicate,
        value=value,
        layer=Layer.ROUTING,
        channel="registry" if _is_registered(path[0]) else "bgp",
        basis=Basis.TOLD if told else path[0].basis,
        observed_at=min(one.observed_at for one in path),
        support=tuple(one.id for one in path),
        reason=reason,
        rule=RULE,
        status=Status.INSUFFICIENT if value is None else None,
    )
