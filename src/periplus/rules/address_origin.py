"""Which AS announces an address, and how it is called (RFC 4271)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.dns import DnsRecord
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

VERSION = 1
READS = (RouteOrigin, AsName, RegistryNameServer, DnsRecord)
WRITES = ("address.asn", "address.operator")
RULE = f"address_origin@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """The origin of the most specific route around each address that was met, and its name."""
    names = [one for one in observations if isinstance(one.fact, AsName)]
    for address in sorted(_addresses(observations)):
        for observation, route in _most_specific(address, observations):
            asn = f"AS{route.asn}"
            reason = f"The route {route.prefix} around {address} is announced by {asn}."
            yield _sign(address, "address.asn", asn, [observation], reason)
            yield from _operator(address, route.asn, observation, names)


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


def _operator(
    address: str, asn: int, route: Observation, names: Sequence[Observation]
) -> Iterator[Sign]:
    called = [
        (one, one.fact.name)
        for one in names
        if isinstance(one.fact, AsName) and one.fact.asn == asn and one.fact.name
    ]
    for observation, name in called:
        reason = f"AS{asn}, which announces {address}, is registered as {name}."
        yield _sign(address, "address.operator", name, [route, observation], reason)
    if not called:
        reason = f"No registered name of AS{asn}, which announces {address}, could be had."
        yield _sign(address, "address.operator", None, [route], reason)


def _sign(
    address: str, predicate: str, value: str | None, path: Sequence[Observation], reason: str
) -> Sign:
    told = any(one.basis is Basis.TOLD for one in path)
    return Sign(
        subject=Subject(kind=SubjectKind.ADDRESS, key=address),
        predicate=predicate,
        value=value,
        layer=Layer.ROUTING,
        channel="bgp",
        basis=Basis.TOLD if told else path[0].basis,
        observed_at=min(one.observed_at for one in path),
        support=tuple(one.id for one in path),
        reason=reason,
        rule=RULE,
        status=Status.INSUFFICIENT if value is None else None,
    )
