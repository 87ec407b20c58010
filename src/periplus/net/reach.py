"""What a run may ask of the world: DNS, WHOIS, TLS and HTTP, each through the gate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from periplus.facts import tls_hello, zone_transfer
from periplus.model import Contact, Failure, Scope, TlsOffer
from periplus.net import browsing, chromium, dial, dns, hello, http, tls, whois
from periplus.net.browser import Bounds
from periplus.net.clock import Clock
from periplus.net.doors import Doors
from periplus.net.exchange import (
    DNS_MESSAGE,
    HTTP_MESSAGE,
    TLS_HANDSHAKE,
    WHOIS,
    Answer,
    Attempt,
    Exchange,
    Fault,
    Question,
    endpoint,
)
from periplus.net.gate import ConnectionMap, Gate, Permit, Refusal, canonical_name
from periplus.net.http import Target
from periplus.net.limits import Limits
from periplus.net.openssl import OpenSslEngine
from periplus.net.proxy import Proxy, Resolve
from periplus.net.stacks import Stacks
from periplus.net.tls import TlsStream
from periplus.net.trust import TRUSTED, TrustRoots
from periplus.net.ways import Ways

_DEFAULT_LIMITS, _DEFAULT_BOUNDS = Limits(), Bounds()
_NO_ANSWER = {
    Failure.IO_TIMEOUT, Failure.CONNECTION_REFUSED, Failure.CONNECTION_TIMEOUT, Failure.UNREACHABLE,
}  # fmt: skip


class Reach:
    """One per run. Returns an Exchange for whatever a target does; keeps no state between hosts.

    `resolver` is an (address, port); `trust_roots` a PEM file, certifi's when None. ValueError for
    a scope that cannot be read or a user agent that cannot be sent.
    """

    def __init__(
        self,
        *,
        scope: Scope,
        clock: Clock,
        resolver: tuple[str, int],
        connection_map: ConnectionMap | None = None,
        trust_roots: Path | None = None,
        user_agent: str,
        limits: Limits = _DEFAULT_LIMITS,
        engine: tls.Engine | None = None,
        visit_bounds: Bounds = _DEFAULT_BOUNDS,
    ) -> None:
        self.gate = Gate(scope, clock, connection_map)
        self._clock = clock
        self._resolver = resolver
        self._pace = dial.Pace(clock, scope.rate_per_s, faster={resolver[0]: limits.resolver_rate_per_s})
        self.stacks = Stacks(self.gate, clock, self._pace)
        self.ways = Ways(self.gate, clock, self._pace, user_agent)
        self._roots = TrustRoots(trust_roots)
        self._engine = engine or OpenSslEngine()
        self._user_agent = user_agent
        self._limits = limits
        self._visit_bounds = visit_bounds
        http.request_bytes(http.Target.of("http://a/"), accept="*/*", user_agent=user_agent)
        self.doors = Doors(
            gate=self.gate, clock=clock, pace=self._pace, limits=limits, engine=self._engine,
            user_agent=user_agent,
        )  # fmt: skip

    # ------------------------------------------------------------------ questions

    def dns_question(
        self, *, name: str, rdtype: str, server: str | None = None, signed: bool = False
    ) -> Question:
        """The source and request that `dns` will record."""
        where = (server, 53) if server is not None else self._resolver
        return dns.question(name, rdtype, server=where, recursive=server is None, signed=signed)

    def http_question(self, *, url: str, accept: str = "*/*") -> Question:
        """The source and request that the response of `http` will record."""
        try:
            target = http.Target.of(url)
        except Fault:
            return Question(http.without_credentials(url), b"")
        return Question(
            target.url, http.request_bytes(target, accept=accept, user_agent=self._user_agent)
        )

    # ------------------------------------------------------------------ exchanges

    async def dns(
        self,
        *,
        contact: Contact,
        name: str,
        rdtype: str,
        server: str | None = None,
        signed: bool = False,
    ) -> Exchange:
        """One question to `server` (an address), or with recursion desired to the resolver."""
        question = self.dns_question(name=name, rdtype=rdtype, server=server, signed=signed)
        attempt = Attempt(question, self._clock)
        address, port = (server, 53) if server is not None else self._resolver
        permit = self._admit(attempt, contact, name, address, port)
        if isinstance(permit, Refusal):
            return attempt.fail(permit.failure, permit.reason)
        answer = await dns.ask(question.request, permit, pace=self._pace, limits=self._limits)
        if server is None and answer.failure in _NO_ANSWER:
            answer = Answer(answer.body, Failure.RESOLUTION, answer.reason)
        return attempt.end(answer, DNS_MESSAGE)

    async def server_text(self, *, contact: Contact, zone: str, name: str, server: str) -> Exchange:
        """One question to a name server of `zone` about itself, judged by the zone and its address."""
        question = dns.question(name, "TXT", server=(server, 53), recursive=False, chaos_for=zone)
        attempt = Attempt(question, self._clock)
        permit = self._admit(attempt, contact, zone, server, 53)
        if isinstance(permit, Refusal):
            return attempt.fail(permit.failure, permit.reason)
        answer = await dns.ask(question.request, permit, pace=self._pace, limits=self._limits)
        return attempt.end(answer, DNS_MESSAGE)

    async def transfer(self, *, contact: Contact, zone: str, server: str) -> Exchange:
        """The whole of `zone` from one of its name servers, judged by the zone and its address."""
        question = dns.question(zone, "AXFR", server=(server, 53), recursive=False)
        attempt = Attempt(question, self._clock)
        permit = self._admit(attempt, contact, zone, server, 53)
        if isinstance(permit, Refusal):
            return attempt.fail(permit.failure, permit.reason)
        answer = await dns.transfer(question.request, permit, pace=self._pace, limits=self._limits)
        return attempt.end(answer, zone_transfer.MEDIA_TYPE)

    async def whois(
        self, *, contact: Contact, server: str, addresses: Sequence[str], query: str
    ) -> Exchange:
        """One WHOIS query to the host `server`, at the first of its addresses that connects."""
        question = whois.question(server, query)
        attempt = Attempt(question, self._clock)
        if not question.request:
            return attempt.fail(Failure.PROTOCOL, "The query does not fit on one line.")
        try:
            async with self._connected(attempt, contact, server, addresses, whois.PORT) as stream:
                until = self._deadline()
                answer = await whois.ask(stream, question.request, limits=self._limits, until=until)
        except Fault as fault:
            return attempt.fail(fault.failure, fault.reason)
        return attempt.end(answer, WHOIS)

    async def http(
        self,
        *,
        contact: Contact,
        url: str,
        addresses: Sequence[str],
        accept: str = "*/*",
        secret: str = "",
    ) -> tuple[Exchange, ...]:
        """One GET, redirects not followed: (handshake, response) for https, else (response,).

        The last one is always about `url`, also when nothing could be asked. `secret` is sent where
        the URL says (secret), over https to a trusted server only; an answer that repeats it is lost.
        """
        question = self.http_question(url=url, accept=accept)
        attempt = Attempt(question, self._clock)
        try:
            target = http.Target.of(http.with_secret(url, secret))
            if secret and target.scheme != "https":
                raise Fault(Failure.REFUSED_SCOPE, "A key is sent over https only.")
            request = http.request_bytes(target, accept=accept, user_agent=self._user_agent)
            connected = self._connected(attempt, contact, target.host, addresses, target.port)
            async with connected as stream:
                if target.scheme == "http":
                    return (await self._respond(attempt, stream, request, self._deadline()),)
                return await self._visit_tls(attempt, stream, request, target.host, secret)
        except Fault as fault:
            return (attempt.fail(fault.failure, fault.reason),)

    async def tls(self, *, contact: Contact, host: str, address: str, port: int) -> Exchange:
        """One TLS handshake with `host` as server name, then closed."""
        name = canonical_name(host)
        attempt = Attempt(tls.question(name or host, address, port), self._clock)
        try:
            connected = self._connected(attempt, contact, host, [address], port)
            async with connected as stream:
                exchange, secured, _ = await self._shake(attempt, stream, name or host, self._deadline())
                if secured is not None:
                    await tls.leave(secured)
                return exchange
        except Fault as fault:
            return attempt.fail(fault.failure, fault.reason)

    async def hello(
        self, *, contact: Contact, host: str, address: str, port: int, offer: TlsOffer
    ) -> Exchange:
        """One ClientHello that offers just this, and the server's first flight; no handshake."""
        attempt = Attempt(
            hello.question(canonical_name(host) or host, address, port, offer), self._clock
        )
        try:
            async with self._connected(attempt, contact, host, [address], port) as stream:
                answer = await hello.ask(stream, attempt.request, limits=self._limits)
        except Fault as fault:
            return attempt.fail(fault.failure, fault.reason)
        return attempt.end(answer, tls_hello.MEDIA_TYPE)

    async def browse(self, *, contact: Contact, url: str, resolve: Resolve) -> tuple[Exchange, ...]:
        """One ordinary load in this machine's browser: (handshake for https, the visit, its picture).

        The one about `url` is first of those that are about the visit; a picture may be missing.
        """
        attempt = Attempt(browsing.question(url, self._user_agent), self._clock)
        path = chromium.program()
        if path is None:
            return (attempt.fail(Failure.UNAVAILABLE, browsing.NO_BROWSER),)
        try:
            target = http.Target.of(url)
        except Fault as fault:
            return (attempt.fail(fault.failure, fault.reason),)
        refusal = self.gate.check_name(contact=contact, name=target.host, port=target.port)
        if refusal is not None:
            return (attempt.fail(refusal.failure, refusal.reason),)
        pins: list[str] = []
        before: tuple[Exchange, ...] = ()
        if target.scheme == "https":
            addresses = await resolve(target.host)
            before = await self._handshakes(contact, target, addresses)
            pins = [pin for one in before if (pin := browsing.pin_of(one.body))]
        proxy = Proxy(
            gate=self.gate, contact=contact, resolve=resolve, pace=self._pace,
            budget_bytes=self._visit_bounds.bytes,
        )  # fmt: skip
        visited = await browsing.browse(
            attempt, target.url, path=path, proxy=proxy, pins=pins, user_agent=self._user_agent,
            bounds=self._visit_bounds,
        )  # fmt: skip
        return (*before, *visited)

    async def _handshakes(
        self, contact: Contact, target: Target, addresses: Sequence[str]
    ) -> tuple[Exchange, ...]:
        """What the site shows first: the browser takes that key, whatever its certificate is worth."""
        for address in addresses[: self._limits.connect_tries]:
            exchange = await self.tls(
                contact=contact, host=target.host, address=address, port=target.port
            )
            if exchange.failure is None:
                return (exchange,)
        return ()

    # ------------------------------------------------------------------ parts

    def _admit(
        self, attempt: Attempt, contact: Contact, name: str, address: str, port: int
    ) -> Permit | Refusal:
        verdict = self.gate.check(contact=contact, name=name, address=address, port=port)
        attempt.asked = (address, port)
        if isinstance(verdict, Permit):
            attempt.asked, attempt.dialled = verdict.asked, verdict.dialled
        return verdict

    @asynccontextmanager
    async def _connected(
        self, attempt: Attempt, contact: Contact, name: str, addresses: Sequence[str], port: int
    ) -> AsyncIterator[dial.TcpStream]:
        """The first connection that comes about. Fault: the last that did not, or the first refusal."""
        verdicts = [self.gate.check(contact=contact, name=name, address=a, port=port) for a in addresses]
        permits = [verdict for verdict in verdicts if isinstance(verdict, Permit)]
        fault = _none_to_try(attempt, verdicts, addresses, port)
        async with AsyncExitStack() as stack:
            for permit in permits[: self._limits.connect_tries]:
                attempt.asked, attempt.dialled = permit.asked, permit.dialled
                await self._pace.wait(permit.asked[0])
                connecting = dial.tcp(permit, timeout_s=self._limits.connect_s)
                try:
                    stream = await stack.enter_async_context(connecting)
                except Fault as missed:
                    fault = missed
                    continue
                yield stream
                return
        raise fault

    async def _shake(
        self, attempt: Attempt, stream: dial.Stream, host: str, until: float
    ) -> tuple[Exchange, TlsStream | None, str]:
        """The handshake, the connection that it secured if it did, and what its chain is worth."""
        try:
            async with asyncio.timeout_at(until):
                session = self._engine.session(host)
                proof, secured = await tls.handshake(
                    session, stream, chain_bytes=self._limits.tls_chain_bytes
                )
        except TimeoutError:
            return attempt.fail(Failure.IO_TIMEOUT, "The TLS handshake did not end in time."), None, ""
        except Fault as fault:
            return attempt.fail(fault.failure, fault.reason), None, ""
        verdict = self._roots.verdict(proof.chain, host, self._clock.now())
        body = tls.body_of(
            proof,
            server_name=host,
            where=endpoint(*attempt.asked) if attempt.asked else "",
            verdict=verdict,
            trust_store=self._roots.name,
        )
        return attempt.end(Answer(body), TLS_HANDSHAKE), secured, verdict

    async def _visit_tls(
        self, attempt: Attempt, stream: dial.Stream, request: bytes, host: str, secret: str
    ) -> tuple[Exchange, Exchange]:
        until = self._deadline()
        handshake, secured, verdict = await self._shake(
            _handshake_of(attempt, host, self._clock), stream, host, until
        )
        if secured is None:
            reason = f"The request was not sent. {handshake.body.decode()}"
            return handshake, attempt.fail(handshake.failure or Failure.TLS_HANDSHAKE, reason)
        if secret and verdict != TRUSTED:
            response = attempt.fail(Failure.REFUSED_SCOPE, f"The key was not sent: {verdict}.")
        else:
            response = await self._respond(attempt, secured, request, until, secret)
        await tls.leave(secured)
        return handshake, response

    async def _respond(
        self, attempt: Attempt, stream: dial.Stream, request: bytes, until: float, secret: str = ""
    ) -> Exchange:
        answer = await http.fetch(stream, request, limits=self._limits, until=until)
        if secret and http.repeats(answer.body, secret):
            return attempt.fail(Failure.PROTOCOL, "The answer repeats our key, so it was not kept.")
        return attempt.end(answer, HTTP_MESSAGE)

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._limits.exchange_s


def _none_to_try(
    attempt: Attempt, verdicts: Sequence[Permit | Refusal], addresses: Sequence[str], port: int
) -> Fault:
    """What to say when no address is permitted: the first refusal."""
    for verdict, address in zip(verdicts, addresses, strict=True):
        if isinstance(verdict, Refusal):
            attempt.asked = (address, port)
            return Fault(verdict.failure, verdict.reason)
    return Fault(Failure.NAME_NO_ADDRESS, "The name has no address.")


def _handshake_of(attempt: Attempt, host: str, clock: Clock) -> Attempt:
    """The attempt for the handshake below a visit, on the same connection."""
    address, port = attempt.asked or ("", 0)
    below = Attempt(tls.question(host, address, port), clock)
    below.asked, below.dialled = attempt.asked, attempt.dialled
    return below
