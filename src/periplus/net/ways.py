"""What a run asks of the way to an address: its hops, and who answers on it."""

from __future__ import annotations

import asyncio

from periplus.model import Contact
from periplus.net import dns, locate, trace
from periplus.net.clock import Clock
from periplus.net.dial import Pace
from periplus.net.exchange import MIDDLEBOX, TRACE, Answer, Attempt, Exchange, Fault, Question
from periplus.net.gate import Gate, Refusal


class Ways:
    """One per run, behind the same gate and pace as all else that is sent."""

    def __init__(self, gate: Gate, clock: Clock, pace: Pace, user_agent: str) -> None:
        self._gate = gate
        self._clock = clock
        self._pace = pace
        self._user_agent = user_agent

    async def trace(self, *, contact: Contact, zone: str, address: str, vantage: str) -> Exchange:
        """The way to a name server of `zone`; every probe asks it for the zone's SOA."""
        question = dns.question(zone, "SOA", server=(address, 53), recursive=False)
        attempt = Attempt(Question(trace.source(zone, address), question.request), self._clock)
        attempt.asked = (address, 53)
        permit = self._gate.check(contact=contact, name=zone, address=address, port=53)
        if isinstance(permit, Refusal):
            return attempt.fail(permit.failure, permit.reason)
        attempt.asked, attempt.dialled = permit.asked, permit.dialled
        await self._pace.wait(address)
        tracer = trace.Tracer(permit, question.request, self._clock)
        try:
            await asyncio.to_thread(tracer.run)
        except Fault as fault:
            return attempt.fail(fault.failure, fault.reason)
        return attempt.end(Answer(trace.body_of(tracer, vantage)), TRACE)

    async def locate(
        self, *, contact: Contact, host: str, address: str, control: str, vantage: str
    ) -> Exchange:
        """Who answers for `host` on the way to its address; judged by host, address and each port."""
        attempt = Attempt(Question(locate.source(host, address), b""), self._clock)
        wanted, refused = [], []
        for protocol, port in locate.PORTS.items():
            verdict = self._gate.check(contact=contact, name=host, address=address, port=port)
            if isinstance(verdict, Refusal):
                refused.append(verdict)
                continue
            asked = [locate.request_of(protocol, name, self._user_agent) for name in (host, control)]
            wanted.append(locate.Wanted(protocol, verdict, *asked))
        if all(one.protocol == "dns" for one in wanted):  # without a connection there is no distance
            attempt.asked = (address, locate.PORTS["tls"])
            return attempt.fail(refused[-1].failure, refused[-1].reason)
        attempt.asked, attempt.dialled = wanted[-1].permit.asked, wanted[-1].permit.dialled
        await self._pace.wait(address)
        try:
            found = await asyncio.to_thread(locate.locate, wanted)
        except Fault as fault:
            return attempt.fail(fault.failure, fault.reason)
        body = locate.body_of(found, vantage=vantage, host=host, control=control)
        return attempt.end(Answer(body), MIDDLEBOX)
