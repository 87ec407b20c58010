"""Through whom the world's routes to a country go: country hegemony, CTI, share of transit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.world import Dataset, Network
from periplus.measures.country import DENOMINATOR, country, grounds_of
from periplus.measures.hegemony import (
    full_feeds,
    of_country,
    of_origins,
    routes,
    transit_influence,
)
from periplus.model import Claim, Layer, Observation, Scalar, Sign, Tables, Value

VERSION = 1
READS = (Dataset, Network)
WRITES = ("country.hegemony", "country.transit_influence", "country.transit_fraction")
RULE = f"hegemony@{VERSION}"
_MOST = 15
_LEAST = 0.01


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Numbers over routes that viewpoints told; without routes, that there are none."""
    rows = {one.fact.asn: one.id for one in observations if isinstance(one.fact, Network)}
    for observation in observations:
        fact = observation.fact
        if isinstance(fact, Dataset) and country(fact) is not None:
            if fact.routes:
                yield from _numbers(observation, fact, rows)
            else:
                reason = "Hegemony is read from routes, and no routing table is among the tables."
                yield _sign(observation, "country.hegemony", None, reason)


def _numbers(observation: Observation, dataset: Dataset, rows: Mapping[int, str]) -> Iterator[Sign]:
    found = country(dataset)
    if found is None:
        return
    weight = {int(str(n)): w for n, w in zip(found.networks.names, found.networks.weight, strict=True)}
    told = routes(dataset.routes)
    peers = [asn for asn, _ in dataset.peers]
    feeds = full_feeds([count for _, count in dataset.peers])
    names = {asn: name for asn, _, name in dataset.abroad}
    names |= {network.asn: network.name for network in dataset.networks}
    by_origin = of_origins((route for route in told if route.origin in weight), peers, feeds)
    whole = of_country(by_origin, weight, transit_only=False)
    passing = of_country(by_origin, weight, transit_only=True)
    grounds = f"Read from {grounds_of(dataset)}."
    for asn in _first(whole):
        value: dict[str, Scalar] = {
            "network": f"AS{asn}",
            "name": names.get(asn, ""),
            "hegemony": round(whole[asn], 4),
            "transit_only": round(passing.get(asn, 0.0), 4),
        }
        reason = f"{whole[asn]:.1%} of what viewpoints reach there goes to or through AS{asn}. {grounds}"
        yield _sign(observation, "country.hegemony", value, reason, rows.get(asn))
    influence = transit_influence(
        told, peers, feeds, transit=frozenset(dataset.transit), domestic=weight.keys()
    )
    for asn in _first(influence.by_network):
        share = influence.by_network[asn]
        felt: dict[str, Scalar] = {
            "network": f"AS{asn}",
            "name": names.get(asn, ""),
            "influence": round(share, 4),
        }
        reason = (
            f"AS{asn} has a country transit influence of {share:.2f}, "
            f"by {influence.monitors} viewpoints abroad. {grounds}"
        )
        yield _sign(observation, "country.transit_influence", felt, reason, rows.get(asn))
    fraction = influence.transit_fraction
    reason = f"{fraction:.1%} of the space that viewpoints abroad reach is reached by transit. {grounds}"
    sign = _sign(observation, "country.transit_fraction", round(fraction, 4), reason)
    yield replace(sign, n=influence.monitors, denominator="viewpoints abroad with a full table")


def _first(shares: Mapping[int, float]) -> list[int]:
    kept = [asn for asn, share in shares.items() if share >= _LEAST]
    return sorted(kept, key=lambda asn: (-shares[asn], asn))[:_MOST]


def _sign(
    observation: Observation, predicate: str, value: Value, reason: str, row: str | None = None
) -> Sign:
    sign = Sign.on(
        observation,
        predicate=predicate,
        value=value,
        layer=Layer.ROUTING,
        channel="bgp",
        reason=reason,
        rule=RULE,
    )
    support = (observation.id, row) if row else (observation.id,)
    return replace(sign, support=support, unit="share", denominator=DENOMINATOR)
