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

import msgspec

from periplus.lab import nat
from periplus.lab.boxes import FilterPart, KernelPart, StackPart
from periplus.lab.filtering import Filter, block_page
from periplus.lab.hall import Endpoint
from periplus.lab.namespaces import Here, Namespace, NamespaceError, ip_batch, sent, set_kernel, tun
from periplus.lab.parts import VANTAGE
from periplus.lab.programs import Running, end, find
from periplus.lab.topology import Line, Machine, Topology, twin

ETH_P_ALL = 3
OBSERVER = "observer"  # behind a NAT on the vantage: this process itself, or a second look
QUIET_TABLE = 66
FAREWELL_S = 5.0
NO_BOXES = (
    "no TUN device can be had here (/dev/net/tun): filters in line and TCP stacks cannot be staged"
)
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
    """What was counted on all machines. `outside`: packets sent by devices that are not our lines."""

    def __init__(self, text: str, outside: Mapping[str, int] | None = None) -> None:
        told = json.loads(text or "{}")
        self.outside: Mapping[str, int] = outside or {}
        self.packets = int(told.get("packets", 0))
        self.lost = int(told.get("lost", 0))
        self.foreign: Mapping[str, int] = told.get("foreign", {})

    @property
    def kept(self) -> bool:
        """Whether nothing left, and no packet carried an address from elsewhere."""
        return not self.foreign and not self.outside


