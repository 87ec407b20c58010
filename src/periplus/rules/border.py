"""How wide a country's border is in its routing, and which other countries it needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.world import Dataset
from periplus.measures.border import (
    Ascent,
    border_shares,
    carriers,
    fewest_for_all,
    herfindahl,
    renesys_class,
)
from periplus.measures.country import DENOMINATOR, Country, country, grounds_of
from periplus.model import Claim, Layer, Observation, Scalar, Sign, Tables, Value

VERSION = 1
READS = (Dataset,)
WRITES = ("country.border", "country.foreign_cut")
RULE = f"border@{VERSION}"
_LEAST = 0.01  # a country whose absence cuts off less is not told
_MOST = 15


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Frontier, class and concentration; then the share lost without each foreign country."""
    for observation in observations:
        if isinstance(observation.fact, Dataset):
            found = country(observation.fact)
            if found is not None and found.networks.total:
                yield _border(observation, found)
                yield from _foreign(observation, found)


def _border(observation: Observation, found: Country) -> Sign:
    dataset = found.dataset
    bought = carriers(frozenset(found.members), dataset.transit)
    peering = sum(found.networks.leaves)
    concentration = herfindahl(border_shares(found.networks).values())
    fewest = fewest_for_all(found.networks)
    value: dict[str, Scalar] = {
        "fewest_for_all": fewest,
        "with_foreign_provider": len(bought),
        "with_foreign_provider_or_peer": peering,
        "class": renesys_class(len(bought)),
        "concentration": round(concentration, 4),
        "definition": found.definition,
    }
    reason = (
        f"{len(bought)} domestic networks have a provider abroad, which counts as {value['class']} risk "
        f"(Renesys 2012), {peering} a provider or peer; {fewest} must fall to "
        f"part all from the world; the border's concentration (Herfindahl) is "
        f"{concentration:.2f}. Read from {grounds_of(dataset)}."
    )
    return _sign(observation, "country.border", value, reason)


def _foreign(observation: Observation, found: Country) -> Iterator[Sign]:
    dataset = found.dataset
    if not dataset.clique:
        return
    names = [int(str(name)) for name in found.networks.names]
    weight = dict(zip(names, found.networks.weight, strict=True))
    homes: dict[str, set[int]] = defaultdict(set)
    for asn, home, _ in dataset.abroad:
        if home and home != dataset.country:
            homes[home].add(asn)

    ascent = Ascent(weight, dataset.transit, dataset.peering, dataset.clique)
    base = ascent.lost(())
    shares = {home: ascent.lost(asns) for home, asns in homes.items()}
    told = [home for home, cut in shares.items() if cut - base >= _LEAST]
    kept = sorted(told, key=lambda home: (-shares[home], home))
    for home in kept[:_MOST]:
        value: dict[str, Scalar] = {
            "country": home,
            "cut": round(shares[home], 4),
            "before": round(base, 4),
            "networks": len(homes[home]),
        }
        reason = (
            f"Without the {len(homes[home])} networks of {home} on its ways, {shares[home]:.1%} of the "
            f"space has no way up to the top of the routing system; {base:.1%} has none before. "
            f"Read from {grounds_of(dataset)}."
        )
        yield _sign(observation, "country.foreign_cut", value, reason)


def _sign(observation: Observation, predicate: str, value: Value, reason: str) -> Sign:
    sign = Sign.on(
        observation,
        predicate=predicate,
        value=value,
        layer=Layer.ROUTING,
        channel="bgp",
        reason=reason,
        rule=RULE,
    )
    return replace(sign, unit="share of IPv4 addresses", denominator=DENOMINATOR)
