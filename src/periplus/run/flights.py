"""The single flight of each request of one run: sent once, stored before it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeAlias

from periplus.config import SECRETS, Config
from periplus.model import Evidence, EvidenceSink, Failure, Scope, Subject
from periplus.net.exchange import Exchange
from periplus.net.reach import Reach
from periplus.packs.shelf import Shelf
from periplus.run.captures import evidence_of
from periplus.run.comparing import Comparisons
from periplus.run.place import Place, user_agent
from periplus.run.sources import Manners, Source, Spent, sources
from periplus.store.case import NOT_ASKED

Send: TypeAlias = Callable[[], Awaitable[Sequence[Exchange]]]


class Asking(Protocol):
    """Who asks, and about what."""

    collector: str
    subject: Subject


class Flights:
    """Requests of one run: each is sent once, and every capture is stored before it is read."""

    def __init__(
        self, *, case: EvidenceSink, place: Place, config: Config, scope: Scope, offline: bool
    ) -> None:
        self.place = place
        self.settings = {name: v for name, v in config.values.items() if name not in SECRETS}
        self.sources = sources(config.values)
        self._manners = Manners(place.counts, place.clock)
        self.sent = 0
        self.budget = int(config.values["budget_requests"])
        self.reach = Reach(
            scope=scope,
            clock=place.clock,
            resolver=place.resolver,
            connection_map=place.connection_map,
            trust_roots=place.trust_roots,
            user_agent=user_agent(scope.operator or config.values["operator"]),
        )
        self.shelf = Shelf(place.packs)
        self._case = case
        self._offline = offline
        self._flights: dict[tuple[str, str], asyncio.Future[tuple[Evidence, ...]]] = {}
        self.comparisons = Comparisons(self.shelf, str(self.settings.get("technologies") or ""))
        self._ends_at = place.clock.monotonic() + float(config.values["budget_s"])

    def spent(self) -> bool:
        """True when the run's requests or seconds are used up."""
        return self.sent >= self.budget or self.place.clock.monotonic() > self._ends_at

    async def once(self, asker: Asking, source: str, send: Send, *, local: bool) -> tuple[Evidence, ...]:
        """The captures of one request: in flight, in the case, or now sent.

        `local`: it reads this disk, so neither --offline nor the budget stops it.
        """
        key = (asker.collector, source)
        if key not in self._flights:
            capture = self._capture(asker, source, send, local=local)
            self._flights[key] = asyncio.ensure_future(capture)
        return await self._flights[key]

    async def _capture(
        self, asker: Asking, source: str, send: Send, *, local: bool
    ) -> tuple[Evidence, ...]:
        stored = self._case.find(collector=asker.collector, source=source, vantage=self.place.vantage)
        if stored is not None:
            return (stored,)
        if self._offline and not local:
            # Not a capture: --offline changes nothing in the case.
            failed = self._failed(source, Failure.OFFLINE, "not in the case, and --offline was given")
            return (self._evidence(asker, failed),)
        if self.spent() and not local:
            sentence = "the run's budget was spent before this request"
            exchanges = self.failed(source, Failure.BUDGET, sentence)
        else:
            self.sent += not local
            exchanges = await send()
            # Counted before, so that what is asked at once keeps to the budget.
            self.sent -= not local and all(one.failure in NOT_ASKED for one in exchanges)
        return self._case.add_all([self._evidence(asker, exchange) for exchange in exchanges])

    async def in_turn(self, of: Source, source: str, send: Send) -> Sequence[Exchange]:
        """Send when it is this request's turn at the source, or a row that says it is not today."""
        try:
            async with self._manners.turn(of):
                return await send()
        except Spent as spent:
            return self.failed(source, Failure.BUDGET, str(spent))

    def local(
        self, source: str, body: bytes, media_type: str, failure: Failure | None = None
    ) -> Exchange:
        """A row for which nothing was sent."""
        return Exchange(
            source=source, asked=None, dialled=None, request=b"", body=body, media_type=media_type,
            captured_at=self.place.clock.now(), elapsed_s=0.0, failure=failure,
        )  # fmt: skip

    def _failed(self, source: str, failure: Failure, sentence: str) -> Exchange:
        return self.local(source, sentence.encode(), "text/plain", failure)

    def _evidence(self, asker: Asking, exchange: Exchange) -> Evidence:
        return evidence_of(exchange, asker.collector, asker.subject, self.place.vantage)

    def failed(self, source: str, failure: Failure, sentence: str) -> Sequence[Exchange]:
        """A row for what was not sent."""
        return [self._failed(source, failure, sentence)]
