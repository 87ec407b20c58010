"""The packs of a scenario: dated tables that its observer has on disk, built as any other pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from periplus.lab.mrt import routing_table
from periplus.lab.scenario import Scenario
from periplus.lab.script import PackPart, RoutingPart, ScenarioError
from periplus.lab.speakers import hops
from periplus.packs.container import PackError
from periplus.packs.importing import install
from periplus.packs.recipes import Reader, Recipe, recipe
from periplus.packs.world_build import build


def build_packs(
    parts: Iterable[PackPart], documents: Mapping[str, bytes], directory: Path
) -> Path | None:
    """The directory of the built packs; None when there is none. ScenarioError for a bad table."""
    shelf = None
    for part in parts:
        shelf = directory / "packs"
        called = part.document or f"{part.name}.csv"
        content = documents[part.document] if part.document else (part.rows or "").encode()
        try:
            install(
                _recipe(part, called),
                {called: content},
                source=f"scenario {called}",
                dated=part.date.isoformat(),
                licence=part.licence,
                directory=shelf,
            )
        except PackError as error:
            msg = f"pack {part.name}: {error}"
            raise ScenarioError(msg) from None
    return shelf


def _recipe(part: PackPart, called: str) -> Recipe:
    """The pack's own recipe, read from lines unless a provider's JSON is given."""
    plain = recipe(part.name)
    return replace(
        plain,
        kind="city" if part.name == "city" else plain.kind,
        reader=_reader(plain, called),
        attribution=part.attribution,
    )


def _reader(plain: Recipe, called: str) -> Reader:
    if plain.reader in {Reader.ROOT, Reader.PRELOAD}:
        return plain.reader
    return Reader.PROVIDERS if called.endswith(".json") else Reader.LINES


def build_world(scenario: Scenario, directory: Path, table: bytes | None = None) -> str:
    """The directory of the compiled world; empty when there are no tables for one.

    `table`: the routing table that its routers dumped, in place of the one that the scenario gives.
    ScenarioError for tables that make none.
    """
    script = scenario.script
    if not script.world and script.routing is None:
        return ""
    tables = directory / "tables"
    tables.mkdir()
    files = []
    for part in script.world:
        path = tables / Path(part.file).name
        given = scenario.documents.get(part.document or "")
        path.write_bytes((part.text or "").encode() if given is None else given)
        files.append(path)
    if script.routing is not None:
        path = tables / "rib.mrt"
        path.write_bytes(_routing_table(script.routing) if table is None else table)
        files.append(path)
    try:
        build(directory / "world", files)
    except PackError as error:
        msg = f"world: {error}"
        raise ScenarioError(msg) from None
    return str(directory / "world")


def _routing_table(routing: RoutingPart) -> bytes:
    places = {asn: place for place, (_, asn) in enumerate(routing.peers)}
    try:
        routes = {
            part.prefix: [(places[path[0]], path) for path in map(hops, part.paths)]
            for part in routing.route
        }
        return routing_table(routing.peers, routes, at=routing.at)
    except (KeyError, IndexError, ValueError) as error:
        msg = f"routing: a path or prefix is wrong: {error!r}"
        raise ScenarioError(msg) from None
