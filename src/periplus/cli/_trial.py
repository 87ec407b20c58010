"""Worlds of drawn sites for `periplus lab calibrate`, looked at like any site at PROBE."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from periplus.model import (
    Bounds,
    Contact,
    Lead,
    Observation,
    Relation,
    Scope,
    Subject,
    SubjectKind,
)

if TYPE_CHECKING:
    from datetime import datetime

    from periplus.lab.fleet import Fleet
    from periplus.lab.trial import DrawnSite, Lie, Plan
    from periplus.model import Claim, Sign
    from periplus.signatures.tables import Tables

REQUESTS, SECONDS, RATE_PER_S = 100_000, 3600.0, 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A world of sites, and what was observed of it; it can be judged with any weights."""

    sites: Sequence[DrawnSite]
    observations: Sequence[Observation]
    as_of: datetime

    def judged(self, tables: Tables) -> tuple[Sequence[Sign], Sequence[Claim]]:
        """Signs and claims with these weights."""
        from periplus.judging import judge, signs_of

        signs = signs_of(self.observations, tables, self.as_of)
        return signs, judge(self.observations, tables, self.as_of)


def worlds(plan: Plan, lies: Mapping[str, Lie], tell: Callable[[str], None]) -> Iterator[Looked]:
    """Draw, start, look at and end one world after the other."""
    from periplus.lab.fleet import Fleet
    from periplus.lab.trial import draw

    for number in range(plan.worlds):
        sites = draw(plan, lies, number)
        tell(f"world {number + 1} of {plan.worlds}: {len(sites)} sites")
        with Fleet(sites) as fleet:
            yield asyncio.run(_looked_at(sites, fleet))


async def _looked_at(sites: Sequence[DrawnSite], fleet: Fleet) -> Looked:
    """What an ordinary look at each site at PROBE brings; all in one case."""
    from periplus import judging
    from periplus.cli._options import load_config
    from periplus.cli.lab import place_in
    from periplus.lab.trial_world import connections, published, scenario
    from periplus.lab.world import World
    from periplus.run.question import open_or_create
    from periplus.run.walk import Walk

    subjects = [_subject(site) for site in sites]
    addresses = published(sites)
    scope = leave_to_probe(addresses)
    async with World(scenario(sites)) as world:
        place = place_in(world)
        ways = {**(place.connection_map or {}), **connections(sites, fleet.endpoints)}
        place = replace(place, connection_map=ways)
        config = load_config(None).with_values(world.settings, "laboratory")
        config = config.with_values(
            {"browser": "off", "budget_requests": REQUESTS, "budget_s": SECONDS}, "laboratory"
        )
        with (
            tempfile.TemporaryDirectory(prefix="periplus-") as held,
            open_or_create(Path(held) / "case", subjects[0], place, config) as case,
        ):
            walk = Walk(case=case, place=place, config=config, scope=scope)
            await walk.collect(Lead(relation=Relation.ASKED, subject=one) for one in subjects)
            evidences = list(case.evidences())
            return Looked(
                sites=sites,
                observations=judging.parse(evidences),
                as_of=max(evidence.captured_at for evidence in evidences),
            )


def leave_to_probe(addresses: Mapping[str, str]) -> Scope:
    """Leave for everything at these names and addresses, as the laboratory gives it."""
    return Scope(
        contact=Contact.PROBE,
        authorised=Bounds(
            names=tuple(addresses), prefixes=tuple(f"{one}/32" for one in addresses.values())
        ),
        rate_per_s=RATE_PER_S,
        authorised_by="this laboratory",
    )


def _subject(site: DrawnSite) -> Subject:
    return Subject(kind=SubjectKind.SITE, key=f"http://{site.name}")
