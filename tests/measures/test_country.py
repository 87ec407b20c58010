"""The graphs of a country from its tables, by definition and by holder."""

from __future__ import annotations

import pytest

from periplus.facts.world import Dataset
from periplus.measures.country import country, grounds_of, network_list
from tests.rules.worlds import document, observed


def dataset(*without: str) -> Dataset:
    return next(one.fact for one in observed(document(*without)) if isinstance(one.fact, Dataset))


def test_the_best_definition_that_the_tables_allow() -> None:
    found = country(dataset())
    assert found is not None
    assert (found.definition, found.members) == ("located", (64500, 64502, 64503))
    bare = country(dataset("rib.mrt"))
    assert bare is not None
    assert bare.definition == "registered"
    assert country(dataset("rib.mrt", "delegated-extended", "20221001.as-org2info.txt")) is None


def test_holders_join_their_networks() -> None:
    found = country(dataset())
    assert found is not None
    assert set(found.holders.names) == {"O-1", 64502}
    assert found.of_holder("O-1") == (64500, 64503)
    assert found.title["O-1"] == "Zembla Cables"
    assert found.holders.total == found.networks.total == 192 + 128 + 128


def test_an_interval_holds_the_value_read_off_the_table() -> None:
    found = country(dataset(), "registered")
    assert found is not None
    cut = found.networks.loss([found.networks.place[64500]]) / found.networks.total
    span = found.interval((64500,))

    assert span is not None
    assert span[0] <= cut <= span[1] + 1e-9
    assert found.interval((64500,)) == span


def test_every_number_tells_its_grounds() -> None:
    assert grounds_of(dataset()) == (
        "links of 2022-11-01, origins of 2022-11-18, blocks of 2022-11-14, routes of 2022-11-18; "
        "2 full viewpoints"
    )
    assert grounds_of(dataset("rib.mrt")).endswith("; no routes of viewpoints")
    assert network_list([5, 7]) == "AS5 AS7"


def test_a_definition_can_be_named() -> None:
    found = country(dataset(), "organisation")
    assert found is not None
    assert found.members == (64500, 64503)
    with pytest.raises(KeyError):
        _ = found.networks.place[64502]
