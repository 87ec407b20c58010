"""A laboratory of machines: a namespace for each, lines between them, nothing that leads out."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from time import monotonic
from typing import Self

from periplus.lab.hall import Endpoint
from periplus.lab.namespaces import Here, Namespace, NamespaceError, ip_batch, set_kernel, tun
from periplus.lab.topology import VANTAGE, Line, Machine, Topology, twin

ETH_P_ALL = 3
QUIET_TABLE = 66
FAREWELL_S = 5.0
PROGRAMS = Path(__file__).parent
KERNEL = (
    ("ipv4/icmp_ratelimit", "0"),  # else answers vanish in quick repeats
    ("ipv4/icmp_msgs_per_sec", "100000"),
    ("ipv4/icmp_msgs_burst", "10000"),
    ("ipv6/icmp/ratelimit", "0"),
    ("ipv4/fib_multipath_hash_policy", "1"),  # by addresses and ports, as carriers do
    ("ipv6/fib_multipath_hash_policy", "1"),
    ("ipv4/conf/all/rp_filter", "0"),
    ("ipv4/conf/default/rp_filter", "0"),
    ("ipv6/conf/default/accept_dad", "0"),
    ("ipv6/conf/default/addr_gen_mode", "1"),  # link-local addresses are given, not made
    ("ipv6/conf/default/accept_ra", "0"),
)
FORWARDING = (("ipv4/ip_forward", "1"), ("ipv6/conf/all/forwarding", "1"))


class Census:
    """What was counted on all machines."""

    def __init__(self, text: str) -> None:
        told = json.loads(text or "{}")
        self.packets = int(told.get("packets", 0))
        self.lost = int(told.get("lost", 0))
        self.foreign: Mapping[str, int] = told.get("foreign", {})


class Land:
    """A context manager; this process stands on the vantage, and is in its own namespace before.

    NamespaceError when this machine stages none. `delays` is False where the kernel gives no TUN.
    """

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self.delays = True
        self.built_s = 0.0
        self.census: Census | None = None
        self._namespaces: dict[str, Namespace | Here] = {}
        self._numbers = {name: number for number, name in enumerate(topology.machines, 1)}
        self._programs: list[subprocess.Popen[str]] = []
        self._tuns: list[int] = []

    def __enter__(self) -> Self:
        began_s = monotonic()
        try:
            for name in self.topology.machines:
                self._namespaces[name] = Here() if name == VANTAGE else Namespace()
            self._set_kernels()
            self._count()
            carried = self._lay_lines()
            for machine in self.topology.machines.values():
                self._furnish(machine)
            self._start_delays(carried)
        except BaseException:
            self.__exit__()
            raise
        self.built_s = monotonic() - began_s
        return self

    def __exit__(self, *_: object) -> None:
        """End its programs, and let go of the namespaces."""
        for program in self._programs[1:]:
            program.kill()
            program.wait()
        for program in self._programs[:1]:
            self.census = Census(program.communicate(timeout=FAREWELL_S)[0])
        self._programs.clear()
        for namespace in self._namespaces.values():
            namespace.close()
        self._namespaces.clear()

    # ------------------------------------------------------------------ ground of a hall

    def place(self, published: Endpoint) -> tuple[Endpoint, AbstractContextManager[None]]:
        """Where a published endpoint is served, and the way to stand on its machine."""
        machine, own = self.topology.served[published[0]]
        return (own, published[1]), self.on(machine)

    def machine(self, address: str) -> str:
        """The machine that serves a published address."""
        return self.topology.served[address][0]

    def on(self, machine: str) -> AbstractContextManager[None]:
        """What is opened or started meanwhile stands on that machine."""
        return self._namespaces[machine].entered()

    # ------------------------------------------------------------------ building

    def _set_kernels(self) -> None:
        for name, machine in self.topology.machines.items():
            with self.on(name):
                set_kernel(KERNEL + (FORWARDING if machine.forwards else ()))

    def _count(self) -> None:
        """Listen on every machine before its first packet."""
        listening = []
        for name in self.topology.machines:
            with self.on(name):
                packets = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
            packets.setblocking(False)
            packets.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
            listening.append(packets)
        self._start("census.py", [str(one.fileno()) for one in listening], listening)
        for packets in listening:
            packets.close()

    def _lay_lines(self) -> list[str]:
        """Devices named eN of line N at both ends; the words for the lines that have a delay."""
        plain, carried = [], []
        for number, line in enumerate(self.topology.lines):
            words = self._delayed(number, line) if line.delay_ms else None
            if words is None:
                plain.append(self._plain_line(number, line))
            else:
                carried.append(words)
        ip_batch(plain, fds=[namespace.fd for namespace in self._namespaces.values()])
        return carried

    def _plain_line(self, number: int, line: Line) -> str:
        one, other = (f"netns /proc/self/fd/{self._namespaces[end].fd}" for end in line.ends)
        return f"link add name e{number} {one} type veth peer name e{number} {other}"

    def _delayed(self, number: int, line: Line) -> str | None:
        """None where this machine gives no TUN: the line is there, without its delay."""
        try:
            fds = []
            for end in line.ends:
                with self.on(end):
                    fds.append(tun(f"e{number}"))
        except OSError:
            self.delays = False
            return None
        self._tuns += fds
        return f"{fds[0]}:{fds[1]}:{line.delay_ms}"

    def _furnish(self, machine: Machine) -> None:
        with self.on(machine.name):
            ip_batch(self._lines_for(machine))
            if machine.silent:
                # What it sends itself goes nowhere; what it forwards does.
                quiet = [f"rule add iif lo lookup {QUIET_TABLE}"]
                ip_batch([*quiet, f"route add blackhole default table {QUIET_TABLE}"])
                ip_batch([*quiet, f"route add blackhole default table {QUIET_TABLE}"], family="-6")

    def _lines_for(self, machine: Machine) -> Sequence[str]:
        lines = ["link set lo up"]
        for address in machine.addresses:
            lines += [f"addr add {address}/32 dev lo", f"addr add {twin(address)}/128 dev lo nodad"]
        mine = self._numbers[machine.name]
        for number in self._devices(machine.name).values():
            lines += [f"link set dev e{number} up", f"addr add fe80::{mine:x}/64 dev e{number} nodad"]
        own, own6 = machine.addresses[0], twin(machine.addresses[0])
        for far, by in self.topology.ways(machine.name):
            hops = [self._hop(machine.name, name) for name in by]
            for address in self.topology.machines[far].addresses:
                lines.append(f"route add {address}/32 src {own} {_joined([h for h, _ in hops])}")
                lines.append(f"route add {twin(address)}/128 src {own6} {_joined([h for _, h in hops])}")
        return lines

    def _hop(self, here: str, neighbour: str) -> tuple[str, str]:
        device = f"dev e{self._devices(here)[neighbour]}"
        address = self.topology.machines[neighbour].addresses[0]
        number = self._numbers[neighbour]
        return f"via {address} {device} onlink", f"via fe80::{number:x} {device}"

    def _devices(self, machine: str) -> dict[str, int]:
        """The number of the line to each neighbour."""
        found = {}
        for number, line in enumerate(self.topology.lines):
            if machine in line.ends:
                found[line.ends[0] if line.ends[1] == machine else line.ends[1]] = number
        return found

    # ------------------------------------------------------------------ programs

    def _start_delays(self, carried: Sequence[str]) -> None:
        if carried:
            self._start("delay.py", carried, self._tuns)
        for fd in self._tuns:
            with suppress(OSError):
                os.close(fd)
        self._tuns.clear()

    def _start(self, program: str, words: Sequence[str], held: Sequence[int | socket.socket]) -> None:
        fds = tuple(one if isinstance(one, int) else one.fileno() for one in held)
        self._programs.append(
            subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-I", "-S", str(PROGRAMS / program), *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                pass_fds=fds,
            )
        )


def _joined(ways: Sequence[str]) -> str:
    return ways[0] if len(ways) == 1 else " ".join(f"nexthop {way}" for way in ways)


__all__ = ["Census", "Land", "NamespaceError"]
