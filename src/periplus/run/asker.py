"""What a collector is handed in place of a network."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from periplus.facts.capture import addresses_in
from periplus.facts.http import site_of
from periplus.model import (
    Contact,
    Evidence,
    Failure,
    Relation,
    Subject,
    TlsOffer,
)
from periplus.net import browsing, dns, greeting, hello, knock, locate, tls, trace, whois
from periplus.net.exchange import Exchange
from periplus.run.comparing import MEDIA_TYPES
from periplus.run.flights import Flights, Send
from periplus.run.question import is_address
from periplus.run.records import dated_records
from periplus.run.sources import Source
from periplus.run.stack_asking import StackAsking
from periplus.run.technologies import CorpusError, encoded
from periplus.run.worlds import country_slice

NOTHING: Mapping[str, str] = {}


class Asker(StackAsking):
    """What one collector is handed for one subject (model.Ask)."""

    def __init__(self, flights: Flights, collector: str, contact: Contact, subject: Subject) -> None:
        self.collector = collector
        self.subject = subject
        self.captured: list[Evidence] = []
        self._flights = flights
        self._contact = contact

    @property
    def settings(self) -> Mapping[str, Any]:
        """Where the public services are."""
        return self._flights.settings

    async def _once(self, source: str, send: Send, *, local: bool = False) -> tuple[Evidence, ...]:
        captured = await self._flights.once(self, source, send, local=local)
        self.captured.extend(captured)
        return captured

    async def dns(
        self, *, name: str, rdtype: str, server: str | None = None, signed: bool = False
    ) -> Evidence:
        """See model.Ask."""
        contact = Contact.LOOKUP if server is None else self._contact
        reach = self._flights.reach
        question = reach.dns_question(name=name, rdtype=rdtype, server=server, signed=signed)

        async def send() -> Sequence[Exchange]:
            answer = reach.dns(contact=contact, name=name, rdtype=rdtype, server=server, signed=signed)
            return [await answer]

        return (await self._once(question.source, send))[-1]

    async def server_text(self, *, zone: str, name: str, server: str) -> Evidence:
        """See model.Ask."""
        question = dns.question(name, "TXT", server=(server, 53), recursive=False, chaos_for=zone)

        async def send() -> Sequence[Exchange]:
            reach = self._flights.reach
            return [await reach.server_text(contact=self._contact, zone=zone, name=name, server=server)]

        return (await self._once(question.source, send))[-1]

    async def transfer(self, *, zone: str, server: str) -> Evidence:
        """See model.Ask."""
        question = dns.question(zone, "AXFR", server=(server, 53), recursive=False)

        async def send() -> Sequence[Exchange]:
            reach = self._flights.reach
            return [await reach.transfer(contact=self._contact, zone=zone, server=server)]

        return (await self._once(question.source, send))[-1]

    async def resolve(self, name: str) -> tuple[str, ...]:
        """See model.Ask."""
        if is_address(name):
            return (str(ipaddress.ip_address(name)),)
        answers = await asyncio.gather(
            self.dns(name=name, rdtype="A"), self.dns(name=name, rdtype="AAAA")
        )
        return tuple(dict.fromkeys(a for e in answers for a in addresses_in(e)))

    async def whois(self, *, server: str, query: str) -> Evidence:
        """See model.Ask."""
        source = whois.question(server, query).source

        async def send() -> Sequence[Exchange]:
            addresses, stopped = await self._addresses(source, server, 43)
            if stopped:
                return stopped
            answer = await self._flights.reach.whois(
                contact=self._contact, server=server, addresses=addresses, query=query
            )
            return [answer]

        return (await self._once(source, send))[-1]

    @property
    def today(self) -> date:
        """See model.Ask."""
        return self._flights.place.clock.now().date()

    async def source(
        self, *, name: str, path: str, parameters: Mapping[str, str] = NOTHING
    ) -> Evidence | None:
        """See model.Ask."""
        source = self._flights.sources[name]
        if not source.base:
            return None
        url = source.url(path, parameters)
        if source.lacks_key:
            sentence = f"{name} answers only with a key, and none is set"
            row = self._flights.failed(url, Failure.UNAVAILABLE, sentence)
            return (await self._once(url, _at_once(row), local=True))[-1]
        return (await self._get(url, "application/json", source))[-1]

    async def http(self, *, url: str, accept: str = "*/*") -> tuple[Evidence, ...]:
        """See model.Ask."""
        return await self._get(url, accept, None)

    async def _get(self, url: str, accept: str, of: Source | None) -> tuple[Evidence, ...]:
        reach = self._flights.reach
        # The source holds no credentials that a redirect may carry.
        source = reach.http_question(url=url, accept=accept).source
        try:
            parts = urlsplit(site_of(source))
            host = parts.hostname or ""
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            sentence = f"not a URL that can be visited: {error}"
            failed = self._flights.failed(source, Failure.PROTOCOL, sentence)
            return await self._once(source, _at_once(failed))

        async def send() -> Sequence[Exchange]:
            addresses, stopped = await self._addresses(source, host, port)
            if stopped:
                return stopped
            return await reach.http(
                contact=self._contact,
                url=url,
                addresses=addresses,
                accept=accept,
                secret=of.key if of else "",
            )

        async def in_turn() -> Sequence[Exchange]:
            return await self._flights.in_turn(of, source, send) if of else await send()

        return await self._once(source, in_turn)

    async def tls(self, *, host: str, address: str, port: int) -> Evidence:
        """See model.Ask."""
        source = tls.question(host, address, port).source

        async def send() -> Sequence[Exchange]:
            answer = await self._flights.reach.tls(
                contact=self._contact, host=host, address=address, port=port
            )
            return [answer]

        return (await self._once(source, send))[-1]

    async def hello(self, *, host: str, address: str, port: int, offer: TlsOffer) -> Evidence:
        """See model.Ask."""

        async def send() -> Sequence[Exchange]:
            reach, contact = self._flights.reach, self._contact
            return [
                await reach.hello(contact=contact, host=host, address=address, port=port, offer=offer)
            ]

        return (await self._once(hello.question(host, address, port, offer).source, send))[-1]

    async def with_leave(self, *, host: str, address: str, ports: Sequence[int]) -> tuple[int, ...]:
        """See model.Ask. Nothing is sent."""
        doors = self._flights.reach.doors
        refused = doors.refused(contact=self._contact, host=host, address=address, ports=ports)
        if refused:
            source = knock.question(host, address, tuple(refused)).source
            first = next(iter(refused.values()))
            more = f"; {len(refused)} ports are not asked" if len(ports) > 1 else ""
            row = self._flights.failed(source, first.failure, f"{first.reason.rstrip('.')}{more}.")
            await self._once(source, _at_once(row), local=True)
        return tuple(port for port in ports if port not in refused)

    async def knock(self, *, host: str, address: str, ports: Sequence[int]) -> Evidence:
        """See model.Ask. Each port is a request of the run's budget."""

        async def send() -> Sequence[Exchange]:
            flights = self._flights
            flights.sent += len(ports) - 1
            return [
                await flights.reach.doors.knock(
                    contact=self._contact, host=host, address=address, ports=ports,
                    vantage=flights.place.vantage,
                )
            ]  # fmt: skip

        return (await self._once(knock.question(host, address, ports).source, send))[-1]

    async def greet(
        self, *, host: str, address: str, port: int, say: bytes = b"", secure: bool = False
    ) -> Evidence:
        """See model.Ask."""

        async def send() -> Sequence[Exchange]:
            return [
                await self._flights.reach.doors.greet(
                    contact=self._contact, host=host, address=address, port=port, say=say, secure=secure
                )
            ]

        source = greeting.question(host, address, port, say, secure=secure).source
        return (await self._once(source, send))[-1]

    async def leave_be(self, *, address: str, edge: str, why: str) -> None:
        """See model.Ask."""
        source = f"ports://{address}?edge={quote(edge)}"
        row = self._flights.failed(source, Failure.REFUSED_SCOPE, why)
        await self._once(source, _at_once(row), local=True)

    async def trace(self, *, zone: str, address: str) -> Evidence:
        """See model.Ask."""
        reach, vantage = self._flights.reach, self._flights.place.vantage

        async def send() -> Sequence[Exchange]:
            way = await reach.ways.trace(
                contact=self._contact, zone=zone, address=address, vantage=vantage
            )
            return [way]

        return (await self._once(trace.source(zone, address), send))[-1]

    async def locate(self, *, host: str, address: str, control: str) -> Evidence:
        """See model.Ask."""
        told = {"host": host, "address": address, "control": control}

        async def send() -> Sequence[Exchange]:
            vantage = self._flights.place.vantage
            return [
                await self._flights.reach.ways.locate(contact=self._contact, vantage=vantage, **told)
            ]

        return (await self._once(locate.source(host, address), send))[-1]

    async def browse(self, *, url: str) -> tuple[Evidence, ...]:
        """See model.Ask."""
        reach = self._flights.reach
        source = browsing.question(url, "").source
        if self.settings["browser"] == "off":
            return ()

        async def send() -> Sequence[Exchange]:
            return await reach.browse(contact=self._contact, url=url, resolve=self.resolve)

        return await self._once(source, send)

    async def pack(self, *, name: str, key: str) -> Evidence:
        """See model.Ask. Nothing is sent, so the budget is not touched."""
        answer = self._flights.shelf.answer(name, key)
        row = self._flights.local(answer.source, answer.body, answer.media_type, answer.failure)
        return (await self._once(answer.source, _at_once([row]), local=True))[-1]

    async def technologies(self, captures: Sequence[Evidence]) -> Evidence:
        """See model.Ask."""
        return await self._compare("technologies", captures)

    async def libraries(self, captures: Sequence[Evidence]) -> Evidence:
        """See model.Ask."""
        return await self._compare("libraries", captures)

    async def _compare(self, name: str, captures: Sequence[Evidence]) -> Evidence:
        """What a pack says of captures. Nothing is sent, so the budget is not touched."""

        async def send() -> Sequence[Exchange]:
            try:
                body = encoded(await self._flights.comparisons.asked(name, captures))
            except CorpusError as error:
                return self._flights.failed(f"pack://{name}", Failure.UNAVAILABLE, str(error))
            return [self._flights.local(source, body, MEDIA_TYPES[name])]

        source = f"pack://{name}?capture={captures[-1].id}"
        return (await self._once(source, send, local=True))[-1]

    async def records(
        self, *, setting: str, media_type: str, wanted: Callable[[bytes], bool]
    ) -> tuple[Evidence, ...]:
        """See model.Ask. Nothing is sent, so the budget is not touched."""
        directory = str(self._flights.settings.get(setting) or "")
        found: list[Evidence] = []
        for record in dated_records(Path(directory)) if directory else ():
            if record.failure is None and not wanted(record.content):
                continue
            row = self._flights.local(
                f"record://{setting}/{record.name}?sha256={record.digest}",
                record.content,
                "text/plain" if record.failure else media_type,
                record.failure,
            )
            found += await self._once(row.source, _at_once([row]), local=True)
        return tuple(found)

    async def world(self, *, country: str) -> Evidence:
        """See model.Ask. Nothing is sent, so the budget is not touched."""
        told = country_slice(str(self._flights.settings.get("world") or ""), country)
        row = self._flights.local(told.source, told.body, told.media_type, told.failure)
        return (await self._once(row.source, _at_once([row]), local=True))[-1]

    async def leave_out(self, relation: Relation, number: int) -> None:
        """A row for leads that are not followed; nothing is sent."""
        source = f"lead://{relation.value}/{self.subject.key}"
        sentence = f"{number} more of one answer's leads ({relation.value}) are not followed"
        row = self._flights.failed(source, Failure.BUDGET, sentence)
        await self._once(source, _at_once(row), local=True)

    async def _addresses(
        self, source: str, host: str, port: int
    ) -> tuple[tuple[str, ...], Sequence[Exchange]]:
        """The host's addresses, or the row that says why nothing is sent to it."""
        refusal = self._flights.reach.gate.check_name(contact=self._contact, name=host, port=port)
        if refusal is not None:
            return (), self._flights.failed(source, refusal.failure, refusal.reason)
        addresses = await self.resolve(host)
        if addresses:
            return addresses, ()
        sentence = f"{host} has no address that the resolver tells"
        return (), self._flights.failed(source, Failure.NAME_NO_ADDRESS, sentence)


def _at_once(exchanges: Sequence[Exchange]) -> Send:
    async def send() -> Sequence[Exchange]:
        return exchanges

    return send
