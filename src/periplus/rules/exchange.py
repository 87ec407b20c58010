"""Where a country's networks meet others: exchanges in the country, and those elsewhere they go to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.world import Dataset, Exchange
from periplus.measures.country import country
from periplus.model import Claim, Layer, Observation, Scalar, Sign, Tables

VERSION = 1
READS = (Dataset, Exchange)
WRITES = ("country.exchange",)
RULE = f"exchange@{VERSION}"
_NAMED = 8


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per exchange: how many networks, how many of them domestic, who has most ports."""
    for dataset in (one.fact for one in observations if isinstance(one.fact, Dataset)):
        found = country(dataset)
        inside = frozenset(found.members if found else ())
        names = {asn: name for asn, _, name in dataset.abroad}
        names |= {network.asn: network.name for network in dataset.networks}
        for observation in observations:
            if isinstance(observation.fact, Exchange):
                yield _sign(observation, observation.fact, inside, names)


def _sign(
    observation: Observation, fact: Exchange, inside: frozenset[int], names: dict[int, str]
) -> Sign:
    order = sorted(fact.members, key=lambda member: (-member[1], member[0]))
    domestic = [asn for asn, _ in order if asn in inside]
    shown = domestic if len(fact.members) < fact.networks else [asn for asn, _ in order]
    who = "; ".join(f"{names.get(asn) or ''} AS{asn}".strip() for asn in shown[:_NAMED])
    called = fact.name or f"exchange {fact.number}"
    place = ", ".join(filter(None, (fact.city, fact.country)))
    value: dict[str, Scalar] = {
        "exchange": called,
        "city": fact.city,
        "country": fact.country,
        "networks": fact.networks,
        "domestic": len(domestic),
        "who": who,
        "mbit_s": sum(speed for _, speed in fact.members),
    }
    rest = f" and {len(shown) - _NAMED} more" if len(shown) > _NAMED else ""
    reason = (
        f"At {called}{f' ({place})' if place else ''}, {len(domestic)} of {fact.networks} networks are "
        f"domestic; by the speed of their ports: {who}{rest}."
    )
    return Sign.on(
        observation,
        predicate="country.exchange",
        value=value,
        layer=Layer.ROUTING,
        channel="bgp",
        reason=reason,
        rule=RULE,
    )
