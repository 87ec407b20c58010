"""Who stands where in a laboratory of machines, and by which lines (RFC 2992 for equal ways)."""

from __future__ import annotations

import ipaddress
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from periplus.lab.boxes import FilterPart, KernelPart, StackPart
from periplus.lab.parts import VANTAGE
from periplus.lab.script import RouterPart, Script
from periplus.lab.speakers import speaking

GATEWAY = RouterPart(name="gateway", address="198.18.0.1")
SERVICES = "services"
VANTAGE_ADDRESS = "198.18.255.10"
SPEAKERS = ipaddress.ip_network("198.18.248.0/22")
SERVED = ipaddress.ip_network("198.19.0.0/16")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One machine: `addresses` are IPv4, each with its IPv6 twin (see `twin`)."""

    name: str
    addresses: tuple[str, ...]
    forwards: bool = False
    silent: bool = False
    kernel: KernelPart | None = None
    taps: tuple[FilterPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two machines, the farther one first; the delay is one way.

    `filters` stand at its near end, `stack` at its far one, before the machine.
    """

    ends: tuple[str, str]
    delay_ms: float = 0.0
    filters: tuple[FilterPart, ...] = ()
    stack: StackPart | None = None


@dataclass(frozen=True, slots=True)
class Topology:
    """Machines, lines, and where each published address is served.

    `served`: published address -> (machine, the laboratory's address for it).
    `speakers`: AS -> the machine that speaks BGP for it. `nat`: behind what on his machine the observer
    stands, if behind anything; `beside`: behind which program a second one does.
    """

    machines: Mapping[str, Machine]
    lines: Sequence[Line]
    served: Mapping[str, tuple[str, str]]
    neighbours: Mapping[str, Sequence[str]] = field(repr=False)
    speakers: Mapping[int, str] = field(default_factory=dict)
    nat: str = ""
    beside: str = ""

    def ways(self, source: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every other machine, and the neighbours of `source` that lead to it by the fewest lines."""
        first: dict[str, set[str]] = {name: {name} for name in self.neighbours[source]}
        depth = {source: 0, **dict.fromkeys(first, 1)}
        queue = deque(self.neighbours[source])
        while queue:
            name = queue.popleft()
            for far in self.neighbours[name] if self.machines[name].forwards else ():
                if far not in depth:
                    depth[far] = depth[name] + 1
                    first[far] = set()
                    queue.append(far)
                if depth[far] == depth[name] + 1:
                    first[far] |= first[name]
        for name, by in first.items():
            yield name, tuple(sorted(by))

    def between(self, home: str) -> frozenset[str]:
        """The machines on all ways from the vantage to another machine, neither of them counted."""
        found: set[str] = set()
        ahead = {VANTAGE}
        while ahead:
            nexts = {by for here in ahead for by in dict(self.ways(here)).get(home, ())} - {home}
            found |= nexts
            ahead = nexts
        return frozenset(found)


def twin(address: str) -> str:
    """The IPv6 address that a machine has beside an IPv4 address (documentation, RFC 9637)."""
    number = int(ipaddress.IPv4Address(address))
    return str(ipaddress.IPv6Address((0x3FFF << 112) | (number << 64) | 1))


def topology_of(script: Script) -> Topology:
    """The machines of a scenario; addresses that no host serves stand right behind the gateway."""
    routers = script.router or (GATEWAY,)
    at_home = {address: host.name for host in script.host for address in host.serves}
    served: dict[str, tuple[str, str]] = {}
    for number, address in enumerate(_published(script)):
        home = at_home.get(address, SERVICES)
        own = str(SERVED[(number // 250) * 256 + number % 250 + 1])
        served[address] = (home, own if ":" not in address else twin(own))
    machines = [
        Machine(
            name=part.name,
            addresses=(part.address,),
            forwards=True,
            silent=part.silent,
            taps=_at(part, script, "tap"),
        )
        for part in routers
    ]
    machines.append(Machine(name=VANTAGE, addresses=(VANTAGE_ADDRESS,)))
    behind = {host.name: host for host in script.host}
    for name in dict.fromkeys(home for home, _ in served.values()):
        mine = tuple(_plain(address) for home, address in served.values() if home == name)
        kernel = behind[name].kernel if name in behind else None
        machines.append(Machine(name=name, addresses=mine, kernel=kernel))
    lines = [*_lines(script, routers, [machine.name for machine in machines[len(routers) + 1 :]])]
    speakers, more = _speakers(script, routers)
    machines += more
    lines += [Line((machine.name, routers[0].name)) for machine in more]
    nat, beside = script.vantage.nat, script.vantage.beside
    by_name = {machine.name: machine for machine in machines}
    return Topology(by_name, lines, served, _neighbours(lines), speakers, nat, beside)


def _speakers(
    script: Script, routers: Sequence[RouterPart]
) -> tuple[Mapping[int, str], Sequence[Machine]]:
    """Who speaks for each AS, and the machines of those that no router stands for."""
    standing = {part.asn: part.name for part in reversed(routers) if part.asn and not part.silent}
    taken = {part.address for part in routers}
    free = (str(one) for one in SPEAKERS.hosts() if str(one) not in taken)
    speakers, more = {}, []
    for asn in speaking(script.routing):
        if asn not in standing:
            more.append(Machine(name=f"as{asn}", addresses=(next(free),)))
        speakers[asn] = standing.get(asn, f"as{asn}")
    return speakers, more


def _at(router: RouterPart, script: Script, way: str) -> tuple[FilterPart, ...]:
    return tuple(one for one in script.filter if one.router == router.name and one.way == way)


def _lines(script: Script, routers: Sequence[RouterPart], homes: Sequence[str]) -> Sequence[Line]:
    in_line: dict[str, tuple[FilterPart, ...]] = {
        part.name: tuple(
            one for one in script.filter if one.router == part.name and one.way == "in-line"
        )
        for part in routers
    }
    lines = [
        Line((part.name, line.to), line.delay_ms, in_line[line.to])
        for part in routers
        for line in part.links
    ]
    lines.append(Line((VANTAGE, routers[0].name)))
    behind = {host.name: host for host in script.host}
    for name in homes:
        host = behind.get(name)
        router = host.router if host else routers[0].name
        delay_ms, stack = (host.delay_ms, host.stack) if host else (0.0, None)
        lines.append(Line((name, router), delay_ms, in_line.get(router, ()), stack))
    return lines


def _published(script: Script) -> Sequence[str]:
    """All addresses that a scenario serves, in its order."""
    parts = (
        [script.resolver.address],
        (address for zone in script.zone for address in zone.servers),
        (address for whois in script.whois for address in whois.addresses),
        (address for web in script.web for address in web.addresses),
    )
    return list(dict.fromkeys(address for part in parts for address in part))


def _plain(address: str) -> str:
    """The IPv4 address whose twin this is, or the address itself."""
    if ":" not in address:
        return address
    number = int(ipaddress.IPv6Address(address)) >> 64
    return str(ipaddress.IPv4Address(number & 0xFFFFFFFF))


def _neighbours(lines: Sequence[Line]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        for one, other in (line.ends, line.ends[::-1]):
            found.setdefault(one, []).append(other)
    return found
