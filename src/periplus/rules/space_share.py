"""How much of a country's address space, and of its users, each of its networks has."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.world import Dataset, Network
from periplus.measures.border import carriers
from periplus.measures.country import DENOMINATOR, country
from periplus.model import Claim, Layer, Observation, Sign, Tables

VERSION = 1
READS = (Dataset, Network)
WRITES = ("network.space_share", "network.user_share")
RULE = f"space_share@{VERSION}"
_MOST = 20


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """The shares of the largest networks, and of those at the border, each from its row."""
    rows = {one.fact.asn: one for one in observations if isinstance(one.fact, Network)}
    for dataset in (one.fact for one in observations if isinstance(one.fact, Dataset)):
        found = country(dataset)
        if found is None:
            continue
        own = {asn: rows[asn] for asn in found.members if asn in rows}
        space = {
            asn: float(one.fact.located) for asn, one in own.items() if isinstance(one.fact, Network)
        }
        people = {
            asn: one.fact.users
            for asn, one in own.items()
            if isinstance(one.fact, Network) and one.fact.users is not None
        }
        gates = frozenset(carriers(frozenset(found.members), dataset.transit))
        yield from _shares(own, space, "network.space_share", (DENOMINATOR, gates))
        told = "users of all networks that the table tells"
        yield from _shares(own, people, "network.user_share", (told, gates))


def _shares(
    own: dict[int, Observation],
    amount: dict[int, float],
    predicate: str,
    shown: tuple[str, frozenset[int]],
) -> Iterator[Sign]:
    denominator, gates = shown
    total = math.fsum(amount[asn] for asn in sorted(amount))
    if not total:
        return
    order = sorted(amount, key=lambda asn: (-amount[asn], asn))
    for asn in [*order[:_MOST], *[asn for asn in order[_MOST:] if asn in gates][:_MOST]]:
        part = amount[asn] / total
        fact = own[asn].fact
        name = fact.name if isinstance(fact, Network) else ""
        what = "addresses" if predicate.endswith("space_share") else "users"
        sign = Sign.on(
            own[asn],
            predicate=predicate,
            value=round(part, 4),
            layer=Layer.ROUTING,
            channel="bgp",
            reason=f"{name or f'AS{asn}'} has {amount[asn]:,.0f} of {total:,.0f} {what}: {part:.1%}.",
            rule=RULE,
        )
        yield replace(sign, unit="share", n=round(total), denominator=denominator)
