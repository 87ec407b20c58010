"""Which foreign networks carry a country's gateways to the world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.world import BorderLink
from periplus.model import Claim, Layer, Observation, Sign, Tables

VERSION = 2
READS = (BorderLink,)
WRITES = ("network.carrier",)
RULE = f"carriers@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per link from a foreign provider to a domestic network."""
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, BorderLink):
            continue
        value = {
            "carrier": f"AS{fact.provider}",
            "name": fact.name,
            "country": fact.country,
            "organisation": fact.organisation,
        }
        named = f"AS{fact.provider}{f' {fact.name}' if fact.name else ''}"
        home = f", at home in {fact.country}" if fact.country else ""
        yield Sign.on(
            observation,
            predicate="network.carrier",
            value=value,
            layer=Layer.ROUTING,
            channel="bgp",
            reason=f"The relationships tell {named}{home}, as a provider of AS{fact.customer}.",
            rule=RULE,
        )
