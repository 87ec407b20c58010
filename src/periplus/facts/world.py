"""What dated public tables hold of one country's networks, as a compiled world tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from periplus.facts.selector import load_json
from periplus.model import Basis, Fact, Reading, Subject, SubjectKind

DEFINITIONS = ("located", "registered", "organisation")
"""Who is domestic: most of its space lies there; registered there; held from there. Best first."""

_HOSTS = 100  # that are observations of their own
_SHOWN = 2000  # networks, and links over the border, that are observations of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldTable(Fact):
    """One table of the world: what it is, of which day, under what terms."""

    table: str  # its kind: relations, origins, blocks, names, owners, paths, networks …
    source: str
    dated: str  # ISO 8601 date of the data
    licence: str
    rows: int
    skipped: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Network(Fact):
    """A network that at least one definition calls domestic."""

    asn: int
    name: str
    organisation: str
    holder: str  # one text per organisation; empty when the tables do not tell
    addresses: int  # IPv4, originated, each at its most specific prefix
    located: int  # of these in the country
    located48: int  # /48 networks of IPv6 in the country that it originates
    users: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateOwner(Fact):
    """That a state owns a network, with the words that say so."""

    asn: int
    organisation: str
    owner: str  # ISO 3166-1 alpha-2
    quote: str
    language: str
    source: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderLink(Fact):
    """A foreign network that provides transit to a domestic one."""

    provider: int
    customer: int
    name: str  # of the provider
    country: str  # of the provider; empty when the tables do not tell
    organisation: str = ""  # that holds the provider's number


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(Fact):
    """An exchange in the country, or one elsewhere at which domestic networks are."""

    number: int  # the publisher's
    name: str
    country: str  # empty when the tables do not tell
    city: str
    networks: int  # all its members
    members: tuple[tuple[int, int], ...]  # network, Mbit/s; of an exchange elsewhere the domestic ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Host(Fact):
    """How many of the country's domains a network hosts."""

    asn: int
    domains: float
    country: str  # where the network is at home; empty when the tables do not tell
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(Fact):
    """All of it: what cuts and shares are computed from."""

    country: str
    tables: tuple[WorldTable, ...]
    definitions: tuple[tuple[str, tuple[int, ...] | None], ...]
    networks: tuple[Network, ...]
    transit: tuple[tuple[int, int], ...]  # provider, customer; up to the top
    peering: tuple[tuple[int, int], ...]
    abroad: tuple[tuple[int, str, str], ...]  # network, country, name
    clique: tuple[int, ...]  # the networks at the top
    owners: tuple[StateOwner, ...]
    exchanges: tuple[Exchange, ...]
    hosts: tuple[Host, ...]  # most domains first
    elsewhere: int  # addresses in the country that no domestic network originates
    peers: tuple[tuple[int, int], ...]  # of the routing table: network, prefixes told
    routes: tuple[tuple[int, ...], ...]  # peer's place, addresses, of these in the country, hops
    routes_told: int  # how many there were; more than `routes` when it was cut

    def members(self, definition: str) -> tuple[int, ...] | None:
        """The domestic networks by one definition; None when the tables for it are missing."""
        return dict(self.definitions).get(definition)

    def dated(self, table: str) -> str | None:
        """The oldest date among the tables of a kind."""
        return min((one.dated for one in self.tables if one.table == table), default=None)


def read_country(body: bytes) -> Iterator[Reading]:
    """The facts of a country's document; nothing of other bytes. Told, unless routes were witnessed."""
    try:
        found = list(_readings(load_json(body)))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return
    yield from found


def _readings(document: Mapping[str, Any]) -> Iterator[Reading]:
    dataset = _dataset(document)
    about = Subject(kind=SubjectKind.COUNTRY, key=dataset.country)
    days = {one.table: _moment(dataset.dated(one.table)) for one in dataset.tables}
    seen = days.get("relations") or days.get("networks") or next(iter(days.values()))
    basis = Basis.DEDUCED if dataset.routes else Basis.TOLD
    yield Reading(subject=about, fact=dataset, selector="json:", basis=basis, observed_at=seen)
    for i, table in enumerate(dataset.tables):
        yield _told(about, table, f"json:/tables/{i}", _moment(table.dated))
    order = sorted(range(len(dataset.networks)), key=lambda i: (-dataset.networks[i].located, i))
    for i in order[:_SHOWN]:
        network = dataset.networks[i]
        yield _told(_asn(network.asn), network, f"json:/networks/{i}", days.get("networks", seen))
    for i, owner in enumerate(dataset.owners):
        yield _told(_asn(owner.asn), owner, f"json:/owners/{i}", days.get("owners", seen))
    for i, exchange in enumerate(dataset.exchanges[:_SHOWN]):
        yield _told(about, exchange, f"json:/exchanges/{i}", days.get("exchanges", seen))
    for i, host in enumerate(dataset.hosts[:_HOSTS]):
        yield _told(about, host, f"json:/hosts/{i}", days.get("domains", seen))
    holders = {row["asn"]: _text(row.get("organisation", "")) for row in document["abroad"]}
    yield from _links(dataset, holders, days.get("relations", seen))


