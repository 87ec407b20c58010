"""Real name servers on the laboratory's machines: BIND, Knot and NSD, with zones as files."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import dns.exception
import dns.message
import dns.query
import dns.rdatatype
import dns.rrset

from periplus.lab.hall import Ground
from periplus.lab.programs import Running, end, find, last_words, start
from periplus.lab.script import ScenarioError
from periplus.lab.zones import Authority, Zone

PORT = 53
START_S = 20.0
TRY_S = 0.2

_NAMED = """
options {{
  directory "{directory}"; pid-file none; session-keyfile none;
  listen-on port 53 {{ {four} }}; listen-on-v6 port 53 {{ {six} }};
  recursion no; dnssec-validation no; notify no; minimal-responses no; empty-zones-enable no;
  check-names primary ignore; max-cache-size 16m;
}};
controls {{ }};
"""
_NSD = """
server:
  username: ""
  chroot: ""
  database: ""
  zonesdir: "{directory}"
  pidfile: ""
  xfrdfile: "{directory}/xfrd"
  xfrdir: "{directory}"
  zonelistfile: "{directory}/list"
  server-count: 1
{listen}
remote-control:
  control-enable: no
"""
_KNOT = """
server:
  rundir: {directory}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
{listen}
database:
  storage: {directory}
control:
  listen: {directory}/sock
log:
  - target: stderr
    any: warning
template:
  - id: default
    journal-content: none
    zonefile-sync: -1
zone:
"""


@dataclass(frozen=True, slots=True)
class Job:
    """One program's work: the published addresses it answers at, all on one machine, and its zones."""

    machine: str
    published: tuple[str, ...]
    zones: tuple[Zone, ...]


class Daemons:
    """The programs of one world; which does which work goes round, so that all are met."""

    def __init__(self, ground: Ground, directory: Path) -> None:
        self.told: list[str] = []
        self._ground = ground
        self._directory = directory
        self._started: list[Running] = []
        self._programs = [name for name in ("nsd", "knotd", "named") if find(name)]

    def serve(self, servers: Mapping[str, Authority]) -> Iterator[tuple[str, int]]:
        """Start programs for these addresses; every endpoint that they answer at.

        None where the ground has no machines or this computer no program. ScenarioError when one
        does not start.
        """
        work = jobs(servers, self._ground) if self._programs else []
        for number, job in enumerate(work):
            self._start(self._programs[number % len(self._programs)], number, job)
        for number, job in enumerate(work):
            self._wait(number, job)
            yield from ((address, PORT) for address in job.published)

    def close(self) -> None:
        """End them all, by their ids."""
        end(self._started)
        self._started.clear()

    def _start(self, name: str, number: int, job: Job) -> None:
        directory = self._directory / f"name-server-{number}"
        directory.mkdir()
        addresses = [self._ground.place((one, PORT))[0][0] for one in job.published]
        files = dict(write_zones(job.zones, directory))
        command = _COMMANDS[name](directory, addresses, files)
        with self._ground.place((job.published[0], PORT))[1]:
            self._started.append(start([find(name), *command], directory / "log"))
        self.told.append(f"{name} on {job.machine}")

    def _wait(self, number: int, job: Job) -> None:
        """Until it answers from its first zone at its first address."""
        address = self._ground.place((job.published[0], PORT))[0][0]
        query = dns.message.make_query(job.zones[0].origin, dns.rdatatype.SOA)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        until_s = monotonic() + START_S
        while monotonic() < until_s and self._started[number].poll() is None:
            with (
                standing_socket(self._ground, job.published[0], family) as asking,
                suppress(OSError, dns.exception.DNSException),
            ):
                dns.query.udp(query, address, timeout=TRY_S, port=PORT, sock=asking)
                return
            sleep(0.01)
        said = last_words(self._directory / f"name-server-{number}" / "log")
        msg = f"a name server of {job.machine} did not start: {said}"
        raise ScenarioError(msg)


def standing_socket(ground: Ground, published: str, family: int) -> socket.socket:
    """A UDP socket on the machine of a published address."""
    with ground.place((published, PORT))[1]:
        asking = socket.socket(family, socket.SOCK_DGRAM)
    asking.setblocking(False)
    return asking


def jobs(servers: Mapping[str, Authority], ground: Ground) -> list[Job]:
    """Addresses of one machine that serve the same zones go together."""
    grouped: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for address in sorted(servers):
        machine = ground.machine(address)
        if machine:
            zones = tuple(id(zone) for zone in servers[address].zones)
            grouped.setdefault((machine, zones), []).append(address)
    return [
        Job(machine, tuple(addresses), tuple(servers[addresses[0]].zones))
        for (machine, _), addresses in grouped.items()
    ]


# ---------------------------------------------------------------- zones as files


def write_zones(zones: Iterable[Zone], directory: Path) -> Iterator[tuple[str, Path]]:
    """Each zone's name and file."""
    for number, zone in enumerate(zones):
        path = directory / f"zone-{number}"
        path.write_text("".join(f"{rrset.to_text()}\n" for rrset in records(zone)))
        yield zone.origin.to_text(), path


def records(zone: Zone) -> Iterator[dns.rrset.RRset]:
    """All RRsets of a zone, its SOA first; signatures and the chain of names where it is signed."""
    kinds = {
        (name, rdataset.rdtype): zone.rrset(name, rdataset.rdtype)
        for name, node in zone.nodes.items()
        for rdataset in node
    }
    if zone.signer:
        kinds[zone.origin, dns.rdatatype.DNSKEY] = zone.signer.keys()
    yield zone.soa()
    for (name, rdtype), rrset in kinds.items():
        if rrset is None:
            continue
        if rdtype != dns.rdatatype.SOA:
            yield rrset
        if zone.signer and zone.find(name, rdtype).cut is None:
            yield zone.signer.signature(rrset, name)
    for name in zone.nodes if zone.signer else ():
        if zone.signer and zone.find(name, dns.rdatatype.DS).cut is None:
            yield from zone.signer.denial(name, exists=True)


# ---------------------------------------------------------------- programs


def _named(directory: Path, addresses: Sequence[str], files: Mapping[str, Path]) -> list[str]:
    four = "".join(f"{one}; " for one in addresses if ":" not in one)
    six = "".join(f"{one}; " for one in addresses if ":" in one)
    text = _NAMED.format(directory=directory, four=four or "none;", six=six or "none;")
    text += "".join(
        f'zone "{zone}" {{ type primary; file "{file}"; }};\n' for zone, file in files.items()
    )
    (directory / "conf").write_text(text)
    return ["-g", "-n", "1", "-c", str(directory / "conf")]


def _nsd(directory: Path, addresses: Sequence[str], files: Mapping[str, Path]) -> list[str]:
    text = _NSD.format(directory=directory, listen=_lines("  ip-address: {}", addresses))
    text += "".join(f'zone:\n  name: "{zone}"\n  zonefile: "{file}"\n' for zone, file in files.items())
    (directory / "conf").write_text(text)
    return ["-d", "-c", str(directory / "conf")]


def _knot(directory: Path, addresses: Sequence[str], files: Mapping[str, Path]) -> list[str]:
    text = _KNOT.format(directory=directory, listen=_lines("  listen: {}@53", addresses))
    text += "".join(f'  - domain: "{zone}"\n    file: {file}\n' for zone, file in files.items())
    (directory / "conf").write_text(text)
    return ["-c", str(directory / "conf")]


def _lines(form: str, addresses: Sequence[str]) -> str:
    return "\n".join(form.format(address) for address in addresses)


_COMMANDS = {"named": _named, "nsd": _nsd, "knotd": _knot}
