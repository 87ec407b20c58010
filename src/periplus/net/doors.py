"""What a run may ask of ports at PROBE: do they take a connection, and what do they say (RFC 9293)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from periplus.model import Contact, Failure
from periplus.net import dial, greeting, knock, tls
from periplus.net.clock import Clock
from periplus.net.exchange import GREETING, PORTS, Answer, Attempt, Exchange, Fault, Question
from periplus.net.gate import Gate, Permit, Refusal
from periplus.net.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The ports of authorised addresses, each behind the gate; part of a Reach."""

    gate: Gate
    clock: Clock
    pace: dial.Pace
    limits: Limits
    engine: tls.Engine
    user_agent: str
    waits: dict[str, knock.Wait] = field(default_factory=dict)

    def refused(
        self, *, contact: Contact, host: str, address: str, ports: Sequence[int]
    ) -> Mapping[int, Refusal]:
        """The ports that the gate gives no leave for."""
        verdicts = {
            port: self.gate.check(contact=contact, name=host, address=address, port=port)
            for port in ports
        }
        return {port: one for port, one in verdicts.items() if isinstance(one, Refusal)}

    async def knock(
        self, *, contact: Contact, host: str, address: str, ports: Sequence[int], vantage: str
    ) -> Exchange:
        """One connection to each port, at the scope's pace. A port without leave is a row, not asked."""
        attempt = Attempt(knock.question(host, address, ports), self.clock)
        verdicts = [self.gate.check(contact=contact, name=host, address=address, port=p) for p in ports]
        permits = [verdict for verdict in verdicts if isinstance(verdict, Permit)]
        refused = [one for one in zip(ports, verdicts, strict=True) if isinstance(one[1], Refusal)]
        attempt.asked = (address, ports[0]) if ports else None
        if not permits:
            reason = refused[0][1] if refused else Refusal(Failure.PROTOCOL, "No port was named.")
            return attempt.fail(reason.failure, reason.reason)  # type: ignore[union-attr]
        attempt.asked, attempt.dialled = permits[0].asked, permits[0].dialled
        wait = self.waits.setdefault(address, knock.Wait(self.limits))
        found = await knock.scan(permits, pace=self.pace, clock=self.clock, wait=wait)
        unsent = [knock.Knock(port, knock.UNSENT, why=_why(verdict)) for port, verdict in refused]
        in_order = sorted((*found, *unsent), key=lambda one: one.port)
        return attempt.end(Answer(knock.body_of(in_order, address=address, vantage=vantage)), PORTS)

    async def greet(
        self, *, contact: Contact, host: str, address: str, port: int, say: bytes, secure: bool
    ) -> Exchange:
        """What the server says first, within TLS or not; if nothing, what it answers to `say`."""
        source = greeting.question(host, address, port, say, secure=secure).source
        spoken = greeting.written(say, host=host, user_agent=self.user_agent)
        attempt = Attempt(Question(source, spoken), self.clock)
        verdict = self.gate.check(contact=contact, name=host, address=address, port=port)
        if isinstance(verdict, Refusal):
            attempt.asked = (address, port)
            return attempt.fail(verdict.failure, verdict.reason)
        attempt.asked, attempt.dialled = verdict.asked, verdict.dialled
        said = False
        try:
            async with self._connected(verdict, host, secure=secure) as stream:
                answer, said = await greeting.listen(stream, spoken, limits=self.limits)
        except Fault as fault:
            answer = Answer(b"", fault.failure, fault.reason)
        exchange = attempt.end(answer, GREETING)
        return exchange if said else replace(exchange, request=b"")

    @asynccontextmanager
    async def _connected(self, permit: Permit, host: str, *, secure: bool) -> AsyncIterator[dial.Stream]:
        """A connection, secured whatever the certificate is worth: nothing of ours is told to it."""
        await self.pace.wait(permit.asked[0])
        async with dial.tcp(permit, timeout_s=self.limits.connect_s) as stream:
            if not secure:
                yield stream
                return
            try:
                async with asyncio.timeout(2 * self.limits.greeting_s):
                    _, secured = await tls.handshake(
                        self.engine.session(host), stream, chain_bytes=self.limits.tls_chain_bytes
                    )
            except TimeoutError:
                sentence = "The TLS handshake did not end in time."
                raise Fault(Failure.TLS_HANDSHAKE, sentence) from None
            yield secured
            await tls.leave(secured)


def _why(verdict: Permit | Refusal) -> str:
    return verdict.reason if isinstance(verdict, Refusal) else ""
