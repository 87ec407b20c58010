"""Traceroutes side by side on machines: one world with a diamond and a silent router, one run.

Ours, without privilege and with raw sockets, beside traceroute and mtr, where installed: wall
time of the whole command or call, packets sent to the target, hops right, links that are not there.
Needs network namespaces (root, or an ordinary user where the kernel allows it); sends nothing beyond
them.
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
from functools import partial
from pathlib import Path

from periplus.lab.land import Land
from periplus.lab.scenario import Scenario
from periplus.lab.tiers import refusal, staged
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from periplus.net.clock import Clock
from periplus.net.dns import question
from periplus.net.gate import Permit
from periplus.net.trace import Tracer

ROUNDS = 7
TARGET = "198.51.100.53"
SCENARIO = """
format = 1
title = "Diamond"
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
[[zone]]
name = "zz"
servers = ["198.51.100.53"]
records = "@ NS ns1"
[[router]]
name = "gate"
address = "198.18.0.1"
[[router]]
name = "one"
address = "198.18.0.2"
links = [{ to = "gate", delay_ms = 10.0 }]
[[router]]
name = "left-near"
address = "198.18.1.1"
links = [{ to = "one" }]
[[router]]
name = "right-near"
address = "198.18.2.1"
links = [{ to = "one" }]
[[router]]
name = "left-far"
address = "198.18.1.2"
links = [{ to = "left-near", delay_ms = 10.0 }]
[[router]]
name = "right-far"
address = "198.18.2.2"
links = [{ to = "right-near", delay_ms = 10.0 }]
[[router]]
name = "quiet"
address = "198.18.3.1"
silent = true
links = [{ to = "left-far" }, { to = "right-far" }]
[[router]]
name = "far"
address = "198.18.4.1"
links = [{ to = "quiet", delay_ms = 30.0 }]
[[host]]
name = "ns"
router = "far"
serves = ["198.51.100.53"]
"""
TRUTH: Sequence[set[str]] = (
    {"198.18.0.1"},
    {"198.18.0.2"},
    {"198.18.1.1", "198.18.2.1"},
    {"198.18.1.2", "198.18.2.2"},
    set(),
    {"198.18.4.1"},
)
LINKS = {("198.18.1.1", "198.18.1.2"), ("198.18.2.1", "198.18.2.2")}
ADDRESS = re.compile(r"\b198\.1[89]\.\d+\.\d+\b")


@dataclass
class Told:
    """What one tool found in one round: addresses by hop, and pairs that it shows as links."""

    hops: dict[int, set[str]] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Tally:
    """All rounds of one tool."""

    wall_s: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    false_links: int = 0


def ours(dialled: tuple[str, int], *, raw: bool = False) -> Told:
    """Our own trace, in this process."""
    request = question("zz", "SOA", server=(TARGET, 53), recursive=False).request
    tracer = Tracer(Permit((TARGET, 53), dialled), request, Clock(), raw)
    tracer.run()
    told = Told()
    flows: dict[tuple[int, int], str] = {}
    for (hop, flow), probe in tracer.probes.items():
        if hop <= (tracer.distance or 0):
            told.hops.setdefault(hop, set()).update({probe.sender} - {""})
            flows[hop, flow] = probe.sender
    told.links = {
        (sender, flows[hop + 1, flow])
        for (hop, flow), sender in flows.items()
        if flow and sender and flows.get((hop + 1, flow))
    }
    return told


def tool(*words: str) -> Callable[[tuple[str, int]], Told]:
    """A command that prints one line per hop, its columns the probes in their order."""

    def run(dialled: tuple[str, int]) -> Told:
        command = [word.replace("TARGET", dialled[0]) for word in words]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        told, columns = Told(), {}
        for line in ended.stdout.splitlines():
            head = re.match(r"\s*(\d+)[.\s]", line)
            if head:
                # A column without an address repeats the one before it; `*` is silence.
                last, row = "", []
                for word in line[head.end() :].split():
                    if ADDRESS.fullmatch(word):
                        last = word
                    elif word == "*":
                        row.append("")
                    elif re.fullmatch(r"[\d.]+", word) and last:
                        row.append(last)
                columns[int(head[1])] = row
                told.hops[int(head[1])] = set(ADDRESS.findall(line))
        for hop, row in columns.items():
            for near, far in zip(row, columns.get(hop + 1, ()), strict=False):
                if near and far:
                    told.links.add((near, far))
        return told

    return run


TOOLS: dict[str, Callable[[tuple[str, int]], Told]] = {
    "traceroute": tool("traceroute", "-n", "TARGET"),
    "traceroute -q1": tool("traceroute", "-n", "-q", "1", "TARGET"),
    "traceroute -T -p53": tool("traceroute", "-n", "-T", "-p", "53", "TARGET"),
    "mtr -c1": tool("mtr", "-n", "-r", "-c", "1", "TARGET"),
    "mtr -c3 -i.1 -G.3": tool("mtr", "-n", "-r", "-c", "3", "-i", ".1", "-G", ".3", "TARGET"),
}


def measure(run: Callable[[tuple[str, int]], Told], dialled: tuple[str, int], tally: Tally) -> None:
    """One round: the packets are counted by a packet socket beside it."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3)) as watch:
        watch.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        watch.setblocking(False)
        began_s = time.monotonic()
        told = run(dialled)
        tally.wall_s.append(time.monotonic() - began_s)
        tally.sent.append(_sent(watch, dialled[0]))
    truth = [*TRUTH, {dialled[0]}]
    right = [told.hops.get(hop, set()) for hop in range(1, len(truth) + 1)]
    tally.right.append(
        sum(seen <= real and bool(seen) == bool(real) for seen, real in zip(right, truth, strict=True))
    )
    inner = {address for pair in LINKS for address in pair}
    shown = {link for link in told.links if set(link) <= inner}
    tally.false_links += len(shown - LINKS)


