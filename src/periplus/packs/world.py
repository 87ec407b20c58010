"""A compiled world: dated tables in memory-mapped columns, and what they hold of one country."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from periplus.packs.columns import Bools, Ints
from periplus.packs.container import About, Container, PackError
from periplus.packs.world_build import FORMAT, MANIFEST
from periplus.packs.world_space import country_code, country_number, none

MOST_ROUTES = 200_000
_MANIFEST_LIMIT_BYTES = 1 << 20


class World:
    """An open world. Opening reads heads only; columns are checked when first used."""

    def __init__(self, directory: Path) -> None:
        """PackError when no whole world stands there."""
        self.directory = directory
        self.only, self.tables = _opened(directory)

    def about(self) -> tuple[tuple[About, str], ...]:
        """What each table says of itself, and its digest."""
        return tuple((table.about, table.digest) for table in self.tables)

    def has(self, kind: str) -> bool:
        """Whether there is a table of that kind."""
        return any(table.about.kind == kind for table in self.tables)

    def column(self, kind: str, name: str) -> Ints:
        """A column over all tables of a kind, as whole numbers; empty when there is none."""
        found = [table.section(name) for table in self.tables if table.about.kind == kind]
        if len(found) == 1:
            return found[0].astype(np.int64)
        return np.concatenate([none(), *(one.astype(np.int64) for one in found)])

    def lines(self, kind: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The rows of a table of lines: AS number and what is said."""
        for table in self.tables:
            if table.about.kind == kind:
                said = table.section("lines").tobytes().splitlines()
                for asn, line in zip(table.section("asn").tolist(), said, strict=True):
                    yield asn, json.loads(line)

    # ------------------------------------------------------------ who provides to whom

    @cached_property
    def transit(self) -> tuple[Ints, Ints]:
        """Providers and customers, each link once."""
        pairs = self.column("relations", "provider") << 32 | self.column("relations", "customer")
        distinct = np.unique(pairs)
        return distinct >> 32, distinct & 0xFFFFFFFF

    @cached_property
    def peering(self) -> tuple[Ints, Ints]:
        """Peers, each link once, the smaller number first."""
        one, other = self.column("relations", "peer"), self.column("relations", "other")
        distinct = np.unique(np.minimum(one, other) << 32 | np.maximum(one, other))
        return distinct >> 32, distinct & 0xFFFFFFFF

    @cached_property
    def clique(self) -> Ints:
        """The networks at the top: as the table states, else those without provider.

        Of the latter, by their number of customers, each must peer with all taken before it.
        """
        stated = np.unique(self.column("relations", "clique"))
        if len(stated):
            return stated
        providers, customers = self.transit
        top, count = np.unique(providers[~np.isin(providers, customers)], return_counts=True)
        beside = {tuple(pair) for pair in np.stack(self.peering, axis=1).tolist()}
        chosen: list[int] = []
        for asn in top[np.argsort(-count, kind="stable")][:100].tolist():
            if all((min(asn, one), max(asn, one)) in beside for one in chosen):
                chosen.append(asn)
        return np.array(sorted(chosen), np.int64)

    # ------------------------------------------------------------ who belongs where

    @cached_property
    def space(self) -> tuple[Ints, Ints, Ints]:
        """Networks that originate IPv4 space, sorted; their addresses; their prefixes."""
        return (
            self.column("networks", "asn"),
            self.column("networks", "addresses"),
            self.column("networks", "prefixes"),
        )

    @cached_property
    def _located(self) -> tuple[Ints, Ints, Ints]:
        asn, addresses, _ = self.space
        rows = self.column("networks", "located_asn")
        whole = addresses[np.searchsorted(asn, rows)] if len(rows) else none()
        return rows, self.column("networks", "located_country"), whole

    def located(self, country: str) -> tuple[Ints, Ints]:
        """Networks with space in a country, and how many addresses of it are there."""
        rows, countries, _ = self._located
        here = countries == country_number(country)
        return rows[here], self.column("networks", "located_addresses")[here]

    def located48(self, country: str) -> tuple[Ints, Ints]:
        """Networks with IPv6 space in a country, and how many /48 networks of it are there."""
        here = self.column("networks", "v6_country") == country_number(country)
        return self.column("networks", "v6_asn")[here], self.column("networks", "v6_networks")[here]

    @cached_property
    def homes(self) -> tuple[Ints, Ints]:
        """Networks with more than half of their space in one country, sorted, and that country."""
        rows, countries, whole = self._located
        most = self.column("networks", "located_addresses") * 2 > whole
        return rows[most], countries[most]

    @cached_property
    def registered(self) -> tuple[Ints, Ints]:
        """Networks by the registries' statistics, sorted, and their country."""
        first, last = self.column("blocks", "asn_first"), self.column("blocks", "asn_last")
        count = last - first + 1
        asns = np.repeat(first, count) + _within(count)
        order = np.argsort(asns, kind="stable")
        return asns[order], np.repeat(self.column("blocks", "asn_country"), count)[order]

    @cached_property
    def names(self) -> Mapping[int, Mapping[str, Any]]:
        """What the tables of names say of each network."""
        found: dict[int, dict[str, Any]] = {}
        for asn, said in self.lines("names"):
            found.setdefault(asn, {}).update(said)
        return found

    def definitions(self, country: str) -> dict[str, Ints | None]:
        """Who is domestic, three ways; None where the tables for it are not here."""
        wanted = country_number(country)
        homes, home = self.homes
        registered, where = self.registered
        held = [asn for asn, said in self.names.items() if said.get("country") == country]
        stated = any("country" in said for said in self.names.values())
        return {
            "located": np.unique(homes[home == wanted]) if len(homes) else None,
            # Statistics of one registry say nothing of another's countries.
            "registered": np.unique(registered[where == wanted]) if (where == wanted).any() else None,
            "organisation": np.array(sorted(held), np.int64) if stated else None,
        }

    def country_of(self, asns: Ints) -> list[str]:
        """Where each network is at home: by its space, else its registration; empty if unknown."""
        found = [""] * len(asns)
        for known, countries in (self.registered, self.homes):
            if len(known):
                at = np.minimum(np.searchsorted(known, asns), len(known) - 1)
                for i in np.flatnonzero(known[at] == asns).tolist():
                    found[i] = country_code(int(countries[at[i]]))
        return found

    # ------------------------------------------------------------ one country

    def above(self, asns: Ints) -> Bools:
        """Which transit links lead up from these networks, step by step to the top."""
        providers, customers = self.transit
        reached = np.isin(customers, asns)
        while True:
            further = reached | np.isin(customers, providers[reached])
            if (further == reached).all():
                return reached
            reached = further

    def routes(self, asns: Ints, country: str) -> tuple[list[list[int]], int]:
        """Routes to networks or into the country, the widest first, and how many there are.

        Each is [peer, addresses, of these in the country, hop …].
        """
        path = self.column("paths", "row_path")
        addresses = self.column("paths", "row_addresses")
        placed = np.zeros(len(path), np.int64)
        here = self.column("paths", "placed_country") == country_number(country)
        placed[self.column("paths", "placed_row")[here]] = self.column("paths", "placed_addresses")[here]
        rows = np.flatnonzero(np.isin(self._path_origins[path], asns) | (placed > 0))
        kept = rows[np.argsort(-addresses[rows], kind="stable")][:MOST_ROUTES]
        peers, at = self.column("paths", "row_peer"), self.column("paths", "at")
        hops = self.column("paths", "hops")
        found = [
            [
                int(peers[i]),
                int(addresses[i]),
                int(placed[i]),
                *hops[at[path[i]] : at[path[i] + 1]].tolist(),
            ]
            for i in kept.tolist()
        ]
        return found, len(rows)

    @cached_property
    def _path_origins(self) -> Ints:
        at, hops = self.column("paths", "at"), self.column("paths", "hops")
        ends = at[1:]
        padded = np.append(0, hops)
        found: Ints = np.where(ends > at[:-1], padded[ends], 0) if len(at) else none()
        return found

    def peers(self) -> list[list[int]]:
        """The peers of the routing tables: AS, and how many prefixes it told."""
        told = (self.column("paths", "peer"), self.column("paths", "peer_prefixes"))
        found: list[list[int]] = np.stack(told, axis=1).tolist()
        return found

    def owners(self, asns: Sequence[int]) -> list[dict[str, Any]]:
        """What the tables of owners say of these networks."""
        wanted = set(asns)
        return [{"asn": asn, **said} for asn, said in self.lines("owners") if asn in wanted]


def _within(counts: Ints) -> Ints:
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)


def _opened(directory: Path) -> tuple[str | None, tuple[Container, ...]]:
    try:
        with (directory / MANIFEST).open("rb") as stream:
            manifest = json.loads(stream.read(_MANIFEST_LIMIT_BYTES))
        if manifest["format"] != FORMAT:
            raise PackError(f"the world {directory} has another format: build it again")
        listed = [(str(row["file"]), str(row["digest"])) for row in manifest["tables"]]
        only = manifest["only"]
    except OSError as error:
        raise PackError(f"there is no whole world in {directory}: periplus world build") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        if isinstance(error, PackError):
            raise
        raise PackError(f"the world {directory} is damaged: its list cannot be read") from error
    tables = []
    for name, digest in listed:
        table = Container(directory / Path(name).name)
        if table.digest != digest:
            raise PackError(
                f"the world {directory} is damaged: {name} is not the table it was built with"
            )
        tables.append(table)
    return (None if only is None else str(only)), tuple(tables)
