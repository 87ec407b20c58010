"""Rows of dated tables about an address: place, provider, origin, and where the table came from."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from periplus.facts.registry import AsName, RouteOrigin
from periplus.facts.selector import load_json
from periplus.model import Basis, Fact, Reading, Subject, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressPlace(Fact):
    """Where a table puts the range around an address."""

    first: str  # the range, inclusive
    last: str
    country: str | None  # ISO 3166-1 alpha-2
    region: str | None
    city: str | None
    source: str  # country: registries and routes; mmdb: a geolocation database


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRange(Fact):
    """A range that its provider publishes."""

    first: str
    last: str
    provider: str
    category: str  # cdn, waf, cloud
    service: str | None
    region: str | None  # the provider's own name of it: eu-west-1


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRow(Fact):
    """Which table answered: what its licence asks to be told wherever the row is used."""

    pack: str
    source: str  # registry, package and version, or file
    dated: str  # ISO 8601 date of the data
    licence: str
    attribution: str
    caution: str | None  # what its publisher warns of
    digest: str  # of the pack

    @property
    def cited(self) -> str:
        """How a sentence begins that tells what the table says."""
        whose = f" ({self.attribution})" if self.attribution else ""
        return f"The table {self.pack} of {self.dated}{whose}"


def read_pack_row(body: bytes, address: str) -> Iterator[Reading]:
    """The facts of one pack row about `address`: told, dated as the data. Nothing of other bytes."""
    try:
        document = load_json(body)
        about = Subject(kind=SubjectKind.ADDRESS, key=address)
        row = document["row"]
        dated = datetime.fromisoformat(document["date"]).replace(tzinfo=UTC)
        network = covering(address, _written(row["first"]), _written(row["last"]))
    except (ValueError, TypeError, KeyError):
        return
    yield _reading(about, pack_row(document), "json:", dated)
    for subject, fact, selector in _facts(document.get("kind"), row, about, network):
        yield _reading(subject, fact, selector, dated)


def _written(value: object) -> str:
    """The value when it is text: ipaddress would take a number for an address."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _reading(subject: Subject, fact: Fact, selector: str, dated: datetime) -> Reading:
    return Reading(subject=subject, fact=fact, selector=selector, basis=Basis.TOLD, observed_at=dated)


def covering(address: str, first: str, last: str) -> str:
    """The largest prefix around an address within a range. ValueError when it lies outside."""
    around = ipaddress.ip_address(address)
    low, high = ipaddress.ip_address(first), ipaddress.ip_address(last)
    for length in range(around.max_prefixlen + 1):
        network = ipaddress.ip_network(f"{address}/{length}", strict=False)
        inside = int(low) <= int(network[0]) and int(network[-1]) <= int(high)
        if inside and low.version == high.version == around.version:
            return str(network)
    raise ValueError(f"{address} does not lie between {first} and {last}")


def _facts(
    kind: object, row: Mapping[str, Any], about: Subject, network: str
) -> Iterator[tuple[Subject, Fact, str]]:
    match kind:
        case "as":
            yield from _origin(row, network)
        case "country" | "city" | "mmdb":
            yield about, _place(str(kind), row), "json:/row"
        case "provider":
            yield about, _range(row), "json:/row"


def _origin(row: Mapping[str, Any], network: str) -> Iterator[tuple[Subject, Fact, str]]:
    digits = str(row.get("asn", ""))
    # 0 is no AS (RFC 7607): the table says that nobody announces the range.
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits[:11]) < 1 << 32):
        return
    asn = int(digits[:11])
    prefix = Subject(kind=SubjectKind.PREFIX, key=network)
    yield prefix, RouteOrigin(prefix=network, asn=asn), "json:/row/asn"
    name = _text(row, "name")
    if name:
        subject = Subject(kind=SubjectKind.ASN, key=f"AS{asn}")
        yield subject, AsName(asn=asn, name=name, country=None), "json:/row/name"


def _place(kind: str, row: Mapping[str, Any]) -> AddressPlace:
    return AddressPlace(
        first=row["first"],
        last=row["last"],
        country=_text(row, "country"),
        region=_text(row, "region"),
        city=_text(row, "city"),
        source=kind,
    )


def _range(row: Mapping[str, Any]) -> ProviderRange:
    return ProviderRange(
        first=row["first"],
        last=row["last"],
        provider=_text(row, "provider") or "",
        category=_text(row, "category") or "",
        service=_text(row, "service"),
        region=_text(row, "region"),
    )


def pack_row(document: Mapping[str, Any]) -> PackRow:
    """What a pack row says of its table. KeyError, TypeError when it says nothing."""
    return PackRow(
        pack=_text(document, "pack") or "",
        source=_text(document, "source") or "",
        dated=str(document["date"]),
        licence=_text(document, "licence") or "",
        attribution=_text(document, "attribution") or "",
        caution=_text(document, "caution"),
        digest=_text(document, "digest") or "",
    )


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) and value else None
