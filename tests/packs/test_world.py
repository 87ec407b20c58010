"""An open world: who is domestic, who is above whom, whose routes; half a world is none."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from periplus.packs.container import PackError
from periplus.packs.world import World
from periplus.packs.world_build import MANIFEST, build

from .worlds import FILES, lay_out


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    directory = tmp_path_factory.mktemp("tables")
    build(directory / "world", lay_out(directory))
    return World(directory / "world")


def test_three_definitions_of_domestic(world: World) -> None:
    found = world.definitions("ZZ")

    assert {name: None if asns is None else asns.tolist() for name, asns in found.items()} == {
        "located": [64500, 64502, 64503],
        "registered": [64500, 64501, 64502],
        "organisation": [64500, 64503],
    }
    assert world.definitions("XX")["registered"] is None


def test_space_and_homes(world: World) -> None:
    asns, addresses, prefixes = world.space

    assert dict(zip(asns.tolist(), addresses.tolist(), strict=True)) == {
        64500: 256, 64502: 128, 64503: 128, 64511: 256,
    }  # fmt: skip
    assert prefixes.tolist() == [1, 1, 1, 1]
    # 198.51.100.0/24: 192 of 256 addresses are delegated.
    assert dict(zip(*(c.tolist() for c in world.located("ZZ")), strict=True))[64500] == 192
    assert world.country_of(np.array([64501, 64511, 1])) == ["ZZ", "QV", ""]


def test_links_lead_up_to_the_top(world: World) -> None:
    up = world.above(np.array([64502]))
    providers, customers = world.transit

    assert set(zip(providers[up].tolist(), customers[up].tolist(), strict=True)) == {
        (64500, 64502), (64501, 64502), (64511, 64500), (64510, 64500), (64511, 64501),
    }  # fmt: skip
    assert world.clique.tolist() == [64510, 64511]


def test_routes_to_networks(world: World) -> None:
    found, told = world.routes(np.array([64503]), "XX")

    assert told == 2
    assert [0, 128, 0, 64510, 64511, 64501, 64503] in found
    # Into the country lead routes to others too.
    assert world.routes(np.array([64503]), "ZZ")[1] == 5
    assert [0, 128, 128, 64510, 64511, 64501, 64503] in world.routes(np.array([64503]), "ZZ")[0]
    assert world.peers() == [[64510, 3], [64511, 3]]


def test_owners_of_networks(world: World) -> None:
    assert [row["owner"] for row in world.owners([64500, 64501])] == ["ZZ"]


def test_a_world_without_its_list_is_none(tmp_path: Path) -> None:
    build(tmp_path / "world", lay_out(tmp_path))
    (tmp_path / "world" / MANIFEST).unlink()

    with pytest.raises(PackError, match="there is no whole world in"):
        World(tmp_path / "world")


def test_tables_of_another_world_are_refused(tmp_path: Path) -> None:
    build(tmp_path / "world", lay_out(tmp_path))
    changed = {**FILES, "20221101.as-rel.txt": b"1|2|-1\n"}
    (tmp_path / "more").mkdir()
    build(tmp_path / "other", lay_out(tmp_path / "more", changed))
    table = "relations.table"
    (tmp_path / "world" / table).write_bytes((tmp_path / "other" / table).read_bytes())

    with pytest.raises(PackError, match="is not the table it was built with"):
        World(tmp_path / "world")


@pytest.mark.parametrize("manifest", ["", "[]", '{"format": 9, "tables": []}', '{"format": 1}'])
def test_a_list_that_cannot_be_read(manifest: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(manifest)

    with pytest.raises(PackError, match="the world"):
        World(tmp_path)


def test_a_table_with_a_changed_octet_is_refused(tmp_path: Path) -> None:
    build(tmp_path / "world", lay_out(tmp_path))
    path = tmp_path / "world" / "relations.table"
    content = bytearray(path.read_bytes())
    content[content.index(struct.pack("<I", 64511))] ^= 1
    path.write_bytes(bytes(content))

    with pytest.raises(PackError, match="its section provider was changed"):
        _ = World(tmp_path / "world").transit
