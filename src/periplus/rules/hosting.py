"""How much of a country's web is hosted at home, on its state's networks, and abroad."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.world import Dataset, Host
from periplus.measures.country import country
from periplus.model import Claim, Layer, Observation, Scalar, Sign, Tables

VERSION = 1
READS = (Dataset, Host)
WRITES = ("country.hosting",)
RULE = f"hosting@{VERSION}"
_MOST = 10


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Shares of the domains: at home, the state's, and each country abroad that hosts most."""
    rows = {one.fact.asn: one.id for one in observations if isinstance(one.fact, Host)}
    for observation in observations:
        dataset = observation.fact
        found = country(dataset) if isinstance(dataset, Dataset) else None
        if found is None or not isinstance(dataset, Dataset) or not dataset.hosts:
            continue
        inside = frozenset(found.members)
        state = {one.asn for one in dataset.owners if one.owner == dataset.country} & inside
        amounts: dict[str, list[Host]] = defaultdict(list)
        for host in dataset.hosts:
            at_home = host.asn in inside
            amounts[dataset.country if at_home else host.country or "not told"].append(host)
            if host.asn in state:
                amounts["the state"].append(host)
        total = math.fsum(host.domains for host in dataset.hosts)
        if total:
            for where, hosts in _first(amounts):
                sign = _sign(observation, dataset, where, hosts, total)
                support = [rows[host.asn] for host in hosts if host.asn in rows]
                yield replace(sign, support=tuple(dict.fromkeys([observation.id, *support])))


def _first(amounts: dict[str, list[Host]]) -> list[tuple[str, list[Host]]]:
    found = [(math.fsum(h.domains for h in hosts), where, hosts) for where, hosts in amounts.items()]
    return [(where, hosts) for _, where, hosts in sorted(found, key=lambda row: (-row[0], row[1]))][
        :_MOST
    ]


def _sign(
    observation: Observation,
    dataset: Dataset,
    where: str,
    hosts: Sequence[Host],
    total: float,
) -> Sign:
    amount = math.fsum(host.domains for host in hosts)
    most = max(hosts, key=lambda host: (host.domains, -host.asn))
    value: dict[str, Scalar] = {
        "where": where,
        "share": round(amount / total, 4),
        "networks": len(hosts),
        "most": f"{most.name or ''} AS{most.asn}".strip(),
    }
    at = "the networks of its own state" if where == "the state" else f"networks of {where}"
    at = "networks that the tables place nowhere" if where == "not told" else at
    reason = (
        f"{amount:,.0f} of {total:,.0f} domains of {dataset.country} ({amount / total:.1%}) are hosted "
        f"on {at}, most by {value['most']}; table of {dataset.dated('domains')}."
    )
    sign = Sign.on(
        observation,
        predicate="country.hosting",
        value=value,
        layer=Layer.SOCIETY,
        channel="text",
        reason=reason,
        rule=RULE,
    )
    return replace(
        sign,
        unit="share of domains",
        denominator="domains of the country whose host the table tells",
    )
