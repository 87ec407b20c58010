"""Tables fetched in a laboratory that serves them: newest first, by day, whole or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from periplus.cli.lab import place_in
from periplus.config import load
from periplus.lab.scenario import Scenario
from periplus.lab.world import World
from periplus.packs.container import PackError
from periplus.packs.world_sources import SOURCES, source
from periplus.packs.world_tables import read_table
from periplus.run.tables import RECORD, Fetched, pull
from tests.packs.worlds import DELEGATED
from tests.run.worlds import OTHER, scenario

BASE = "https://other.example"
DOCUMENT = "delegated.txt"


def serving(*answers: tuple[str, str]) -> Scenario:
    """The small world, its second host serving these texts (path, fields of the answer)."""
    web = OTHER.partition("[[web.answer]]")[0]
    for path, rest in answers:
        web += f'[[web.answer]]\npath = "{path}"\n{rest}\n'
    return scenario(extra=web)


def text(content: str) -> str:
    return f"status = 200\ntext = '''\n{content}'''"


async def pulled(plan: Scenario, directory: Path, name: str, day: date | None = None) -> list[Fetched]:
    async with World(plan) as world:
        config = load(file=None, environment={})
        config = config.with_values({**world.settings, source(name).setting: BASE}, "laboratory")
        return await pull([source(name)], directory, place=place_in(world), config=config, day=day)


async def test_the_newest_that_is_there(tmp_path: Path) -> None:
    plan = serving(("/20240429/nro-delegated-stats", text(DELEGATED)))
    (found,) = await pulled(plan, tmp_path / "tables", "delegated")

    assert found.path.name == "nro-delegated-stats-20240429"
    assert found.url == f"{BASE}/20240429/nro-delegated-stats"
    assert found.path.read_text() == DELEGATED
    assert found.digest == hashlib.sha256(DELEGATED.encode()).hexdigest()
    row = json.loads((tmp_path / "tables" / RECORD).read_text())
    assert (row["url"], row["sha256"], row["accepted"]) == (found.url, found.digest, False)
    assert read_table(found.path).about.kind == "blocks"


async def test_a_day_of_long_ago(tmp_path: Path) -> None:
    plan = serving(("/as-relationships/serial-2/20221101.as-rel2.txt.bz2", text("x")))
    (found,) = await pulled(plan, tmp_path, "as-relationships", date(2022, 12, 18))

    assert found.path.name == "20221101.as-rel2.txt.bz2"


async def test_both_halves_of_exchanges_and_nothing_twice(tmp_path: Path) -> None:
    plan = serving(("/ix", text("{}")), ("/netixlan", text("{}")))
    first = await pulled(plan, tmp_path, "exchanges")
    again = await pulled(serving(), tmp_path, "exchanges")

    assert [one.path.name for one in first] == [
        "peeringdb-ix-2024-05-01.json", "peeringdb-netixlan-2024-05-01.json",
    ]  # fmt: skip
    assert [one.octets for one in again] == [0, 0]


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        ('status = 500\ntext = "no"', "delegated did not come from .*: the server answers 500"),
        ('status = 200\ntext = "half of it"\nbehaviour = "truncate"', "the answer broke off"),
        ('status = 404\ntext = "no"', "20240425/nro-delegated-stats: the server answers 404"),
    ],
)
def test_what_does_not_come_leaves_no_file(rest: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(PackError, match=sentence):
        asyncio.run(pulled(serving(("*", rest)), tmp_path, "delegated"))

    assert list(tmp_path.iterdir()) == []


async def test_an_empty_setting_is_not_asked(tmp_path: Path) -> None:
    async with World(scenario()) as world:
        config = load(file=None, environment={}).with_values({"nro": ""}, "command line")
        with pytest.raises(PackError, match="the setting nro is empty"):
            await pull([source("delegated")], tmp_path, place=place_in(world), config=config)


def test_each_published_table_names_its_setting() -> None:
    settings = load(file=None, environment={}).values

    assert all(str(settings[one.setting]).startswith("https://") for one in SOURCES if one.setting)
    assert all(bool(one.setting) == bool(one.published) for one in SOURCES)
