"""Tables with their dates, and who counts as domestic."""

from __future__ import annotations

from periplus.rules import world_tables

from .worlds import document, says_nothing_of_nothing, signs, values


def test_every_table_is_told_with_its_date() -> None:
    dates = {row["table"]: row["date"] for row in values(signs(world_tables), "country.table")}

    assert dates["relations"] == "2022-11-01"
    assert dates["paths"] == "2022-11-18"


def test_tables_of_different_quarters_are_a_warning() -> None:
    (value,) = values(signs(world_tables), "country.table_dates")

    assert (value["oldest"], value["oldest_date"], value["newest_date"]) == (
        "owners", "2022-02-01", "2022-11-18",
    )  # fmt: skip
    near = document("state_owned_ases-2022-02-01.csv")
    assert values(signs(world_tables, near), "country.table_dates") == []


def test_definitions_are_counted_and_their_disagreement_said() -> None:
    found = signs(world_tables)

    assert [row["networks"] for row in values(found, "country.domestic_networks")] == [3, 3, 2]
    assert values(found, "country.domestic_disputed") == [{"disputed": 3, "of": 4, "used": "located"}]


def test_a_definition_without_tables_says_so() -> None:
    found = signs(world_tables, document("20221001.as-org2info.txt"))

    assert values(found, "country.domestic_networks")[2] == {
        "definition": "organisation",
        "networks": None,
    }


def test_says_nothing_of_nothing() -> None:
    assert says_nothing_of_nothing(world_tables)
