"""Who can cut a country off when users, IPv6 space or domains are counted instead of addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.world import Dataset
from periplus.measures.country import WEIGHTS, Country, country, grounds_of, network_list
from periplus.measures.cut import share
from periplus.model import Claim, Layer, Observation, Scalar, Sign, Tables

VERSION = 1
READS = (Dataset,)
WRITES = ("country.cut_by",)
RULE = f"weighted_cut@{VERSION}"
_SHOWN_NETWORKS = 40
_KINDS = {"users": "users", "networks48": "origins", "domains": "domains"}


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """The smallest set of organisations for 90% of each weight, and what the one for addresses cuts."""
    for observation in observations:
        dataset = observation.fact
        plain = country(dataset) if isinstance(dataset, Dataset) else None
        if plain is None or not isinstance(dataset, Dataset):
            continue
        for weight in _KINDS:
            found = country(dataset, None, weight)
            if found is not None and found.networks.total:
                yield _sign(observation, dataset, plain, found, weight)


def _sign(
    observation: Observation, dataset: Dataset, plain: Country, found: Country, weight: str
) -> Sign:
    called, denominator = WEIGHTS[weight]
    best = found.ninety
    members = [found.holders.names[i] for i in best.nodes]
    parts = share(found.holders, best.nodes)
    value: dict[str, Scalar] = {
        "weight": called,
        "definition": found.definition,
        "who": "; ".join(found.named(one) for one in members) or "nobody is needed",
        "networks": network_list(found.networks_of(members)[:_SHOWN_NETWORKS]),
        "size": len(members),
        "at_least": best.at_least,
        "cut": round(parts.cut, 4),
        "own": round(parts.own, 4),
        "others": round(parts.others, 4),
        "isolated": round(parts.isolated, 4),
    }
    beside = ""
    if plain.networks.total:
        # Both graphs have the same nodes: the same organisations fall.
        same = share(found.holders, plain.ninety.nodes).cut
        value["address_set_cut"] = round(same, 4)
        beside = f" The set that cuts off 90% of the IPv4 space cuts off {same:.1%} of the {called}."
    day = dataset.dated(_KINDS[weight])
    dated = f"; {called} of {day}" if day else ""
    reason = f"No set cuts off 90% of the {called}; it would take at least {best.at_least}."
    if best.reached:
        reason = f"{value['who']}: {parts.cut:.1%} of the {called} of domestic networks."
    sign = Sign.on(
        observation,
        predicate="country.cut_by",
        value=value,
        layer=Layer.ROUTING,
        channel="bgp",
        reason=f"{reason}{beside} Read from {grounds_of(dataset)}{dated}.",
        rule=RULE,
    )
    return replace(sign, unit=f"share of {called}", denominator=denominator)
