"""Machines in namespaces: up in a second, delays and silence as told, no address from elsewhere."""

from __future__ import annotations

import contextlib
import json
import time
import uuid
from pathlib import Path

from tests.lab.staged import run_staged, start_staged

BUILD = """
import asyncio, json, socket, sys, time
from periplus.lab.land import Land
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from tests.lab.test_topology import diamond

def answered(address, port):
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    sock.settimeout(5)
    began = time.monotonic()
    sock.connect((address, port))
    return time.monotonic() - began

async def main():
    scenario = diamond()
    with Land(topology_of(scenario.script)) as land:
        async with World(scenario, land) as world:
            loop = asyncio.get_running_loop()
            took = {}
            for published, where in world.connection_map.items():
                took[str(published)] = await loop.run_in_executor(None, answered, *where)
    census = land.census
    print(json.dumps({"delays": land.delays, "took": took,
        "packets": census.packets, "foreign": census.foreign, "kept": census.kept, "lost": census.lost}))
asyncio.run(main())
"""


def test_a_world_of_machines_answers_and_keeps_to_its_addresses() -> None:
    told = json.loads(run_staged(BUILD))

    assert len(told["took"]) >= 4
    assert told["packets"] > 0
    assert told["foreign"] == {}
    assert told["kept"]
    assert told["lost"] == 0


LEAKING = """
import json, socket
from periplus.lab.land import Land
from periplus.lab.namespaces import ip_batch
from periplus.lab.topology import topology_of
from tests.lab.test_topology import diamond

with Land(topology_of(diamond().script)) as land:
    with land.on("gate"):
        ip_batch(["link add name wan type veth peer name far", "addr add 198.18.99.1/24 dev wan"])
        ip_batch(["link set wan up", "link set far up"])
        ip_batch(["neigh add 198.18.99.2 lladdr 2:0:0:0:0:1 dev wan"])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
            for _ in range(9):
                sending.sendto(b"out", ("198.18.99.2", 9))
print(json.dumps([land.census.outside, land.census.kept]))
"""


def test_a_packet_that_leaves_is_counted() -> None:
    outside, kept = json.loads(run_staged(LEAKING))

    assert set(outside) == {"wan of gate", "far of gate"}
    assert outside["wan of gate"] >= 9
    assert not kept


STANDS = """
import time
from periplus.lab.land import Land
from periplus.lab.topology import topology_of
from tests.lab.test_topology import diamond
with Land(topology_of(diamond().script)):
    print("ready", flush=True)
    time.sleep(60)
"""


def test_everything_ends_with_the_one_process() -> None:
    mark = f"LAND_MARK={uuid.uuid4()}"
    program = start_staged(STANDS, mark)
    assert program.stdout is not None
    assert program.stdout.readline() == "ready\n"
    assert len(marked(mark)) >= 4  # unshare, the one process, the census and the delays

    program.kill()
    program.wait()

    until_s = time.monotonic() + 10
    while marked(mark) and time.monotonic() < until_s:
        time.sleep(0.02)
    assert marked(mark) == []
    program.stdout.close()


def marked(mark: str) -> list[str]:
    """The processes that carry a mark in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark.encode() in path.read_bytes():
                found.append(path.parent.name)
    return found
