"""Filters and stacks of a scenario: one sentence for each that cannot be staged."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.lab.parts import ScenarioError
from periplus.lab.topology import topology_of
from tests.lab.boxed import boxed

RESET = {"router": "wall", "does": "reset", "names": ["barred.zz"]}


def test_a_filter_stands_on_the_lines_that_lead_on() -> None:
    topology = topology_of(boxed(RESET, {**RESET, "way": "tap"}, stack={}).script)

    standing = {line.ends for line in topology.lines if line.filters}
    assert standing == {("far", "wall")}
    assert [name for name, machine in topology.machines.items() if machine.taps] == ["wall"]
    assert [line.ends for line in topology.lines if line.stack] == [("web", "far")]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"router": "none"}, "there is no router 'none' before it"),
        ({"names": []}, "give names or addresses"),
        ({"way": "tap", "does": "drop"}, "a tap cannot drop what passes it"),
        ({"does": "forge"}, "forged addresses belong to `forge`, and to nothing else"),
        ({"forged": ["203.0.113.66"]}, "forged addresses belong to `forge`, and to nothing else"),
        ({"does": "page"}, "a text belongs to `page`, and to nothing else"),
        ({"addresses": ["203.0.113.007"]}, "'203.0.113.007' is no canonical address"),
        ({"does": "vanish"}, "Invalid enum value 'vanish'"),
    ],
)
def test_a_filter_that_cannot_be_staged_is_refused(told: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ScenarioError, match=sentence):
        boxed({**RESET, **told})


def test_no_tap_stands_at_a_silent_router() -> None:
    scenario = boxed({**RESET, "way": "tap", "router": "gate"})
    with pytest.raises(ScenarioError, match="a silent router sends nothing"):
        scenario.with_value(("router", "gate", "silent"), True)


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ({"stack": {}, "kernel": {}}, "give either a stack or a kernel"),
        ({"stack": {"ttl": 0}}, "no packet has such a TTL or window"),
        ({"stack": {"window": 65536}}, "no packet has such a TTL or window"),
        ({"stack": {"isn": "step"}}, "the rule 'step' needs isn_by above 0"),
    ],
)
def test_a_stack_that_cannot_be_is_refused(host: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ScenarioError, match=sentence):
        boxed(**host)
