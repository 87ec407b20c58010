"""Dated copies of the root zone (RFC 1035 §5.1), compiled to the lines of each top-level domain."""

from __future__ import annotations

import hashlib
import io
import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from periplus.facts.dns import DnsRecord
from periplus.facts.root_zone import read_lines
from periplus.packs.container import Array, Container, PackError
from periplus.packs.recipes import day_in

LINES_OF_A_ZONE = 1000  # of one copy; .com has 57
_SHARE_OF_BAD_LINES = 10


@dataclass(slots=True)
class _Copy:
    """One root zone: its delegations, and the addresses of the name servers in it."""

    serial: str = ""
    count: int = 0
    skipped: int = 0
    fault: str = ""
    delegations: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    servers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    glue: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    def take(self, line: bytes, record: DnsRecord) -> None:
        self.count += 1
        match record.rdtype:
            case "SOA" if record.name == ".":
                self.serial = record.data.split()[2]
            case "NS" | "DS":
                self.delegations[record.name].append(line)
                if record.rdtype == "NS":
                    self.servers[record.name].append(record.data)
            case "A" | "AAAA":
                self.glue[record.name].append(line)

    def lines(self, zone: str) -> list[bytes]:
        """The zone's NS and DS lines, then the addresses of its name servers."""
        hosts = dict.fromkeys(self.servers.get(zone, ()))
        glue = [line for host in hosts for line in self.glue.get(host, ())]
        return list(dict.fromkeys([*self.delegations.get(zone, ()), *glue]))[:LINES_OF_A_ZONE]


def day_of_copy(name: str, content: bytes) -> str:
    """The day in a copy's name, else in the serial of its SOA. PackError when neither tells one."""
    stated = day_in(name)
    for _, record in () if stated else read_lines(io.BytesIO(content)):
        if isinstance(record, DnsRecord) and record.rdtype == "SOA":
            stated = day_in(record.data.split()[2])
            break
    if stated is None:
        raise PackError(f"{name} does not tell its day: begin its name with YYYY-MM-DD, or give --date")
    return stated


def compile_copies(contents: Mapping[str, bytes], dated: str) -> tuple[dict[str, Array], int, int]:
    """Sections, delegations of all copies, and lines left out. PackError: a file is no root zone.

    A copy alone is of the day `dated`; of several each tells its own.
    """
    copies: dict[str, tuple[str, str, _Copy]] = {}
    for name, content in contents.items():
        day = dated if len(contents) == 1 else day_of_copy(name, content)
        copies[day] = (name, hashlib.sha256(content).hexdigest(), _read(content, name))
    ordered = sorted(copies.items())
    zones = sorted({zone for _, (_, _, copy) in ordered for zone in copy.delegations})
    blocks = [
        b"".join(line + b"\n" for line in copy.lines(zone))
        for zone in zones
        for _, (_, _, copy) in ordered
    ]
    about = [
        {"date": day, "file": name, "sha256": digest, "serial": copy.serial}
        for day, (name, digest, copy) in ordered
    ]
    ends = np.cumsum([0, *map(len, blocks)])
    sections: dict[str, Array] = {
        "copies": _octets(json.dumps(about).encode()),
        "zones": _octets("\n".join(zones).encode()),
        "ends": ends.astype("<u8"),
        "lines": _octets(b"".join(blocks)),
    }
    held = [copy for _, (_, _, copy) in ordered]
    return sections, sum(len(c.delegations) for c in held), sum(c.skipped for c in held)


def _octets(content: bytes) -> Array:
    return np.frombuffer(content, dtype="|u1")


def _read(content: bytes, name: str) -> _Copy:
    copy = _Copy()
    for number, (line, record) in enumerate(read_lines(io.BytesIO(content)), start=1):
        if isinstance(record, DnsRecord):
            copy.take(line, record)
        elif record is not None:
            copy.skipped += 1
            copy.fault = copy.fault or f"{name}, line {number}: {record}"
    if not copy.delegations or copy.skipped * _SHARE_OF_BAD_LINES > copy.count:
        fault = copy.fault or f"{name} holds no delegation"
        total = copy.skipped + copy.count
        raise PackError(f"no pack was made, {copy.skipped} bad lines of {total}; {fault}")
    return copy


class RootZones:
    """An open pack of root zones."""

    def __init__(self, container: Container) -> None:
        """PackError when the container holds no root zone."""
        if container.about.kind != "root-zone":
            raise PackError(f"the pack {container.path} holds no root zone")
        self.about = container.about
        self.digest = container.digest
        self._container = container

    @classmethod
    def open(cls, path: Path) -> RootZones:
        """Open a pack file. PackError when it is missing, half built or damaged."""
        return cls(Container(path))

    @cached_property
    def copies(self) -> list[dict[str, str]]:
        """Day, file, digest and serial of each copy, oldest first."""
        found: list[dict[str, str]] = json.loads(self._container.section("copies").tobytes())
        return found

    @cached_property
    def zones(self) -> list[str]:
        """Every zone that a copy delegates, in order."""
        return self._container.section("zones").tobytes().decode().split("\n")

    def row(self, zone: str) -> dict[str, Any] | None:
        """The zone's lines in each copy, oldest first; None when no copy delegates it."""
        at = bisect_left(self.zones, zone)
        if at == len(self.zones) or self.zones[at] != zone:
            return None
        first = at * len(self.copies)
        copies = [
            {**copy, "lines": self._lines(first + number)} for number, copy in enumerate(self.copies)
        ]
        return {"zone": zone, "copies": copies}

    def _lines(self, block: int) -> list[str]:
        ends = self._container.section("ends")
        text = self._container.section("lines")[int(ends[block]) : int(ends[block + 1])].tobytes()
        return text.decode("ascii").splitlines()
