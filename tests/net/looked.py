"""Endpoints of a world of machines, each looked at through Stacks; a program for staged tests."""

from __future__ import annotations

LOOKED = """
import asyncio, base64, json, sys
from periplus.lab.land import Land
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from periplus.model import Contact, Scope
from periplus.net.clock import Clock
from periplus.net.dial import Pace
from periplus.net.gate import Gate
from periplus.net.stacks import Stacks
from tests.lab.test_topology import diamond
from tests.lab.unprivileged import drop

NAT, RAW, PORTS = sys.argv[1], sys.argv[2] == "raw", [53]

def told(exchange):
    return {
        "source": exchange.source, "asked": exchange.asked, "dialled": exchange.dialled,
        "failure": exchange.failure, "media_type": exchange.media_type,
        "body": base64.b64encode(exchange.body).decode(),
    }

async def looked(map, start):
    clock = Clock(start)
    stacks = Stacks(Gate(Scope(contact=Contact.LOOKUP), clock, map), clock, Pace(clock, 100))
    rows = []
    for address, port in [where for where in map if where[1] in PORTS]:
        where = {"contact": Contact.LOOKUP, "name": None, "address": address, "port": port}
        where["vantage"] = "lab:test"
        rows.append(told(await stacks.one_hop(**where)))
        for same in (False, True):
            manner = {"connections": 4, "same_port": same, "only_caught": same}
            rows.append(told(await stacks.handshake(**where, **manner)))
    return rows

def work(world):
    if not RAW:
        drop()
    return asyncio.run(looked(world.connection_map, world.clock_start))

async def main():
    scenario = diamond().with_value(("vantage",), {"nat": NAT})
    with Land(topology_of(scenario.script)) as land:
        async with World(scenario, land) as world:
            rows = await asyncio.to_thread(work, world)
    assert land.census.kept
    print(json.dumps(rows))
asyncio.run(main())
"""
