"""The walk: from leads to collectors to new leads, until nothing is left to ask."""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from periplus import judging
from periplus.config import Config
from periplus.facts.registry import RegistryAttribute
from periplus.model import Collector, EvidenceSink, Lead, Relation, Scope, Subject
from periplus.run.asker import Asker
from periplus.run.flights import Flights
from periplus.run.place import Place

FOLLOWED = {Relation.REDIRECTS_TO: 5, Relation.CNAME_OF: 8}
"""How often one chain of leads may use a relation; 2 for the others."""


MOST_LEADS = {
    Relation.NS_OF: 32,
    Relation.MX_OF: 32,
    Relation.CNAME_OF: 32,
    Relation.RESOLVES_TO: 32,
}
"""How many leads of a relation one look may bring: a large answer must not spend the run's budget."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of progress."""

    collector: str
    subject: str
    state: str  # asking, done
    captures: int  # of this collector on this subject
    failures: int
    requests: int  # sent by the run so far
    budget: int


Progress = Callable[[Step], None]


class Walk:
    """The task group of one question. One object per run, not reused."""

    def __init__(
        self,
        *,
        case: EvidenceSink,
        place: Place,
        config: Config,
        scope: Scope,
        offline: bool = False,
        progress: Progress | None = None,
    ) -> None:
        self._flights = Flights(case=case, place=place, config=config, scope=scope, offline=offline)
        self._progress = progress or (lambda _: None)
        self._collectors = judging.collectors()
        self._slots = asyncio.Semaphore(int(config.values["parallel"]))
        self._visited: set[tuple[str, Subject]] = set()
        self._covered: dict[str, list[ipaddress.IPv4Network | ipaddress.IPv6Network]] = {}
        self._covering: dict[str, asyncio.Lock] = {}

    async def collect(self, leads: Iterable[Lead]) -> None:
        """Follow the leads, and those they bring, to their end."""
        async with asyncio.TaskGroup() as group:
            for lead in leads:
                self._follow(group, lead, ())

    def _follow(self, group: asyncio.TaskGroup, lead: Lead, trail: tuple[Relation, ...]) -> None:
        if Counter(trail)[lead.relation] >= FOLLOWED.get(lead.relation, 2):
            return
        for name, collector in self._collectors.items():
            accepted = collector.ACCEPTS.get(lead.subject.kind, frozenset())
            if lead.relation in accepted and (name, lead.subject) not in self._visited:
                self._visited.add((name, lead.subject))
                path = (*trail, lead.relation)
                group.create_task(self._look(group, name, collector, lead.subject, path))

    async def _look(
        self,
        group: asyncio.TaskGroup,
        name: str,
        collector: Collector,
        subject: Subject,
        trail: tuple[Relation, ...],
    ) -> None:
        asker = Asker(self._flights, f"{name}@{collector.VERSION}", collector.CONTACT, subject)
        if getattr(collector, "COVERS_PREFIXES", False):
            # An answer about a block serves every address in it, so these go one by one.
            async with self._covering.setdefault(name, asyncio.Lock()):
                if self._is_covered(name, subject):
                    return
                await self._fetch(collector, subject, asker)
                self._note_covered(name, collector, asker)
        else:
            await self._fetch(collector, subject, asker)
        leads = {
            lead: None
            for evidence in asker.captured
            for reading in collector.parse(evidence)
            for lead in reading.fact.leads()
        }
        for relation, found in _by_relation(leads).items():
            most = MOST_LEADS.get(relation, len(found))
            # In the order of names, so that every collector leaves out the same ones.
            for lead in sorted(found)[:most] if len(found) > most else found:
                self._follow(group, lead, trail)
            if len(found) > most:
                await asker.leave_out(relation, len(found) - most)

    async def _fetch(self, collector: Collector, subject: Subject, asker: Asker) -> None:
        async with self._slots:
            self._report(asker, "asking")
            await collector.fetch(subject, asker)
            self._report(asker, "done")

    def _report(self, asker: Asker, state: str) -> None:
        self._progress(
            Step(
                collector=asker.collector,
                subject=str(asker.subject),
                state=state,
                captures=len(asker.captured),
                failures=sum(e.failure is not None for e in asker.captured),
                requests=self._flights.sent,
                budget=self._flights.budget,
            )
        )

    def _is_covered(self, name: str, subject: Subject) -> bool:
        address = ipaddress.ip_address(subject.key)
        return any(address in network for network in self._covered.get(name, ()))

    def _note_covered(self, name: str, collector: Collector, asker: Asker) -> None:
        # An answer also names the blocks around, and routes; only the smallest block is answered for.
        address = ipaddress.ip_address(asker.subject.key)
        blocks = [
            ipaddress.ip_network(reading.subject.key)
            for evidence in asker.captured
            for reading in collector.parse(evidence)
            if isinstance(reading.fact, RegistryAttribute)
        ]
        around = [block for block in blocks if address in block]
        if around:
            smallest = max(around, key=lambda block: block.prefixlen)
            self._covered.setdefault(name, []).append(smallest)


def _by_relation(leads: Iterable[Lead]) -> dict[Relation, list[Lead]]:
    found: dict[Relation, list[Lead]] = {}
    for lead in leads:
        found.setdefault(lead.relation, []).append(lead)
    return found
