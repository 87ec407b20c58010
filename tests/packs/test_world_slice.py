"""What a world tells of one country: every row that its claims rest on, in one document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from periplus.packs.world import World
from periplus.packs.world_build import build
from periplus.packs.world_slice import country_document

from .worlds import lay_out


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    directory = tmp_path_factory.mktemp("tables")
    build(directory / "world", lay_out(directory))
    return json.loads(country_document(World(directory / "world"), "ZZ"))


def test_tables_come_with_date_licence_and_digest(document: Any) -> None:
    relations = document["tables"][0]

    assert (relations["table"], relations["date"]) == ("relations", "2022-11-01")
    assert relations["licence"].startswith("CAIDA")
    assert len(relations["digest"]) == 64


def test_networks_of_any_definition(document: Any) -> None:
    rows = {row["asn"]: row for row in document["networks"]}

    assert sorted(rows) == [64500, 64501, 64502, 64503]
    assert rows[64500]["organisation"] == "Zembla Cables"
    assert rows[64502]["users"] == 3000
    assert (rows[64500]["addresses"], rows[64500]["located"], rows[64501]["located"]) == (256, 192, 0)


def test_links_owners_and_routes(document: Any) -> None:
    assert [64511, 64501] in document["transit"]
    assert document["peering"] == [[64510, 64511]]
    assert {(row["asn"], row["country"]) for row in document["abroad"]} == {(64510, "QV"), (64511, "QV")}
    assert document["owners"][0]["quote"].startswith("All shares")
    assert document["routes_told"] == len(document["routes"]) == 5


def test_exchanges_at_home_and_those_that_networks_go_to(document: Any) -> None:
    at_home, abroad = document["exchanges"]

    assert (at_home["name"], at_home["country"], at_home["members"]) == (
        "ZIX", "ZZ", [[64502, 1000], [64510, 20000]],
    )  # fmt: skip
    assert (abroad["name"], abroad["networks"], abroad["members"]) == ("QIX", 2, [[64500, 400]])


def test_hosts_of_the_countrys_domains(document: Any) -> None:
    assert [(row["asn"], row["domains"], row["country"]) for row in document["hosts"]] == [
        (64500, 60, "ZZ"), (64503, 20, "ZZ"), (64510, 15, "QV"), (64999, 5, ""),
    ]  # fmt: skip


def test_wide_space_is_counted_in_networks_of_48(document: Any) -> None:
    rows = {row["asn"]: row["located48"] for row in document["networks"]}

    assert rows == {64500: 255, 64501: 0, 64502: 1, 64503: 0}


def test_a_country_that_no_table_knows(tmp_path: Path) -> None:
    build(tmp_path / "world", lay_out(tmp_path))
    found = json.loads(country_document(World(tmp_path / "world"), "XX"))

    assert (found["networks"], found["transit"], found["routes"]) == ([], [], [])
