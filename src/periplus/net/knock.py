"""Which TCP ports take a connection, by one connect each (RFC 9293 §3.10.7, RFC 1122 §4.2.3.9)."""

from __future__ import annotations

import asyncio
import errno
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from periplus.facts.port_scan import ranges
from periplus.net import dial
from periplus.net.clock import Clock
from periplus.net.exchange import Fault, Question
from periplus.net.gate import Permit
from periplus.net.limits import Limits
from periplus.net.trace import errors_of

OPEN, REFUSED, UNREACHABLE, SILENT, UNSENT = "open", "refused", "unreachable", "silent", "unsent"
_HERE = frozenset({errno.EADDRNOTAVAIL, errno.EACCES, errno.EPERM, errno.ENOBUFS, errno.ENETUNREACH})
"""Errors of this machine: no packet left, so they tell nothing of the port."""


def question(host: str, address: str, ports: Sequence[int]) -> Question:
    """The canonical name of the request; no bytes of a user's are sent."""
    where = f"[{address}]" if ":" in address else address
    return Question(f"ports://{where}/{host}?tcp={ranges(tuple(ports))}", b"")


@dataclass(frozen=True, slots=True)
class Knock:
    """What became of one connection."""

    port: int
    outcome: str
    ms: float = 0.0
    by: str = ""  # icmp TYPE/CODE
    sender: str = ""  # of the ICMP error
    why: str = ""  # unsent: one sentence

    def line(self) -> dict[str, Any]:
        """As it is stored."""
        told = {"by": self.by, "from": self.sender, "why": self.why}
        return {
            "port": self.port, "outcome": self.outcome, "ms": round(self.ms, 3),
            **{name: text for name, text in told.items() if text},
        }  # fmt: skip


@dataclass(slots=True)
class Wait:
    """How long one connection may take: by the slowest answer so far, a lost SYN included."""

    limits: Limits
    slowest_s: float | None = field(default=None)

    def seconds(self) -> float:
        """Until somebody has answered the longest time that the limits give."""
        if self.slowest_s is None:
            return self.limits.knock_most_s
        wanted_s = self.limits.knock_least_s + 3 * self.slowest_s
        return min(self.limits.knock_most_s, wanted_s)

    def learn(self, seconds: float) -> None:
        """An answer came after so long. One after a second came to a SYN that was sent again."""
        taken_s = seconds if seconds < 1 else seconds - 1
        self.slowest_s = max(self.slowest_s or 0.0, taken_s)


async def knock(permit: Permit, *, clock: Clock, wait: Wait) -> Knock:
    """One connection, closed as soon as it stands."""
    port, began_s = permit.asked[1], clock.monotonic()
    try:
        async with dial.knocking(permit, timeout_s=wait.seconds()) as (probe, error):
            taken_s = clock.monotonic() - began_s
            outcome, why = _outcome(error)
            by = sender = ""
            for _, who, what in () if outcome == OPEN else errors_of(probe):
                outcome, by, sender, why = UNREACHABLE, what, who, ""
    except Fault as fault:
        return Knock(port, UNSENT, why=fault.reason)
    if outcome in (OPEN, REFUSED):
        wait.learn(taken_s)
    return Knock(port, outcome, taken_s * 1000, by, sender, why)


def _outcome(error: OSError | None) -> tuple[str, str]:
    if error is None or error.errno in (errno.ECONNRESET, errno.ENOTCONN):  # it stood, and was cut
        return OPEN, ""
    if isinstance(error, TimeoutError):
        return SILENT, ""
    if error.errno == errno.ECONNREFUSED:
        return REFUSED, ""
    if error.errno in _HERE:
        return UNSENT, f"No packet left this machine: {error.strerror}."
    return UNREACHABLE, ""


async def scan(
    permits: Sequence[Permit], *, pace: dial.Pace, clock: Clock, wait: Wait
) -> tuple[Knock, ...]:
    """One knock for each permit, in their order; so many under way at once, each in its turn."""
    left = iter(enumerate(permits))
    found: dict[int, Knock] = {}

    async def work() -> None:
        for number, permit in left:
            await pace.wait(permit.asked[0])
            found[number] = await knock(permit, clock=clock, wait=wait)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(wait.limits.knocks_in_flight, len(permits))):
            group.create_task(work())
    return tuple(knocked for _, knocked in sorted(found.items()))


def body_of(knocks: Sequence[Knock], *, address: str, vantage: str) -> bytes:
    """One JSON line about the scan, then one for each port."""
    head = {"address": address, "vantage": vantage, "protocol": "tcp", "ports": len(knocks)}
    lines = [head, *(one.line() for one in knocks)]
    return b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines)