def _links(dataset: Dataset, holders: Mapping[int, str], day: datetime) -> Iterator[Reading]:
    inside = {network.asn for network in dataset.networks}
    outside = {asn: (country, name) for asn, country, name in dataset.abroad}
    crossing = [i for i, (p, c) in enumerate(dataset.transit) if c in inside and p not in inside]
    for i in crossing[:_SHOWN]:
        provider, customer = dataset.transit[i]
        country, name = outside.get(provider, ("", ""))
        link = BorderLink(
            provider=provider,
            customer=customer,
            name=name,
            country=country,
            organisation=holders.get(provider, ""),
        )
        yield _told(_asn(customer), link, f"json:/transit/{i}", day)


def _told(subject: Subject, fact: Fact, selector: str, day: datetime) -> Reading:
    return Reading(subject=subject, fact=fact, selector=selector, basis=Basis.TOLD, observed_at=day)


def _asn(number: int) -> Subject:
    return Subject(kind=SubjectKind.ASN, key=f"AS{number}")


def _moment(day: str | None) -> datetime:
    return datetime.fromisoformat(day or "").replace(tzinfo=UTC)


# ---------------------------------------------------------------- the document


def _dataset(document: Mapping[str, Any]) -> Dataset:
    definitions = document["definitions"]
    return Dataset(
        country=_text(document["country"]),
        tables=tuple(_table(row) for row in document["tables"]),
        definitions=tuple(
            (name, None if definitions[name] is None else _numbers(definitions[name]))
            for name in DEFINITIONS
        ),
        networks=tuple(_network(row) for row in document["networks"]),
        transit=tuple(_pair(row) for row in document["transit"]),
        peering=tuple(_pair(row) for row in document["peering"]),
        abroad=tuple(
            (_number(row["asn"]), _text(row["country"]), _text(row["name"]))
            for row in document["abroad"]
        ),
        clique=_numbers(document["clique"]),
        owners=tuple(_owner(row) for row in document["owners"]),
        exchanges=tuple(_exchange(row) for row in document["exchanges"]),
        hosts=tuple(_host(row) for row in document["hosts"]),
        elsewhere=_number(document["elsewhere"]),
        peers=tuple(_pair(row) for row in document["peers"]),
        routes=tuple(_numbers(row) for row in document["routes"]),
        routes_told=_number(document["routes_told"]),
    )


def _table(row: Mapping[str, Any]) -> WorldTable:
    return WorldTable(
        table=_text(row["table"]),
        source=_text(row["source"]),
        dated=datetime.fromisoformat(_text(row["date"])).date().isoformat(),
        licence=_text(row["licence"]),
        rows=_number(row["rows"]),
        skipped=_number(row["skipped"]),
        digest=_text(row["digest"]),
    )


def _network(row: Mapping[str, Any]) -> Network:
    users = row.get("users")
    organisation = _text(row.get("organisation", ""))
    return Network(
        asn=_number(row["asn"]),
        name=_text(row.get("name", "")),
        organisation=organisation,
        holder=_text(row.get("id", "")) or organisation,
        addresses=_number(row["addresses"]),
        located=_number(row["located"]),
        located48=_number(row["located48"]),
        users=None if users is None else float(users),
    )


def _exchange(row: Mapping[str, Any]) -> Exchange:
    return Exchange(
        number=_number(row["ix"]),
        name=_text(row["name"]),
        country=_text(row["country"]),
        city=_text(row["city"]),
        networks=_number(row["networks"]),
        members=tuple(_pair(member) for member in row["members"]),
    )


def _host(row: Mapping[str, Any]) -> Host:
    return Host(
        asn=_number(row["asn"]),
        domains=float(row["domains"]),
        country=_text(row["country"]),
        name=_text(row["name"]),
    )


def _owner(row: Mapping[str, Any]) -> StateOwner:
    return StateOwner(
        asn=_number(row["asn"]),
        organisation=_text(row.get("organisation", "")),
        owner=_text(row["owner"]),
        quote=_text(row.get("quote", "")),
        language=_text(row.get("language", "")),
        source=_text(row.get("source", "")),
        url=_text(row.get("url", "")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise ValueError(value)
    return value


def _numbers(row: Sequence[object]) -> tuple[int, ...]:
    return tuple(_number(value) for value in row)


def _pair(row: Sequence[object]) -> tuple[int, int]:
    one, other = _numbers(row)
    return one, other
