"""A laboratory's second observer: the test of the vantage again, from behind a user-mode NAT."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from periplus.model import Evidence, Scope, Subject

if TYPE_CHECKING:
    from periplus.config import Config
    from periplus.lab.land import Land
    from periplus.run.flights import Flights
    from periplus.run.place import Place
    from periplus.store.case import Case

SIGNATURES = Path("/etc/p0f/p0f.fp")
"""The user's own, where p0f is installed; what they name is told beside what the vantage is worth."""
COLLECTOR = "vantage_check"


@dataclass(slots=True)
class Gathered:
    """Evidence of another thread, until the case takes it."""

    held: list[Evidence] = field(default_factory=list)

    def add_all(self, evidences: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """See model.EvidenceSink."""
        self.held.extend(evidences)
        return tuple(evidences)

    def find(self, *, collector: str, source: str, vantage: str) -> Evidence | None:
        """Nothing was asked before."""
        del collector, source, vantage
        return None


async def second_look(case: Case, place: Place, config: Config, scope: Scope, land: Land) -> None:
    """The vantage test of the case's target from there, and the signatures of an installed p0f."""
    from periplus.lab.land import OBSERVER
    from periplus.run.flights import Flights

    behind = replace(place, vantage=f"{place.vantage} behind {land.topology.beside}")
    gathered = Gathered()
    flights = Flights(case=gathered, place=behind, config=config, scope=scope, offline=False)

    def look() -> None:
        with land.on(OBSERVER):
            asyncio.run(_look(flights, case.target))

    # A thread of its own stands in the other namespace; this one goes on serving the world.
    await asyncio.to_thread(look)
    case.add_all(gathered.held)
    if has_signatures():
        _take_signatures(case, place)


async def _look(flights: Flights, target: Subject) -> None:
    from periplus import judging
    from periplus.run.asker import Asker

    collector = judging.collectors()[COLLECTOR]
    asker = Asker(flights, f"{COLLECTOR}@{collector.VERSION}", collector.CONTACT, target)
    await collector.fetch(target, asker)


def has_signatures() -> bool:
    """Whether p0f is installed."""
    return SIGNATURES.exists()


def _take_signatures(case: Case, place: Place) -> None:
    from periplus import judging
    from periplus.run.importing import Handed, take_in

    importer = judging.importers()["signatures"]
    take_in(
        case,
        [Handed.of(SIGNATURES.name, SIGNATURES.read_bytes(), importer)],
        importer,
        target=case.target,
        vantage="import:signatures",
        captured_at=place.clock.now(),
    )
