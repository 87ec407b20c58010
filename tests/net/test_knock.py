"""Open, closed and silent ports on loopback, and refusals by machines on the way in namespaces."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from periplus.net import dial, knock
from periplus.net.clock import Clock
from periplus.net.gate import Permit
from periplus.net.limits import Limits
from tests.lab.staged import run_staged

CLOCK = Clock(datetime(2024, 5, 1, tzinfo=UTC))
QUICK = Limits(knock_least_s=0.2, knock_most_s=0.4, knocks_in_flight=50)


def permit(port: int) -> Permit:
    return Permit(("192.0.2.1", port), ("127.0.0.1", port))


@contextmanager
def held(*, listens: bool = True, full: bool = False) -> Iterator[int]:
    """A port of ours; full: it listens, has its queue filled and takes nobody."""
    opened = [socket.socket()]
    try:
        opened[0].bind(("127.0.0.1", 0))
        where = opened[0].getsockname()
        if listens:
            opened[0].listen(1 if full else 8)
        for _ in range(4 if full else 0):
            filler = socket.socket()
            opened.append(filler)
            filler.setblocking(False)
            filler.connect_ex(where)
        yield where[1]
    finally:
        for one in opened:
            one.close()


async def scanned(*ports: int, limits: Limits = QUICK) -> list[knock.Knock]:
    permits = [permit(port) for port in ports]
    pace = dial.Pace(CLOCK, 1000)
    return list(await knock.scan(permits, pace=pace, clock=CLOCK, wait=knock.Wait(limits)))


async def test_three_kinds_of_ports_are_told_apart_in_their_order() -> None:
    with held() as opened, held(listens=False) as closed, held(full=True) as silent:
        found = await scanned(opened, closed, silent)
    assert [(one.port, one.outcome) for one in found] == [
        (opened, knock.OPEN), (closed, knock.REFUSED), (silent, knock.SILENT),
    ]  # fmt: skip
    assert found[2].ms >= 190


async def test_what_this_machine_cannot_send_tells_nothing_of_the_port() -> None:
    far = Permit(("192.0.2.1", 80), ("255.255.255.255", 80))
    wait = knock.Wait(QUICK)
    (found,) = await knock.scan([far], pace=dial.Pace(CLOCK, 1000), clock=CLOCK, wait=wait)
    assert found.outcome == knock.UNSENT
    assert found.why
    assert found.line()["why"] == found.why


async def test_no_more_than_the_limit_are_under_way() -> None:
    with held(full=True) as silent:
        began_s = CLOCK.monotonic()
        await scanned(*[silent] * 6, limits=Limits(knock_most_s=0.2, knocks_in_flight=2))
        assert CLOCK.monotonic() - began_s >= 0.6


async def test_the_pace_is_kept() -> None:
    with held(listens=False) as closed:
        began_s = CLOCK.monotonic()
        pace = dial.Pace(CLOCK, 20)
        permits = [permit(closed)] * 6
        await knock.scan(permits, pace=pace, clock=CLOCK, wait=knock.Wait(QUICK))
        assert CLOCK.monotonic() - began_s >= 0.25


def test_the_wait_is_learnt_from_answers_and_bounded() -> None:
    wait = knock.Wait(Limits())
    assert wait.seconds() == 3.5
    wait.learn(0.1)
    assert wait.seconds() == pytest.approx(1.6)
    wait.learn(1.05)  # to the SYN that was sent again
    assert wait.seconds() == pytest.approx(1.6)
    wait.learn(0.9)
    assert wait.seconds() == 3.5


def test_the_same_question_has_the_same_name() -> None:
    one = knock.question("a.example", "192.0.2.1", [80, 22, 23])
    assert one == knock.question("a.example", "192.0.2.1", [23, 22, 80])
    assert one.source == "ports://192.0.2.1/a.example?tcp=22-23,80"
    assert knock.question("a", "2001:db8::1", [1]).source == "ports://[2001:db8::1]/a?tcp=1"


def test_the_body_is_a_line_for_each_port() -> None:
    knocks = [
        knock.Knock(22, "open", 0.1234),
        knock.Knock(25, "unreachable", 1, "icmp 3/13", "192.0.2.9"),
    ]
    head, *lines = knock.body_of(knocks, address="192.0.2.1", vantage="here").splitlines()
    assert json.loads(head)["ports"] == 2
    assert json.loads(lines[0]) == {"port": 22, "outcome": "open", "ms": 0.123}
    assert json.loads(lines[1])["from"] == "192.0.2.9"


BARRED = """
import asyncio, json, subprocess
from datetime import UTC, datetime
from periplus.lab.land import Land
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from periplus.net import dial, knock
from periplus.net.clock import Clock
from periplus.net.gate import Permit
from periplus.net.limits import Limits
from tests.lab.test_topology import diamond

async def main():
    scenario = diamond()
    clock = Clock(datetime(2024, 5, 1, tzinfo=UTC))
    with Land(topology_of(scenario.script)) as land:
        async with World(scenario, land):
            own = land.topology.served["198.51.100.53"][1]
            with land.on("far"):
                for port, action in ((25, "prohibit"), (26, "unreachable"), (27, "blackhole")):
                    subprocess.run(["ip", "rule", "add", "to", own, "ipproto", "tcp", "dport", str(port),
                        "pref", str(port), action], check=True)
            permits = [Permit((own, port), (own, port)) for port in (25, 26, 27, 28, 53)]
            found = await knock.scan(permits, pace=dial.Pace(clock, 1000), clock=clock,
                wait=knock.Wait(Limits(knock_most_s=1.5)))
    print(json.dumps([[one.port, one.outcome, one.by, one.sender] for one in found]))
asyncio.run(main())
"""


def test_a_firewall_s_error_a_swallowed_packet_and_a_reset_are_three_things() -> None:
    far = "198.18.3.1"
    found = {port: rest for port, *rest in json.loads(run_staged(BARRED))}
    assert found[25] == ["unreachable", "icmp 3/13", far]
    assert found[26] == ["unreachable", "icmp 3/0", far]
    assert found[27] == ["silent", "", ""]
    assert found[28] == ["refused", "", ""]
    assert found[53] == ["open", "", ""]


async def test_an_interrupted_scan_leaves_no_socket() -> None:
    with held(full=True) as silent:
        task = asyncio.ensure_future(scanned(*[silent] * 5, limits=Limits(knock_most_s=30)))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