def _sent(watch: socket.socket, target: str) -> int:
    count, packed = 0, socket.inet_aton(target)
    while True:
        try:
            packet, where = watch.recvfrom(64)
        except BlockingIOError:
            return count
        # A TCP acknowledgement or close of an open port is no probe.
        if where[1] == 0x0800 and where[2] == socket.PACKET_OUTGOING and packet[16:20] == packed:
            count += packet[9] != socket.IPPROTO_TCP or packet[33] & 0x3F == 0x02


def compare(dialled: tuple[str, int]) -> None:
    """All tools in turn, round by round, so that the machine's moods hit all alike."""
    present = {"ours": ours, "ours, raw sockets": partial(ours, raw=True)} | {
        name: run for name, run in TOOLS.items() if shutil.which(name.split(" ", maxsplit=1)[0])
    }
    for name in sorted({name.split(" ", maxsplit=1)[0] for name in TOOLS}):
        if not shutil.which(name):
            print(f"{name} is not installed: left out")
    tallies = {name: Tally() for name in present}
    for _ in range(ROUNDS):
        for name, run in present.items():
            measure(run, dialled, tallies[name])
    own = statistics.median(tallies["ours"].wall_s)
    print(
        f"{'':20} {'wall s':>8} {'ratio (spread)':>20} {'sent':>5} {'hops right of 7':>16} false links"
    )
    for name, tally in tallies.items():
        ratios = [took / own for took in tally.wall_s]
        spread = f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
        print(
            f"{name:20} {statistics.median(tally.wall_s):8.3f} {spread:>20} "
            f"{statistics.median(tally.sent):5.0f} {statistics.mean(tally.right):16.1f} "
            f"{tally.false_links} in {ROUNDS} rounds"
        )


async def main() -> None:
    """The world, and the comparison on its vantage."""
    import tomllib

    scenario = Scenario.of("diamond", tomllib.loads(SCENARIO), {})
    with Land(topology_of(scenario.script)) as land:
        async with World(scenario, land) as world:
            print("round trip of the world: 100 ms; 7 hops, hop 5 silent, hops 3 and 4 a diamond")
            await asyncio.to_thread(compare, world.connection_map[TARGET, 53])


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
