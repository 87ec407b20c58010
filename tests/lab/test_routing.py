"""The routing table of a world: BIRD's own dump on machines, the scenario's elsewhere, and told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from periplus.lab.hall import Loopback
from periplus.lab.mrt import routing_table
from periplus.lab.programs import find
from periplus.lab.routing import Routing, difference, routes_in
from periplus.lab.script import ScenarioError
from tests.lab.staged import run_staged
from tests.lab.test_speakers import routed
from tests.lab.tiny import tiny

ROUTE = ("198.51.100.0/24", (65540, 64500))
OTHER = ("198.51.100.0/24", (65540, 64501, 64500))

TABLES = """
import asyncio, json, sys, tempfile
from pathlib import Path
import numpy as np
from periplus.lab.land import Land
from periplus.lab.scenario import Scenario
from periplus.lab.tables import build_world
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from periplus.packs.world import World as Tables

scenario = Scenario.load(sys.argv[1])

def read(directory):
    tables = Tables(Path(directory))
    paths, _ = tables.routes(np.array(sorted(tables.names)), scenario.script.country)
    dated = {about.kind: about.dated for about, _ in tables.about()}
    # A peer's place in the table is its writer's choice; BIRD lists one of its own, which tells nothing.
    peers = sorted([asn, count] for asn, count in tables.peers() if count)
    return sorted(str(row[1:]) for row in paths), peers, dated

async def main():
    said = []
    with Land(topology_of(scenario.script)) as land:
        async with World(scenario, land, said.append) as world:
            found, told = read(world.settings["world"]), world.routing.told
    with tempfile.TemporaryDirectory() as held:
        made = read(build_world(scenario, Path(held)))
    print(json.dumps([found, made, told, land.census.foreign]))
asyncio.run(main())
"""
IMPOSSIBLE = """
import asyncio
from periplus.lab import routing
from periplus.lab.land import Land
from periplus.lab.scenario import Scenario
from periplus.lab.script import ScenarioError
from periplus.lab.topology import topology_of
from periplus.lab.world import World

routing.QUIET_LOOKS = 20
place = ("routing", "route", "198.51.100.224/27", "paths")
paths = ["65540 64501 65541 64507", "65541 64507"]  # a customer that carries between its providers
scenario = Scenario.load("zembla-2024").with_value(place, paths)

async def main():
    with Land(topology_of(scenario.script)) as land:
        try:
            async with World(scenario, land):
                pass
        except ScenarioError as error:
            print(error)
asyncio.run(main())
"""


@pytest.mark.parametrize("name", ["belarus-2022", "zembla-2024"])
def test_what_bird_dumps_is_what_the_scenario_gives(name: str) -> None:
    if not find("bird"):
        pytest.skip("bird is not installed")
    found, made, told, foreign = json.loads(run_staged(TABLES, name))

    assert found == made  # paths, peers and days
    assert "routers with BIRD" in told
    assert foreign == {}


def test_a_path_that_no_policy_brings_is_told() -> None:
    if not find("bird"):
        pytest.skip("bird is not installed")
    said = run_staged(IMPOSSIBLE)

    assert "15 of 16 routes are at BIRD's collector" in said
    assert "missing is 198.51.100.224/27 by 65540 64501 65541 64507" in said
    assert "there is instead 198.51.100.224/27 by 65540 64500 64507" in said


class Standing(Loopback):
    """Ground on which everybody speaks."""

    def speakers(self) -> Mapping[int, tuple[str, str]]:
        """See Ground."""
        asns = (64500, 64501, 65540, 65541, 4_200_000_000)
        return {asn: ("", f"198.18.0.{number}") for number, asn in enumerate(asns, 1)}


def nobody(sentence: str) -> None:
    raise AssertionError(sentence)


def test_loopback_says_that_its_table_is_the_scenarios(tmp_path: Path) -> None:
    routing = Routing(routed(), Loopback(), tmp_path / "r")

    assert routing.told == "as the scenario gives it, not from BIRD: there are no routers here"
    assert asyncio.run(routing.table(nobody)) is None
    assert Routing(tiny(), Loopback(), tmp_path / "r").told == ""


def test_a_missing_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("periplus.lab.routing.PROGRAM", "no-such-bird")
    routing = Routing(routed(), Standing(), tmp_path / "r")

    assert routing.told.endswith("not from BIRD: the program no-such-bird is not installed")


def test_a_program_that_ends_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bird"
    program.write_text("#!/bin/sh\necho no such thing >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    routing = Routing(routed(), Standing(), tmp_path / "r")

    with pytest.raises(ScenarioError, match="the BIRD of AS64500 ended: no such thing"):
        asyncio.run(routing.table(lambda _: None))
    routing.close()


def test_the_wait_is_bounded_and_tells_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bird"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("periplus.lab.routing.LIMIT_S", 0.5)
    monkeypatch.setattr("periplus.lab.routing.TELL_S", 0.1)
    routing = Routing(routed(), Standing(), tmp_path / "r")
    said: list[str] = []

    with pytest.raises(ScenarioError, match="0 of 2 routes are at BIRD's collector; missing is"):
        asyncio.run(routing.table(said.append))
    routing.close()
    assert said[0] == "BIRD: 0 of 2 routes at the collector"


def test_a_dump_is_read_as_routes() -> None:
    peers, at = [("192.0.2.9", 65540)], tiny().script.as_of
    dump = routing_table(peers, {ROUTE[0]: [(0, ROUTE[1])]}, at=at)

    assert routes_in(dump) == {ROUTE}
    assert routes_in(dump[:-3]) == frozenset()


def test_a_difference_names_one_of_each() -> None:
    assert difference(frozenset({ROUTE}), frozenset({OTHER}), 3.2) == (
        "routing: after 3 s 0 of 1 routes are at BIRD's collector; missing is 198.51.100.0/24 by "
        "65540 64500, there is instead 198.51.100.0/24 by 65540 64501 64500"
    )
