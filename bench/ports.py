"""A connect scan of 1,000 ports beside `nmap -sT`, on one machine behind a delay, in one run.

Wall time of the whole command or call, SYNs sent to the target, and answers that are right, with every
port answering and with some swallowed by a router on the way. Needs network namespaces (root, or an
ordinary user where the kernel allows it); sends nothing beyond them.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import statistics
import subprocess
import sys
import time
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from periplus.lab.land import Land
from periplus.lab.scenario import Scenario
from periplus.lab.tiers import refusal, staged
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from periplus.net import dial, knock
from periplus.net.clock import Clock
from periplus.net.gate import Permit
from periplus.net.limits import Limits

ROUNDS, PORTS = 5, range(1, 1001)
TARGET, OPEN = "198.51.100.53", 53
SWALLOWED = range(100, 200)
SCENARIO = """
format = 1
title = "Ports"
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
name = "near"
address = "198.18.0.1"
[[router]]
name = "far"
address = "198.18.0.2"
links = [{ to = "near", delay_ms = 20.0 }]
[[host]]
name = "ns"
router = "far"
serves = ["198.51.100.53"]
"""
Scan = Callable[[str], Mapping[str, int]]


@dataclass
class Tally:
    """All rounds of one tool."""

    wall_s: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)


def ours(target: str) -> Mapping[str, int]:
    """Ports by outcome, as fast as the bound on what is under way lets us."""

    async def run() -> Mapping[str, int]:
        clock = Clock()
        permits = [Permit((target, port), (target, port)) for port in PORTS]
        pace, wait = dial.Pace(clock, 100_000), knock.Wait(Limits())
        found = await knock.scan(permits, pace=pace, clock=clock, wait=wait)
        names = {knock.OPEN: "open", knock.REFUSED: "closed"}
        return Counter(names.get(one.outcome, "filtered") for one in found)

    return asyncio.run(run())


def nmap(*words: str) -> Scan:
    """The same of nmap, which finds out nothing else."""

    def run(target: str) -> Mapping[str, int]:
        command = ["nmap", "-sT", "-n", "-Pn", *words, f"-p{PORTS[0]}-{PORTS[-1]}", "-oX", "-", target]
        ended = subprocess.run(command, capture_output=True, check=True)
        found: Counter[str] = Counter()
        for one in ET.fromstring(ended.stdout).iter():  # noqa: S314  of a program that we have started
            if one.tag == "extraports":
                found[one.attrib["state"]] += int(one.attrib["count"])
            elif one.tag == "state":
                found[one.attrib["state"]] += 1
        return found

    return run


def measure(scan: Scan, target: str, truth: Mapping[str, int], tally: Tally) -> None:
    """One round: the packets are counted by a packet socket beside it."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3)) as watch:
        watch.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 23)
        watch.setblocking(False)
        began_s = time.monotonic()
        found = scan(target)
        tally.wall_s.append(time.monotonic() - began_s)
        tally.sent.append(_sent(watch, target))
    tally.right.append(sum(min(found.get(state, 0), count) for state, count in truth.items()))


def _sent(watch: socket.socket, target: str) -> int:
    count, packed = 0, socket.inet_aton(target)
    while True:
        try:
            packet, where = watch.recvfrom(64)
        except BlockingIOError:
            return count
        if where[1] == 0x0800 and where[2] == socket.PACKET_OUTGOING and packet[16:20] == packed:
            count += packet[9] == socket.IPPROTO_TCP and packet[33] & 0x3F == 0x02


def compare(target: str, swallowed: int) -> None:
    """All tools in turn, round by round, so that the machine's moods hit all alike."""
    scans: dict[str, Scan] = {"periplus": ours}
    if shutil.which("nmap"):
        scans |= {"nmap -sT": nmap(), "nmap -sT -T4": nmap("-T4")}
    else:
        print("nmap is not installed: left out")
    truth = {"open": 1, "closed": len(PORTS) - 1 - swallowed, "filtered": swallowed}
    tallies = {name: Tally() for name in scans}
    for _ in range(ROUNDS):
        for name, scan in scans.items():
            measure(scan, target, truth, tallies[name])
    own = statistics.median(tallies["periplus"].wall_s)
    print(f"{'':14} {'wall s':>8} {'ratio (spread)':>20} {'SYNs':>6} right of {len(PORTS)}")
    for name, tally in tallies.items():
        ratios = [took / own for took in tally.wall_s]
        spread = f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
        print(
            f"{name:14} {statistics.median(tally.wall_s):8.2f} {spread:>20} "
            f"{statistics.median(tally.sent):6.0f} {statistics.mean(tally.right):.1f}"
        )


def swallow(land: Land, target: str, ports: str) -> None:
    """The router before the target drops what is for these ports, without a word."""
    rule = ["to", target, "ipproto", "tcp", "dport", ports, "pref", "1", "blackhole"]
    with land.on("far"):
        subprocess.run(["ip", "rule", "add", *rule], check=True)


async def main() -> None:
    """The world, and the comparisons on its vantage."""
    scenario = Scenario.of("ports", tomllib.loads(SCENARIO), {})
    with Land(topology_of(scenario.script)) as land:
        async with World(scenario, land):
            target = land.topology.served[TARGET][1]
            print(f"every port answers, 40 ms away; port {OPEN} is open")
            await asyncio.to_thread(compare, target, 0)
            ports = f"{SWALLOWED[0]}-{SWALLOWED[-1]}"
            swallow(land, target, ports)
            print(f"\nports {ports} are swallowed on the way")
            await asyncio.to_thread(compare, target, len(SWALLOWED))


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
