"""What a world holds of one country, as one JSON document: tables, networks, links, owners, routes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from periplus.packs.columns import Ints
from periplus.packs.world import World

_MOST_HOSTS = 5000
MEDIA_TYPE = "application/vnd.periplus.country"


def country_document(world: World, country: str) -> bytes:
    """The document, one line per row, that all claims about the country's routing rest on."""
    definitions = world.definitions(country)
    members = _union(definitions.values())
    providers, customers = world.transit
    up = world.above(members)
    routes, told = world.routes(members, country)
    neighbours = _neighbours(world, members)
    above = np.unique(np.concatenate([providers[up], neighbours]))
    outside = above[~np.isin(above, members)]
    inside = set(members.tolist())
    located = dict(zip(*(column.tolist() for column in world.located(country)), strict=True))
    document = {
        "country": country,
        "tables": _tables(world),
        "definitions": {
            name: None if found is None else found.tolist() for name, found in definitions.items()
        },
        "networks": _networks(world, members, located, country),
        "transit": np.stack([providers[up], customers[up]], axis=1).tolist(),
        "peering": _peering(world, members, above),
        "abroad": _abroad(world, outside),
        "clique": world.clique.tolist(),
        "owners": world.owners(members.tolist()),
        "exchanges": list(_exchanges(world, inside, country)),
        "hosts": _hosts(world, country),
        "elsewhere": sum(n for asn, n in located.items() if asn not in inside),
        "peers": world.peers(),
        "routes": routes,
        "routes_told": told,
    }
    return _written(document)


def _union(found: Any) -> Ints:  # noqa: ANN401 - the values of a mapping
    parts = [np.empty(0, np.int64), *(part for part in found if part is not None)]
    return np.unique(np.concatenate(parts))


def _neighbours(world: World, members: Ints) -> Ints:
    one, other = world.peering
    found: Ints = np.concatenate([other[np.isin(one, members)], one[np.isin(other, members)]])
    return found


def _peering(world: World, members: Ints, above: Ints) -> list[list[int]]:
    """Peers of members, and of what is above them with the top."""
    one, other = world.peering
    ours = np.isin(one, members) | np.isin(other, members)
    top = np.isin(one, world.clique) & np.isin(other, above)
    top |= np.isin(other, world.clique) & np.isin(one, above)
    kept = ours | top
    found: list[list[int]] = np.stack([one[kept], other[kept]], axis=1).tolist()
    return found


def _tables(world: World) -> list[dict[str, Any]]:
    return [
        {
            "table": about.kind,
            "source": about.source,
            "date": about.dated,
            "licence": about.licence,
            "attribution": about.attribution,
            "rows": about.rows,
            "skipped": about.skipped,
            "digest": digest,
        }
        for about, digest in world.about()
    ]


def _exchanges(world: World, inside: set[int], country: str) -> Iterator[dict[str, Any]]:
    """Exchanges in the country with all members, and those elsewhere at which domestic networks are."""
    known: dict[int, Mapping[str, Any]] = {}
    members: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for asn, said in world.lines("exchanges"):
        if asn:
            members[said["ix"]][asn] += said["speed"]
        else:
            known[said["ix"]] = said
    for number, ports in sorted(members.items()):
        said = known.get(number, {})
        here = said.get("country") == country
        if here or not inside.isdisjoint(ports):
            yield {
                "ix": number,
                **{key: said.get(key, "") for key in ("name", "country", "city")},
                "networks": len(ports),
                "members": [
                    [asn, speed] for asn, speed in sorted(ports.items()) if here or asn in inside
                ],
            }


def _hosts(world: World, country: str) -> list[dict[str, Any]]:
    """Where the country's domains are hosted, at home and abroad, most first."""
    told = [
        (float(said["domains"]), asn)
        for asn, said in world.lines("domains")
        if said.get("country") == country
    ]
    asns = np.array([asn for _, asn in told], np.int64)
    homes = dict(zip(asns.tolist(), world.country_of(asns), strict=True))
    return [
        {
            "asn": asn,
            "domains": domains,
            "country": homes[asn],
            "name": world.names.get(asn, {}).get("name", ""),
        }
        for domains, asn in sorted(told, key=lambda row: (-row[0], row[1]))[:_MOST_HOSTS]
    ]


def _networks(
    world: World, members: Ints, located: Mapping[int, int], country: str
) -> list[dict[str, Any]]:
    asns, addresses, prefixes = world.space
    at = dict(zip(asns.tolist(), range(len(asns)), strict=True)) if len(members) else {}
    wide = dict(zip(*(column.tolist() for column in world.located48(country)), strict=True))
    people = {asn: said["users"] for asn, said in world.lines("users") if said.get("country") == country}
    found = []
    for asn in members.tolist():
        row: dict[str, Any] = {"asn": asn, **world.names.get(asn, {})}
        place = at.get(asn)
        row["addresses"] = 0 if place is None else int(addresses[place])
        row["prefixes"] = 0 if place is None else int(prefixes[place])
        row["located"] = located.get(asn, 0)
        row["located48"] = wide.get(asn, 0)
        if asn in people:
            row["users"] = people[asn]
        found.append(row)
    return found


def _abroad(world: World, asns: Ints) -> list[dict[str, Any]]:
    countries = world.country_of(asns)
    return [
        {
            "asn": asn,
            "country": country or world.names.get(asn, {}).get("country", ""),
            "name": world.names.get(asn, {}).get("name", ""),
            "organisation": world.names.get(asn, {}).get("organisation", ""),
        }
        for asn, country in zip(asns.tolist(), countries, strict=True)
    ]


def _written(document: Mapping[str, Any]) -> bytes:
    """JSON with one row per line, so that a person can read the evidence."""
    parts = []
    for key, value in document.items():
        parts.append(f"{json.dumps(key)}: {_value(value)}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _value(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, list) and value and isinstance(value[0], dict | list):
        return "[\n" + ",\n".join(_dense(row) for row in value) + "\n]"
    return _dense(value)


def _dense(value: Mapping[str, Any] | Sequence[Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
