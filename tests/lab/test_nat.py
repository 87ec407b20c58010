"""Who answers behind what stands before the observer: one stack for all, or each target's own."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from periplus.lab.namespaces import NamespaceError
from periplus.lab.nat import ENDS_TCP, PROGRAMS, join
from periplus.lab.programs import find
from periplus.lab.script import ScenarioError
from periplus.lab.topology import topology_of
from tests.lab.staged import NO_FILTER, filters, run_staged, tier
from tests.lab.test_topology import diamond

SEEN = """
import asyncio, json, socket, sys
from periplus.lab.land import ETH_P_ALL, Land
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from tests.lab.test_topology import diamond

def answered(where):
    with socket.socket() as sock:
        sock.settimeout(3)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 1)
        try:
            sock.connect(where)
        except OSError:
            return False
    return True

def stacks(listening):
    while True:
        try:
            packet = listening.recv(200)
        except BlockingIOError:
            return
        tcp = packet[(packet[0] & 15) * 4:]
        if packet[0] >> 4 == 4 and packet[9] == 6 and tcp[13] & 18 == 18:
            size = (tcp[12] >> 4) * 4
            yield [packet[8], int.from_bytes(tcp[14:16], "big"), tcp[20:size].hex()]

async def main():
    scenario = diamond().with_value(("vantage",), {"nat": sys.argv[1]})
    with Land(topology_of(scenario.script)) as land:
        async with World(scenario, land) as world:
            where = [own for (public, port), own in world.connection_map.items()
                if ":" not in public and port != 443]
            listening = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
            listening.setblocking(False)
            near = [await asyncio.to_thread(answered, one) for one in where]
            seen = list(stacks(listening))
            listening.close()
    print(json.dumps([near, seen, land.census.foreign, land.census.outside, land.built_s]))
asyncio.run(main())
"""


FILTERED = ("haproxy", "web-proxy", "masquerade")


def behind(name: str) -> list[Any]:
    if name and not find(PROGRAMS[name]):
        pytest.skip(f"{PROGRAMS[name]} is not installed")
    if name in FILTERED and tier() and not filters():
        pytest.skip(NO_FILTER)
    told: list[Any] = json.loads(run_staged(SEEN, name))
    return told


@pytest.mark.parametrize(
    ("name", "ttl", "window", "options"),
    [
        ("slirp4netns", 64, 65535, "020405b4"),
        ("pasta", 255, 65535, "020405b401030308"),
        ("haproxy", 64, 65160, "020405b40402080a"),  # this kernel's, times left out
    ],
)
def test_what_ends_tcp_answers_in_place_of_every_target(
    name: str, ttl: int, window: int, options: str
) -> None:
    near, seen, foreign, outside, _ = behind(name)

    assert len(near) >= 3
    assert all(near)  # with one hop to live
    assert {(one[0], one[1], one[2][: len(options)]) for one in seen} == {(ttl, window, options)}
    assert foreign == {}
    assert outside == {}


@pytest.mark.parametrize("name", ["", "masquerade"])
def test_otherwise_nobody_answers_from_no_hop_away(name: str) -> None:
    near, seen, foreign, outside, _ = behind(name)

    assert not any(near)
    assert seen == []
    assert foreign == {}
    assert outside == {}


BESIDE = """
import asyncio, json, os
from periplus.lab.land import OBSERVER, Land
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from tests.lab.test_topology import diamond

def devices():
    return sorted(os.listdir("/proc/thread-self/net/dev_snmp6"))

async def main():
    scenario = diamond().with_value(("vantage",), {"beside": "slirp4netns"})
    with Land(topology_of(scenario.script)) as land:
        async with World(scenario, land):
            told = [land.has_second, devices()]
            with land.on(OBSERVER):
                told.append(devices())
    print(json.dumps([*told, land.census.kept]))
asyncio.run(main())
"""


def test_a_second_observer_stands_behind_it_beside_the_first() -> None:
    if not find("slirp4netns"):
        pytest.skip("slirp4netns is not installed")
    has_second, first, second, kept = json.loads(run_staged(BESIDE))

    assert has_second
    assert "tap0" in second
    assert set(second) == {"lo", "tap0"}
    assert set(first) > {"lo"}
    assert kept


def test_another_nat_is_refused() -> None:
    for name in PROGRAMS:
        assert topology_of(diamond().with_value(("vantage",), {"nat": name}).script).nat == name
    assert PROGRAMS.keys() > ENDS_TCP
    assert not topology_of(diamond().script).nat
    with pytest.raises(ScenarioError, match="nat"):
        diamond().with_value(("vantage",), {"nat": "other"})


def test_a_missing_program_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROGRAMS, "pasta", "no-such-program")
    with pytest.raises(NamespaceError, match="behind pasta here, which is not installed"):
        join(0, "pasta")


def test_a_program_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "slirp4netns"
    program.write_text("#!/bin/sh\necho no such device >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    observer = os.open("/proc/self/ns/net", os.O_RDONLY)

    with pytest.raises(NamespaceError, match="slirp4netns did not start: no such device"):
        join(observer, "slirp4netns")
    os.close(observer)
