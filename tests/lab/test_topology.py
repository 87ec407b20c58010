"""Machines and ways of a scenario: fewest lines, equal ways kept, every published address somewhere."""

from __future__ import annotations

import ipaddress

import pytest

from periplus.lab.parts import VANTAGE
from periplus.lab.scenario import Scenario
from periplus.lab.script import ScenarioError
from periplus.lab.topology import SERVICES, topology_of, twin
from tests.lab.test_speakers import routed
from tests.lab.tiny import tiny

DIAMOND = [
    {"name": "gate", "address": "198.18.0.1"},
    {"name": "left", "address": "198.18.1.1", "links": [{"to": "gate"}]},
    {"name": "right", "address": "198.18.2.1", "links": [{"to": "gate"}], "silent": True},
    {
        "name": "far",
        "address": "198.18.3.1",
        "links": [{"to": "left"}, {"to": "right", "delay_ms": 5.0}],
    },
]


def diamond() -> Scenario:
    hosts = [{"name": "ns", "router": "far", "serves": ["198.51.100.53"]}]
    return tiny().with_value(("router",), DIAMOND).with_value(("host",), hosts)


def test_without_routers_everything_stands_behind_one_gateway() -> None:
    topology = topology_of(tiny().script)

    assert {home for home, _ in topology.served.values()} == {SERVICES}
    assert set(topology.neighbours[VANTAGE]) == {"gateway"}


def test_every_published_address_has_an_address_of_the_laboratory() -> None:
    topology = topology_of(Scenario.load("belarus-2022").script)
    own = [ipaddress.ip_address(address) for _, address in topology.served.values()]

    assert len(set(own)) == len(own)
    four, six = ipaddress.ip_network("198.19.0.0/16"), ipaddress.ip_network("3fff::/20")
    for published, (_, address) in topology.served.items():
        assert ipaddress.ip_address(address) in (six if ":" in published else four)


def test_two_ways_of_one_length_are_both_kept() -> None:
    ways = dict(topology_of(diamond().script).ways("gate"))

    assert ways["far"] == ways["ns"] == ("left", "right")
    assert ways["left"] == ("left",)
    assert ways[VANTAGE] == (VANTAGE,)


def test_a_host_does_not_forward() -> None:
    topology = topology_of(diamond().script)

    assert dict(topology.ways("ns"))[VANTAGE] == ("far",)
    assert topology.machines["right"].silent
    assert not topology.machines["ns"].forwards


def test_the_twin_is_of_the_documentation_block() -> None:
    assert twin("198.18.3.1") == "3fff:0:c612:301::1"


@pytest.mark.parametrize(
    ("routers", "told"),
    [
        ([{"name": "a", "address": "192.0.2.1"}], "is not within"),
        ([{"name": "a", "address": "198.18.0.1", "links": [{"to": "b"}]}], "no router 'b'"),
        ([*DIAMOND[:1], {"name": "b", "address": "198.18.0.2"}], "no line leads to it"),
    ],
)
def test_a_fault_is_one_sentence(routers: list[object], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        tiny().with_value(("router",), routers)


def test_a_host_needs_its_router() -> None:
    with pytest.raises(ScenarioError, match="no router 'nowhere'"):
        tiny().with_value(("host",), [{"name": "a", "router": "nowhere", "serves": ["192.0.2.53"]}])


def test_an_as_speaks_where_its_router_stands_or_on_a_machine_of_its_own() -> None:
    routers = [
        {"name": "quiet", "address": "198.18.0.1", "asn": 64500, "silent": True},
        {"name": "one", "address": "198.18.248.1", "asn": 64500, "links": [{"to": "quiet"}]},
        {"name": "two", "address": "198.18.0.3", "asn": 64500, "links": [{"to": "one"}]},
    ]
    topology = topology_of(routed().with_value(("router",), routers).script)

    assert topology.speakers[64500] == "one"
    assert topology.speakers[64501] == "as64501"
    assert topology.machines["as64501"].addresses == ("198.18.248.2",)
    assert topology.neighbours["as64501"] == ["quiet"]
    assert len(topology.speakers) == 5
    assert topology_of(routed(bird=False).script).speakers == {}


def test_what_stands_between_is_on_any_of_the_ways() -> None:
    topology = topology_of(diamond().script)

    assert topology.between("ns") == {"gate", "left", "right", "far"}
    assert topology.between(SERVICES) == {"gate"}
