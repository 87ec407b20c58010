"""Drawn stands: who answers is known, parts have nothing in common, and each is a world that stands."""

from __future__ import annotations

import json

import pytest

from periplus.lab.nat import ENDS_TCP, PROGRAMS
from periplus.lab.parts import VANTAGE
from periplus.lab.stand import RESOLVER, Stand, draw, load_stands
from periplus.lab.topology import topology_of
from tests.lab.staged import run_staged

STANDS = load_stands()
PARTS = range(len(STANDS.part))


def drawn(part: int) -> list[Stand]:
    return [draw(STANDS, part, number) for number in range(STANDS.worlds)]


@pytest.mark.parametrize("part", PARTS)
def test_every_second_world_is_behind_what_ends_tcp(part: int) -> None:
    worlds = drawn(part)
    assert [one.answers for one in worlds] == [one.behind in ENDS_TCP for one in worlds]
    assert sum(one.answers for one in worlds) == len(worlds) / 2
    for one in worlds:
        assert topology_of(one.scenario.script).nat == one.behind


def test_a_draw_is_the_same_each_time() -> None:
    assert draw(STANDS, 1, 3) == draw(STANDS, 1, 3) != draw(STANDS, 1, 5)


def test_parts_share_neither_what_ends_tcp_nor_a_stack() -> None:
    assert len({one.ends_tcp for one in STANDS.part}) == len(STANDS.part)
    assert {one.ends_tcp for one in STANDS.part} == ENDS_TCP
    assert {one.otherwise for one in STANDS.part} <= {"", *PROGRAMS} - ENDS_TCP
    stacks = [
        {str(host.stack) for world in drawn(part) for host in world.scenario.script.host if host.stack}
        for part in PARTS
    ]
    for one in PARTS:
        assert len(stacks[one]) >= 2
        assert not any(stacks[one] & stacks[other] for other in PARTS if other != one)


def test_targets_stand_near_and_far_and_only_in_honest_worlds_near() -> None:
    for part in PARTS:
        for world in drawn(part):
            near = [h for h in world.scenario.script.host if h.router == VANTAGE]
            assert not near or not world.behind
    homes = {h.router for part in PARTS for w in drawn(part) for h in w.scenario.script.host}
    assert homes == {VANTAGE, *(f"r{number}" for number in range(STANDS.hops))}


def test_the_addresses_of_targets_and_control_differ() -> None:
    for world in drawn(0):
        assert len({*world.sites.values(), RESOLVER}) == STANDS.sites + 1


NEAR = """
import asyncio, json, socket
from periplus.lab.land import Land
from periplus.lab.stand import draw, load_stands
from periplus.lab.topology import topology_of
from periplus.lab.parts import VANTAGE
from periplus.lab.world import World

def answered(where):
    with socket.socket() as sock:
        sock.settimeout(1)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 1)
        return sock.connect_ex(where) == 0

async def main():
    stands = load_stands()
    drawn = next(w for w in (draw(stands, 0, n) for n in range(1, 30, 2))
        if any(h.router == VANTAGE for h in w.scenario.script.host))
    near = {h.serves[0]: h.router == VANTAGE for h in drawn.scenario.script.host}
    with Land(topology_of(drawn.scenario.script)) as land:
        async with World(drawn.scenario, land) as world:
            told = [[near[a], await asyncio.to_thread(answered, own)]
                for (a, port), own in world.connection_map.items() if port == 80]
    print(json.dumps([told, land.census.kept]))
asyncio.run(main())
"""


def test_a_near_target_is_reached_without_a_hop() -> None:
    told, kept = json.loads(run_staged(NEAR))

    assert {near for near, _ in told} == {True, False}
    assert all(near == reached for near, reached in told)
    assert kept