class Land:
    """A context manager; this process stands on the vantage, and is in its own namespace before.

    NamespaceError when this machine stages none, or gives no TUN for a box that stands on a line.
    `delays` is False where it gives none for a line that only has a delay.
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
        self._nat: list[Running] = []

    def __enter__(self) -> Self:
        began_s = monotonic()
        try:
            for name in self.topology.machines:
                inner = name == VANTAGE and not self.topology.nat
                self._namespaces[name] = Here() if inner else Namespace()
            if self.topology.nat:
                self._namespaces[OBSERVER] = Here()
            elif self.has_second:
                self._namespaces[OBSERVER] = Namespace()
            self._set_kernels()
            self._count()
            carried, boxes = self._lay_lines()
            for machine in self.topology.machines.values():
                self._furnish(machine)
            self._join_observer()
            self._start_delays(carried)
            self._start_boxes(boxes)
            self._start_taps()
        except BaseException:
            self.__exit__()
            raise
        self.built_s = monotonic() - began_s
        return self

    def __exit__(self, *_: object) -> None:
        """End its programs, and let go of the namespaces."""
        end(self._nat)
        self._nat.clear()
        for program in self._programs[1:]:
            program.kill()
            program.wait()
        for program in self._programs[:1]:
            self.census = Census(program.communicate(timeout=FAREWELL_S)[0], self._outside())
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

    def speakers(self) -> Mapping[int, tuple[str, str]]:
        """Machine and address of who speaks BGP, by AS."""
        machines = self.topology.machines
        return {asn: (name, machines[name].addresses[0]) for asn, name in self.topology.speakers.items()}

    def _outside(self) -> Mapping[str, int]:
        """Packets sent by each device that is not an end of a line: what might lead out."""
        own = {"lo", *(f"e{number}" for number in range(len(self.topology.lines)))}
        found: dict[str, int] = {}
        for name in self._namespaces:
            with self.on(name):
                mine = {*own, nat.DEVICE} if name in (OBSERVER, VANTAGE) else own
                found |= {f"{device} of {name}": n for device, n in sent().items() if device not in mine}
        return found

    # ------------------------------------------------------------------ building

    def _set_kernels(self) -> None:
        for name, machine in self.topology.machines.items():
            with self.on(name):
                set_kernel(KERNEL + (FORWARDING if machine.forwards else ()) + _settings(machine.kernel))

    def _count(self) -> None:
        """Listen on every machine before its first packet."""
        listening = []
        for name in self._namespaces:
            with self.on(name):
                packets = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
            packets.setblocking(False)
            packets.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
            listening.append(packets)
        words = [str(one.fileno()) for one in listening]
        self._start([str(PROGRAMS / "census.py"), *words], listening)
        for packets in listening:
            packets.close()

    def _lay_lines(self) -> tuple[list[str], list[tuple[Line, list[int]]]]:
        """Devices named eN of line N at both ends.

        The words for the lines that have a delay; lines on which a box stands, with its devices.
        """
        plain, carried = [], []
        boxes: list[tuple[Line, list[int]]] = []
        for number, line in enumerate(self.topology.lines):
            has_box = bool(line.filters or line.stack)
            fds = self._tuns_of(number, line, needed=has_box) if has_box or line.delay_ms else []
            if has_box:
                boxes.append((line, fds))
            elif fds:
                carried.append(f"{fds[0]}:{fds[1]}:{line.delay_ms}")
            else:
                plain.append(self._plain_line(number, line))
        ip_batch(plain, fds=[namespace.fd for namespace in self._namespaces.values()])
        return carried, boxes

    def _plain_line(self, number: int, line: Line) -> str:
        one, other = (f"netns /proc/self/fd/{self._namespaces[end].fd}" for end in line.ends)
        return f"link add name e{number} {one} type veth peer name e{number} {other}"

    def _tuns_of(self, number: int, line: Line, *, needed: bool) -> list[int]:
        """A device at each end; none where this machine gives none, and the line has just no delay."""
        fds: list[int] = []
        try:
            for end in line.ends:
                with self.on(end):
                    fds.append(tun(f"e{number}"))
        except OSError as error:
            if needed:
                raise NamespaceError(NO_BOXES) from error
            self.delays = False
        self._tuns += fds
        return fds if len(fds) == len(line.ends) else []

    def _furnish(self, machine: Machine) -> None:
        with self.on(machine.name):
            ip_batch(self._lines_for(machine))
            if machine.silent:
                # What it sends itself goes nowhere; what it forwards does.
                quiet = [f"rule add iif lo lookup {QUIET_TABLE}"]
                ip_batch([*quiet, f"route add blackhole default table {QUIET_TABLE}"])
                ip_batch([*quiet, f"route add blackhole default table {QUIET_TABLE}"], family="-6")

    @property
    def has_second(self) -> bool:
        """Whether a second observer stands behind a NAT: see `OBSERVER`."""
        return bool(self.topology.beside and not self.topology.nat and find(self.topology.beside))

    def _join_observer(self) -> None:
        """Where the scenario asks for it, an observer stands behind a NAT on the vantage."""
        if OBSERVER in self._namespaces:
            with self.on(OBSERVER):
                ip_batch(["link set lo up"])
            with self.on(VANTAGE):
                name = self.topology.nat or self.topology.beside
                self._nat += nat.join(self._namespaces[OBSERVER].fd, name)

    def _lines_for(self, machine: Machine) -> Sequence[str]:
        lines = ["link set lo up"]
        for address in machine.addresses:
            lines += [f"addr add {address}/32 dev lo", f"addr add {twin(address)}/128 dev lo nodad"]
        mine = self._numbers[machine.name]
        for number in self._devices(machine.name).values():
            lines += [f"link set dev e{number} up", f"addr add fe80::{mine:x}/64 dev e{number} nodad"]
        own, own6 = machine.addresses[0], twin(machine.addresses[0])
        mss = machine.kernel.mss if machine.kernel else None
        told = f" advmss {mss}" if mss else ""
        for far, by in self.topology.ways(machine.name):
            hops = [self._hop(machine.name, name) for name in by]
            for address in self.topology.machines[far].addresses:
                four, six = _joined([h for h, _ in hops]), _joined([h for _, h in hops])
                lines.append(f"route add {address}/32 src {own}{told} {four}")
                lines.append(f"route add {twin(address)}/128 src {own6}{told} {six}")
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
            self._start([str(PROGRAMS / "delay.py"), *carried], self._tuns)

    def _start_boxes(self, boxes: Sequence[tuple[Line, list[int]]]) -> None:
        for line, (far, near) in boxes:
            told = {
                "delay_ms": line.delay_ms,
                "filters": [self._filter(part).told() for part in line.filters],
                "stack": _traits(line.stack) if line.stack else None,
            }
            with self.on(line.ends[0]):  # a stack passes connections on from the machine itself
                self._start(
                    ["-m", "periplus.lab.box", str(near), str(far), json.dumps(told)], [near, far]
                )
        for fd in self._tuns:
            with suppress(OSError):
                os.close(fd)
        self._tuns.clear()

    def _start_taps(self) -> None:
        for machine in self.topology.machines.values():
            if machine.taps:
                told = json.dumps([self._filter(part).told() for part in machine.taps])
                with self.on(machine.name):
                    tap = self._start(["-m", "periplus.lab.tap", told], [])
                if tap.stdout is None or not tap.stdout.readline():  # it says that it listens
                    raise NamespaceError("the tap at a router did not start")

    def _filter(self, part: FilterPart) -> Filter:
        """The filter in the laboratory's own addresses."""
        served = self.topology.served
        return Filter(
            does=part.does,
            in_line=part.way == "in-line",
            names=part.names,
            addresses=tuple(served[address][1] for address in part.addresses if address in served),
            forged=part.forged,
            page=block_page(part.text or ""),
        )

    def _start(self, words: Sequence[str], held: Sequence[int | socket.socket]) -> subprocess.Popen[str]:
        fds = tuple(one if isinstance(one, int) else one.fileno() for one in held)
        alone = ("-P",) if words[0] == "-m" else ("-I", "-S")
        program = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, *alone, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=fds,
        )
        self._programs.append(program)
        return program


def _settings(kernel: KernelPart | None) -> tuple[tuple[str, str], ...]:
    """What a machine's own kernel is told of TCP."""
    if kernel is None:
        return ()
    hops = [("ipv4/ip_default_ttl", str(kernel.ttl)), ("ipv6/conf/default/hop_limit", str(kernel.ttl))]
    return (
        ("ipv4/tcp_window_scaling", str(int(kernel.scaling))),
        ("ipv4/tcp_timestamps", str(int(kernel.timestamps))),
        ("ipv4/tcp_sack", str(int(kernel.sack))),
        *(hops if kernel.ttl else ()),
    )


def _traits(stack: StackPart) -> Mapping[str, object]:
    """The row of the table, in the words of the program."""
    told: dict[str, object] = msgspec.to_builtins(stack)
    return {
        "hops": told.pop("ttl"),
        "unfragmented": told.pop("df"),
        "identity": told.pop("ip_id"),
        "clock_hz": told.pop("timestamp_hz"),
        **told,
    }


def _joined(ways: Sequence[str]) -> str:
    return ways[0] if len(ways) == 1 else " ".join(f"nexthop {way}" for way in ways)


__all__ = ["Census", "Land", "NamespaceError"]
