"""Cables that a table tells of: which countries each joins, in the word of its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.cables import CableTold
from periplus.model import Claim, Layer, Observation, Sign, Tables

VERSION = 1
READS = (CableTold,)
WRITES = ("country.told_cable",)
RULE = f"told_cables@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per cable; nobody measured it, so it stays told whatever the source."""
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, CableTold):
            continue
        operator = f" of {fact.operator}" if fact.operator else ""
        url = f" ({fact.url})" if fact.url else ""
        yield Sign.on(
            observation,
            predicate="country.told_cable",
            value={
                "cable": fact.cable,
                "operator": fact.operator,
                "countries": " ".join(fact.countries),
                "source": fact.source,
                "dated": fact.dated,
            },
            layer=Layer.NETWORK,
            channel="analyst",
            reason=f"{fact.source}{url}, {fact.dated}, tells of the cable {fact.cable}{operator} "
            f"through {', '.join(fact.countries)}; nobody saw it here.",
            rule=RULE,
        )
