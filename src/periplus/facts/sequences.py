"""Initial sequence numbers of connections, with their times, from a capture (RFC 9293 §3.4.1)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field

from periplus.facts.packets import Packet
from periplus.facts.selector import byte_range
from periplus.facts.tcp import Ends, halves
from periplus.model import Basis, Fact, Reading, Subject, SubjectKind

MAX_NUMBERS = 100  # of one port
MAX_PORTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class InitialSequences(Fact):
    """What one port's connections began with, in their order; the three tuples go together."""

    vantage: str
    port: int
    numbers: tuple[int, ...]
    at_s: tuple[float, ...]  # when each was asked for: seconds since 1970, UTC
    own_ports: tuple[int, ...]


@dataclass(slots=True)
class _Series:
    numbers: list[int] = field(default_factory=list)
    at_s: list[float] = field(default_factory=list)
    own_ports: list[int] = field(default_factory=list)
    first: Packet | None = None
    last: Packet | None = None


def read_sequences(body: bytes, vantage: str) -> Iterator[Reading]:
    """One reading for each port that answered; an answer without a time, or sent twice, counts not."""
    asked: dict[Ends, float] = {}
    last: dict[Ends, int] = {}
    series: dict[tuple[bytes, int], _Series] = {}
    for half in halves(body):
        if half.packet.at is None:
            continue
        at_s = half.packet.at.timestamp()
        if not half.answered:
            if len(asked) < MAX_PORTS * MAX_NUMBERS:
                asked[half.ends] = at_s
                last.pop(half.ends, None)
            continue
        if last.get(half.ends) == half.sequence:  # the same answer once more
            continue
        key = (half.ends.server, half.ends.server_port)
        if key not in series and len(series) == MAX_PORTS:
            continue
        found = series.setdefault(key, _Series())
        if len(found.numbers) < MAX_NUMBERS:
            last[half.ends] = half.sequence
            found.numbers.append(half.sequence)
            found.at_s.append(asked.get(half.ends, at_s))
            found.own_ports.append(half.ends.client_port)
            found.first, found.last = found.first or half.packet, half.packet
    for (server, port), found in series.items():
        if found.first is not None and found.last is not None:
            yield Reading(
                subject=Subject(kind=SubjectKind.ADDRESS, key=str(ipaddress.ip_address(server))),
                fact=InitialSequences(
                    vantage=vantage,
                    port=port,
                    numbers=tuple(found.numbers),
                    at_s=tuple(found.at_s),
                    own_ports=tuple(found.own_ports),
                ),
                selector=byte_range(found.first.first, found.last.end),
                basis=Basis.WITNESSED,
                observed_at=found.last.at,
            )
