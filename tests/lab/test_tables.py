"""The packs of a scenario are built as any other, and bad ones are one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from periplus.cli.lab import place_in
from periplus.lab.scenario import Scenario
from periplus.lab.script import ScenarioError
from periplus.lab.tables import build_packs
from periplus.lab.world import World
from periplus.packs.shelf import Shelf
from tests.lab.tiny import tiny

AS: dict[str, Any] = {
    "name": "as",
    "date": "2022-11-01",
    "licence": "CC0-1.0",
    "attribution": "nobody",
    "rows": "198.51.100.0/24,64500,Tiny\n",
}
CITY = {**AS, "name": "city", "rows": "198.51.100.0,198.51.100.9,ZZ,North,Port Tiny\n"}
RANGES = b'{"createDate": "2022-11-19", "prefixes": [{"ip_prefix": "198.51.100.0/24", "region": "r-1"}]}'


def test_tables_become_packs(tmp_path: Path) -> None:
    providers = {**AS, "name": "providers", "document": "ranges.json"}
    del providers["rows"]
    scenario = Scenario.of(
        "tiny",
        {**tiny().tree, "pack": [AS, CITY, providers]},
        {**tiny().documents, "ranges.json": RANGES},
    )
    directory = build_packs(scenario.script.pack, scenario.documents, tmp_path)
    shelf = Shelf(directory)
    said = {
        name: json.loads(shelf.answer(name, "198.51.100.7").body) for name in ("as", "city", "providers")
    }

    assert said["as"]["row"]["name"] == "Tiny"
    assert (said["as"]["date"], said["as"]["licence"]) == ("2022-11-01", "CC0-1.0")
    assert (said["as"]["attribution"], said["as"]["caution"]) == ("nobody", "")
    assert said["city"]["row"]["city"] == "Port Tiny"
    assert (said["providers"]["row"]["provider"], said["providers"]["row"]["region"]) == ("aws", "r-1")


def test_without_tables_there_is_no_directory(tmp_path: Path) -> None:
    assert build_packs((), {}, tmp_path) is None


async def test_a_world_holds_its_packs_while_it_lives() -> None:
    changed = Scenario.of("tiny", {**tiny().tree, "pack": [AS]}, tiny().documents)
    async with World(changed) as world:
        assert world.settings["packs"] == "as"
        assert world.packs is not None
        assert place_in(world).packs == world.packs
        assert (world.packs / "as.pack").is_file()
    assert not world.packs.exists()


async def test_a_world_without_packs_never_sees_those_of_the_user() -> None:
    async with World(tiny()) as world:
        assert world.settings["packs"] == ""
        assert place_in(world).packs is None


@pytest.mark.parametrize(
    ("packs", "message"),
    [
        ([{**AS, "name": "world"}], "Invalid enum value 'world'"),
        ([{**AS, "date": "soon"}], "date"),
        ([{**AS, "document": "gone.json"}], "pack as: give either a text or a document"),
        ([AS, AS], "a pack stands there twice"),
    ],
)
def test_a_faulty_table_is_one_sentence(packs: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        Scenario.of("tiny", {**tiny().tree, "pack": packs}, tiny().documents)


async def test_rows_that_cannot_be_read_stop_the_world() -> None:
    changed = Scenario.of(
        "tiny", {**tiny().tree, "pack": [{**AS, "rows": "no address\n"}]}, tiny().documents
    )
    with pytest.raises(ScenarioError, match="pack as: no pack was made"):
        async with World(changed):
            pass
