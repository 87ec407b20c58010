"""Sequence numbers of eight rules, ours beside nmap on machines: GCD, ISR, SP, packets and time.

Seven rules stand in TCP stacks of the laboratory, the eighth is this machine's Linux. Needs network
namespaces and a TUN device (root, or an ordinary user where the kernel allows it); sends nothing
beyond them.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from periplus.facts.packets import written
from periplus.facts.sequences import InitialSequences, read_sequences
from periplus.lab.land import Land
from periplus.lab.scenario import Scenario
from periplus.lab.tiers import refusal, staged
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from periplus.measures.isn import SPACING_S, isn_clock, predictability
from periplus.net import handshake
from periplus.net.clock import Clock
from periplus.net.gate import Permit

ROUNDS = 5
CONNECTIONS = (6, 12)  # as many as nmap sends, and as the program does
RULES: dict[str, dict[str, Any] | None] = {
    "constant": {"isn": "constant", "isn_by": 4711},
    "64,000 a connection": {"isn": "step", "isn_by": 64_000},
    "clock, 250 kHz": {"isn": "clock", "isn_by": 250_000},
    "clock, 1 MHz, and 16 random bits": {"isn": "clock-and-random", "isn_by": 1_000_000},
    "random steps below 2^24": {"isn": "random-steps", "isn_by": 1 << 24},
    "random, 32 bits": {"isn": "random"},
    "hash and clock (RFC 6528)": {"isn": "hashed"},
    "Linux, this kernel": None,
}
HEAD = """
format = 1
title = "Sequence numbers"
as_of = 2024-05-01T09:00:00Z
country = "ZZ"
site = "https://www.example.zz/"
[resolver]
address = "192.0.2.53"
[services]
iana_whois = "whois.example"
rdap_bootstrap_ipv4 = "https://data.example/ipv4.json"
rdap_bootstrap_ipv6 = "https://data.example/ipv6.json"
origin_zone_ipv4 = "origin.example"
origin_zone_ipv6 = "origin6.example"
as_name_zone = "asn.example"
"""
STACK = {"ttl": 64, "window": 65535, "mss": 1460, "options": ["mss", "nop", "nop", "sok"]}


@dataclass
class Tally:
    """One tool on one rule, round by round."""

    sp: list[int] = field(default_factory=list)
    gcd: list[int] = field(default_factory=list)
    isr: list[int] = field(default_factory=list)
    wall_s: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)


def scenario() -> Scenario:
    """One web server behind each rule, each three hops away."""
    import tomllib

    script = tomllib.loads(HEAD)
    script["router"] = [
        {"name": "gate", "address": "198.18.0.1"},
        {"name": "far", "address": "198.18.1.1", "links": [{"to": "gate"}]},
    ]
    script["web"], script["host"] = [], []
    for number, stack in enumerate(RULES.values(), 1):
        address = f"198.51.100.{number}"
        answer = [{"path": "/", "text": "hello"}]
        script["web"].append(
            {"hosts": [f"w{number}.zz"], "addresses": [address], "plain": "same", "answer": answer}
        )
        host: dict[str, Any] = {"name": f"w{number}", "router": "far", "serves": [address]}
        script["host"].append(host | ({"stack": STACK | stack} if stack is not None else {}))
    return Scenario.of("isn", script, {})


def ours(target: tuple[str, int], count: int, *, one_port: bool = False) -> InitialSequences:
    """So many connections of our own, as far apart as nmap's probes."""
    permit, clock, packets, port = Permit(target, target), Clock(), [], 0
    due_s = time.monotonic()
    for _ in range(count):
        time.sleep(max(0.0, due_s - time.monotonic()))
        due_s = time.monotonic() + SPACING_S
        caught = handshake.catch(permit, clock, own_port=port)
        packets += caught.packets
        port = caught.own_port if one_port else 0
    (reading,) = read_sequences(written(packets), "bench")
    if not isinstance(reading.fact, InitialSequences):
        raise TypeError(reading.fact)
    return reading.fact


