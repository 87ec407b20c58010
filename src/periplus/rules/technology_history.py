"""What profiling services saw on a site, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from periplus.facts.profile import TechnologySeen
from periplus.model import Claim, Layer, Observation, Sign, Status, SubjectKind, Tables

VERSION = 1
READS = (TechnologySeen,)
WRITES = ("site.technology_history",)
RULE = f"technology_history@{VERSION}"

# Profilers look at a site every few weeks: what they have not seen for half a year is gone.
CURRENT = timedelta(days=180)


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, as_of: datetime
) -> Iterator[Sign]:
    """One reading per technology and span; PAST when it was last seen long ago."""
    for told in observations:
        fact = told.fact
        if not isinstance(fact, TechnologySeen) or told.subject.kind is not SubjectKind.SITE:
            continue
        last = fact.last_on or fact.first_on
        sign = Sign.on(
            told,
            predicate="site.technology_history",
            value={
                "technology": fact.technology,
                "category": fact.category or None,
                "first_on": fact.first_on.isoformat() if fact.first_on else None,
                "last_on": fact.last_on.isoformat() if fact.last_on else None,
            },
            layer=Layer.BEHIND,
            channel="archive",
            reason=f"A profiling service saw {fact.technology} on the site, last on {last}.",
            rule=RULE,
        )
        gone = as_of - told.observed_at > CURRENT
        yield replace(sign, status=Status.PAST) if gone else sign
