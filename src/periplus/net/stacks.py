"""What a run asks of the TCP stacks that answer it: handshakes, and packets of one hop (RFC 5082)."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from periplus.facts.packets import MEDIA_TYPE, written
from periplus.model import Contact, Failure
from periplus.net import dns, handshake, nmap
from periplus.net.clock import Clock
from periplus.net.dial import Pace
from periplus.net.exchange import TCP_TOLD, Answer, Attempt, Exchange, Fault, Question, endpoint
from periplus.net.gate import Gate, Permit, Refusal

MAX_CONNECTIONS = 100
FEW, SPACING_S = 3, 0.1  # more are so far apart: a clock is read from their numbers
LOOPBACK = "On loopback the laboratory has no lines: nothing is told of stacks there."
_HIGHEST = 255
_DNS_PORT, CLOSED_PORT = 53, 1  # TCPMUX, RFC 7805: historic
XML = "application/xml"


def source(kind: str, name: str | None, address: str, port: int, **told: object) -> str:
    """The canonical name of a request."""
    rest = "&".join(f"{key}={value}" for key, value in told.items() if value)
    return f"{kind}://{endpoint(address, port)}/{name or ''}" + (f"?{rest}" if rest else "")


class Stacks:
    """One per run, behind the same gate and pace as all else that is sent."""

    def __init__(self, gate: Gate, clock: Clock, pace: Pace) -> None:
        self._gate = gate
        self._clock = clock
        self._pace = pace

    async def handshake(
        self, *, contact: Contact, name: str | None, address: str, port: int, connections: int,
        same_port: bool, only_caught: bool, vantage: str,
    ) -> Exchange:  # fmt: skip
        """So many connections, each ended at once: their SYNs and SYN-ACKs as a capture.

        Without the privilege one connection and a few more for the TTL, as the kernel tells them;
        nothing with `only_caught`, for whom wants sequence numbers: the kernel tells none.
        """
        connections = max(1, min(connections, MAX_CONNECTIONS))
        attempt = self._attempt(
            source("handshake", name, address, port, connections=connections, same_port=same_port)
        )
        permit = self._admitted(attempt, contact, name, address, port)
        if isinstance(permit, Refusal):
            return attempt.fail(permit.failure, permit.reason)
        try:
            return await self._caught(attempt, permit, connections, same_port=same_port)
        except Fault as fault:
            if fault.failure is not Failure.UNAVAILABLE or only_caught:
                return attempt.fail(fault.failure, fault.reason)
        try:
            return await self._told(attempt, permit, vantage)
        except Fault as fault:
            return attempt.fail(fault.failure, fault.reason)

    async def one_hop(
        self, *, contact: Contact, name: str | None, address: str, port: int, vantage: str
    ) -> Exchange:
        """A connection that may go one hop; to a port of DNS a question that may go one hop too.

        Where the connection is answered, a datagram to the same port tells whether the target is so
        near: if not, it dies at the first router, which says so (RFC 1812 §5.3.1).
        """
        attempt = self._attempt(source("one-hop", name, address, port))
        permit = self._admitted(attempt, contact, name, address, port)
        if isinstance(permit, Refusal):
            return attempt.fail(permit.failure, permit.reason)
        await self._pace.wait(permit.asked[0])
        try:
            tries = {"connect": await asyncio.to_thread(handshake.short, permit)}
            asked = secrets.token_bytes(2)
            if port == _DNS_PORT:
                asked += dns.question(".", "NS", server=permit.asked, recursive=False).request[2:]
            if port == _DNS_PORT or tries["connect"].word in {"syn-ack", "reset"}:
                tries["udp"] = await asyncio.to_thread(handshake.short_datagram, permit, asked)
        except Fault as fault:
            return attempt.fail(fault.failure, fault.reason)
        lines = [{"method": method, **_outcome(one)} for method, one in tries.items()]
        return attempt.end(Answer(_body(permit, vantage, lines)), TCP_TOLD)

    async def nmap(self, *, contact: Contact, name: str, address: str, port: int) -> Exchange:
        """An installed nmap at this port, and at a port that is likely closed where that is allowed."""
        ports = tuple(
            one
            for one in (port, CLOSED_PORT)
            if isinstance(
                self._gate.check(contact=contact, name=name, address=address, port=one), Permit
            )
            or one == port
        )
        asked = " ".join(("nmap", *nmap.words(address, ports)))
        attempt = Attempt(Question(source("nmap", name, address, port), asked.encode()), self._clock)
        permit = self._admitted(attempt, contact, name, address, port)
        if isinstance(permit, Refusal):
            return attempt.fail(permit.failure, permit.reason)
        await self._pace.wait(permit.asked[0])
        try:
            return attempt.end(await nmap.run(permit, ports), XML)
        except Fault as fault:
            return attempt.fail(fault.failure, fault.reason)

    # ------------------------------------------------------------------ parts

    def _attempt(self, name: str) -> Attempt:
        return Attempt(Question(name, b""), self._clock)

    def _admitted(
        self, attempt: Attempt, contact: Contact, name: str | None, address: str, port: int
    ) -> Permit | Refusal:
        attempt.asked = (address, port)
        verdict = self._gate.check(contact=contact, name=name, address=address, port=port)
        if isinstance(verdict, Refusal):
            return verdict
        attempt.asked = verdict.asked
        if ipaddress.ip_address(verdict.dialled[0]).is_loopback:
            return Refusal(Failure.REFUSED_UNMAPPED, LOOPBACK)
        attempt.dialled = verdict.dialled
        return verdict

    async def _caught(
        self, attempt: Attempt, permit: Permit, connections: int, *, same_port: bool
    ) -> Exchange:
        packets: list[tuple[datetime, bytes]] = []
        own_port = silent = 0
        gap_s = SPACING_S if connections > FEW or same_port else 0.0
        due_s = self._clock.monotonic()
        for _ in range(connections):
            await self._pace.wait(permit.asked[0])
            await self._clock.sleep(max(0.0, due_s - self._clock.monotonic()))
            due_s = self._clock.monotonic() + gap_s
            one = await asyncio.to_thread(handshake.catch, permit, self._clock, own_port=own_port)
            packets += one.packets
            own_port = one.own_port if same_port else 0
            silent = 0 if one.outcome.word == "syn-ack" else silent + 1
            if silent == 2:  # nobody there, or nobody any more
                break
        body = written(packets)
        if silent == 2 or (connections == 1 and silent):
            return attempt.end(Answer(body, *_missed(one.outcome)), MEDIA_TYPE)
        return attempt.end(Answer(body), MEDIA_TYPE)

    async def _told(self, attempt: Attempt, permit: Permit, vantage: str) -> Exchange:
        await self._pace.wait(permit.asked[0])
        outcome, told = await asyncio.to_thread(handshake.told, permit)
        if outcome.word != "syn-ack":
            return attempt.fail(*_missed(outcome))
        lines: list[Mapping[str, Any]] = [{"connected": True, **told}]
        wait_s = max(handshake.LEAST_WAIT_S, min(handshake.MOST_WAIT_S, 3 * outcome.rtt_ms / 1000))
        least, most = 1, _HIGHEST
        while least < most:
            middle = (least + most + 1) // 2
            await self._pace.wait(permit.asked[0])
            try:
                arrived = await asyncio.to_thread(handshake.arrives_with, permit, middle, wait_s)
            except Fault:
                break  # this kernel demands no TTL: the rest was told all the same
            lines.append({"least_ttl": middle, "connected": arrived})
            least, most = (middle, most) if arrived else (least, middle - 1)
        return attempt.end(Answer(_body(permit, vantage, lines)), TCP_TOLD)


def _missed(outcome: handshake.Outcome) -> tuple[Failure, str]:
    if outcome.word == "reset":
        return Failure.CONNECTION_REFUSED, "The connection was refused."
    if outcome.word:
        return Failure.UNREACHABLE, f"{outcome.sender} could not pass it on ({outcome.word})."
    return Failure.CONNECTION_TIMEOUT, "No answer to the connection in time."


def _outcome(one: handshake.Outcome) -> Mapping[str, Any]:
    return {"by": one.word, "from": one.sender, "rtt_ms": round(one.rtt_ms, 2)} if one.word else {}


def _body(permit: Permit, vantage: str, lines: Sequence[Mapping[str, Any]]) -> bytes:
    """One JSON line about the endpoint, then one for each try."""
    head = {
        "vantage": vantage,
        "asked": permit.asked[0],
        "dialled": permit.dialled[0],
        "port": permit.asked[1],
    }
    return b"".join(json.dumps(line).encode() + b"\n" for line in (head, *lines))