def by_ours(count: int) -> Callable[[tuple[str, int]], tuple[int, int, int] | None]:
    """SP, GCD and ISR."""

    def run(target: tuple[str, int]) -> tuple[int, int, int] | None:
        seen = ours(target, count)
        found = predictability(seen.numbers, seen.at_s)
        return (found.index, found.gcd, found.rate_index) if found else None

    return run


def by_nmap(target: tuple[str, int]) -> tuple[int, int, int] | None:
    """The same from the SEQ line of its fingerprint; a constant has neither there."""
    command = ["nmap", "-n", "-Pn", "-O", "--max-os-tries", "1", "-d", "-p", f"{target[1]},81"]
    ended = subprocess.run([*command, target[0]], capture_output=True, text=True, check=False)
    line = re.search(r"SEQ\((\S*?)\)", re.sub(r"\n(OS:)?", "", ended.stdout))
    told = dict(re.findall(r"(SP|GCD|ISR)=([0-9A-F]+)", line[1])) if line else {}
    if not line:
        return None
    return tuple(int(told.get(name, "0"), 16) for name in ("SP", "GCD", "ISR"))  # type: ignore[return-value]


def measure(
    run: Callable[[tuple[str, int]], tuple[int, int, int] | None], target: tuple[str, int], tally: Tally
) -> None:
    """One round; packets that left for the target are counted beside it."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3)) as watch:
        watch.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        watch.setblocking(False)
        began_s = time.monotonic()
        found = run(target)
        tally.wall_s.append(time.monotonic() - began_s)
        tally.sent.append(_sent(watch, socket.inet_aton(target[0])))
    if found is not None:
        for values, value in zip((tally.sp, tally.gcd, tally.isr), found, strict=True):
            values.append(value)


def _sent(watch: socket.socket, target: bytes) -> int:
    count = 0
    while True:
        try:
            packet, where = watch.recvfrom(64)
        except BlockingIOError:
            return count
        count += where[2] == socket.PACKET_OUTGOING and packet[16:20] == target


def span(values: Sequence[float]) -> str:
    """The median, then the smallest and the largest where they differ."""
    if not values:
        return "none"
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.4g}" if low == high else f"{middle:.4g} ({low:.4g} to {high:.4g})"


def compare(targets: Sequence[tuple[str, int]]) -> None:
    """All rules, each with all tools in turn, round by round."""
    tools = {f"periplus, {count} connections": by_ours(count) for count in CONNECTIONS}
    if shutil.which("nmap"):
        tools["nmap -O"] = by_nmap
    else:
        print("nmap is not installed: left out")
    for rule, target in zip(RULES, targets, strict=True):
        tallies = {name: Tally() for name in tools}
        for _ in range(ROUNDS):
            for name, run in tools.items():
                measure(run, target, tallies[name])
        print(f"\n{rule}")
        for name, tally in tallies.items():
            told = f"SP {span(tally.sp)}; GCD {span(tally.gcd)}; ISR {span(tally.isr)}"
            cost = f"{span(tally.sent)} packets, {statistics.median(tally.wall_s):.2f} s"
            print(f"  {name:26} {told}; {cost}")
        series = ours(target, 8, one_port=True)
        clock = isn_clock(series.numbers, series.at_s)
        shown = f"{clock.ticks_per_s:,.0f} a second, evenly" if clock else "not even"
        print(f"  {'one port of ours':26} {shown}")


async def main() -> None:
    """The world, and the comparison on its vantage."""
    plan = scenario()
    with Land(topology_of(plan.script)) as land:
        async with World(plan, land) as world:
            where = [world.connection_map[f"198.51.100.{n}", 80] for n in range(1, len(RULES) + 1)]
            await asyncio.to_thread(compare, where)


if __name__ == "__main__":
    if "--staged" in sys.argv:
        asyncio.run(main())
        sys.exit()
    tier = next((name for name in ("root", "user") if refusal(name) is None), None)
    if tier is None:
        print(f"left out: {refusal('user')}")
        sys.exit()
    sys.exit(
        subprocess.run(
            staged(tier, [sys.executable, str(Path(__file__)), "--staged"]), check=False
        ).returncode
    )
