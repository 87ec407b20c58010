"""Who speaks BGP, with whom, and what is preferred: read off relations and stated paths."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.lab.scenario import Scenario
from periplus.lab.script import ScenarioError
from periplus.lab.speakers import COLLECTOR, Neighbour, speakers_of, speaking, stated
from tests.lab.tiny import tiny

ROUTING: dict[str, Any] = {
    "at": tiny().script.as_of,
    "bird": True,
    "peers": [["192.0.2.201", 65540], ["192.0.2.202", 65541]],
    "route": [{"prefix": "198.51.100.0/24", "paths": ["65540 64501 64500", "65541 65540 64501 64500"]}],
}
RELATIONS = {"file": "20240401.as-rel.txt", "text": "65540|65541|0\n65540|64501|-1\n65540|1|-1\n"}


def routed(**changes: object) -> Scenario:
    """A small world with three networks in a row, and a fourth beside."""
    tree = {**tiny().tree, "routing": {**ROUTING, **changes}, "world": [RELATIONS]}
    return Scenario.of("tiny", tree, tiny().documents)


def test_only_a_scenario_that_asks_has_speakers() -> None:
    assert speaking(None) == speaking(routed(bird=False).script.routing) == ()
    assert speaking(routed().script.routing) == (64500, 64501, 65540, 65541, COLLECTOR)
    assert speakers_of(tiny().script, {}) == {}


def test_sessions_follow_relations_and_where_these_are_silent_the_paths() -> None:
    speakers = speakers_of(routed().script, {})

    assert speakers[64500].origins == ("198.51.100.0/24",)
    assert speakers[64500].neighbours == (Neighbour(asn=64501, kind="provider"),)
    assert [(one.asn, one.kind) for one in speakers[65540].neighbours] == [
        (64501, "customer"),
        (65541, "peer"),
        (COLLECTOR, "collector"),
    ]
    assert {one.asn for one in speakers[COLLECTOR].neighbours} == {65540, 65541}
    assert 1 not in speakers  # related, but on no path


def test_the_way_on_of_a_stated_path_is_preferred() -> None:
    speakers = speakers_of(routed().script, {})
    (customer, peer, _) = speakers[65540].neighbours

    assert customer.preferred == ("198.51.100.0/24",)
    assert peer.preferred == ()


@pytest.mark.parametrize(
    "route",
    [
        {"prefix": "198.51.100.0/24", "paths": ["64501 64500"]},
        {"prefix": "198.51.100.0/24", "paths": [""]},
        {"prefix": "198.51.100.1/24", "paths": ["65540"]},
        {"prefix": "everything", "paths": ["65540"]},
        {"prefix": "198.51.100.0/24", "paths": ["65540 x"]},
    ],
)
def test_a_route_that_cannot_be_is_one_sentence(route: object) -> None:
    routing = routed(route=[route]).script.routing
    assert routing is not None

    with pytest.raises(ScenarioError, match=r"^routing: "):
        stated(routing)
