"""Which organisations together can cut a country off, and how much of it (docs/design/cuts.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.world import DEFINITIONS, BorderLink, Dataset, Network
from periplus.measures.country import DENOMINATOR, Country, country, grounds_of, network_list
from periplus.measures.cut import Smallest, curve, share, smallest
from periplus.measures.nation import Nation
from periplus.model import Claim, Layer, Observation, Scalar, Sign, Tables, Value

VERSION = 1
READS = (Dataset, Network, BorderLink)
WRITES = ("country.cut_set", "country.cut_alone", "country.cut_step")
RULE = f"cut@{VERSION}"
SHARES = (0.5, 0.9, 0.99)
_STEPS = 12
_SHOWN_NETWORKS = 40
_LEVELS = {True: "organisations", False: "networks"}


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """The smallest sets for three shares, each of their members alone, and the curve K(k)."""
    rows = _witnesses(observations)
    for observation in observations:
        if not isinstance(observation.fact, Dataset):
            continue
        for definition in DEFINITIONS:
            found = country(observation.fact, definition)
            first = country(observation.fact)
            if found is None or first is None or not found.networks.total:
                continue
            wanted = SHARES if definition == first.definition else (0.9,)
            for by_holder in (True, False):
                yield from _sets(observation, found, wanted, rows, by_holder=by_holder)
            if definition == first.definition:
                yield from _steps(observation, found, rows)


def _witnesses(observations: Sequence[Observation]) -> Mapping[int, tuple[str, ...]]:
    """The rows about each network: itself, and its links over the border."""
    found: dict[int, list[str]] = {}
    for observation in observations:
        if isinstance(observation.fact, Network):
            found.setdefault(observation.fact.asn, []).append(observation.id)
        elif isinstance(observation.fact, BorderLink):
            found.setdefault(observation.fact.customer, []).append(observation.id)
    return {asn: tuple(ids) for asn, ids in found.items()}


def _sets(
    observation: Observation,
    found: Country,
    wanted: Sequence[float],
    rows: Mapping[int, tuple[str, ...]],
    *,
    by_holder: bool,
) -> Iterator[Sign]:
    graph = found.holders if by_holder else found.networks
    for level in wanted:
        best = found.ninety if by_holder and level == 0.9 else smallest(graph, level)
        members = [graph.names[i] for i in best.nodes]
        asns = found.networks_of(members)
        span = found.interval(asns) if asns and by_holder else None
        value: dict[str, Scalar] = {
            "wanted": level,
            "by": _LEVELS[by_holder],
            "definition": found.definition,
            "who": "; ".join(found.named(one) for one in members) or "nobody is needed",
            "networks": network_list(asns[:_SHOWN_NETWORKS]),
            "size": len(members),
            "at_least": best.at_least,
            **_parts(graph, best.nodes),
            **_span(span),
        }
        yield _sign(
            observation, "country.cut_set", value, _said(found, value, best), (asns, rows), interval=span
        )
        if by_holder and level == 0.9 and found.definition == _used(found):
            yield from _alone(observation, found, best, rows)


def _used(found: Country) -> str:
    first = country(found.dataset)
    return first.definition if first else ""


def _alone(
    observation: Observation, found: Country, best: Smallest, rows: Mapping[int, tuple[str, ...]]
) -> Iterator[Sign]:
    graph = found.holders
    for node in best.nodes:
        asns = found.networks_of([graph.names[node]])
        parts = _parts(graph, [node])
        title = found.named(graph.names[node])
        span = found.interval(asns)
        value: dict[str, Scalar] = {
            "who": title,
            "networks": network_list(asns[:_SHOWN_NETWORKS]),
            **parts,
            **_span(span),
        }
        reason = f"{title} alone cuts off {_per_cent(parts['cut'])}: {_split(parts)}."
        yield _sign(observation, "country.cut_alone", value, reason, (asns, rows), interval=span)


def _steps(
    observation: Observation, found: Country, rows: Mapping[int, tuple[str, ...]]
) -> Iterator[Sign]:
    graph = found.holders
    for step, (node, cut) in enumerate(curve(graph, _STEPS), 1):
        asns = found.networks_of([graph.names[node]])
        title = found.named(graph.names[node])
        value: dict[str, Scalar] = {
            "step": step,
            "who": title,
            "networks": network_list(asns[:_SHOWN_NETWORKS]),
            "cut": round(cut, 4),
        }
        reason = f"With {title} as number {step} of a greedy series, {_per_cent(cut)} is cut off."
        yield _sign(observation, "country.cut_step", value, reason, (asns, rows))


def _parts(graph: Nation, nodes: Sequence[int]) -> dict[str, float]:
    parts = share(graph, nodes)
    return {
        "cut": round(parts.cut, 4),
        "own": round(parts.own, 4),
        "others": round(parts.others, 4),
        "isolated": round(parts.isolated, 4),
    }


def _said(found: Country, value: Mapping[str, object], best: Smallest) -> str:
    wanted = f"{float(str(value['wanted'])):.0%}"
    if not best.reached:
        return (
            f"No set of {value['by']} was found that cuts off {wanted}; "
            f"it would take at least {best.at_least}."
        )
    least = (
        "No smaller set does" if best.exact else f"It takes at least {best.at_least}; no more is proven"
    )
    counted = f"by the definition {found.definition!r} of a domestic network"
    cuts = "together cut off" if len(best.nodes) > 1 else "cuts off"
    parts = {key: float(str(value[key])) for key in ("cut", "own", "others", "isolated")}
    return (
        f"{value['who']} {cuts} {_per_cent(parts['cut'])} of the IPv4 space of domestic "
        f"networks ({_split(parts)}), {counted}. {least}."
    )


def _split(parts: Mapping[str, float]) -> str:
    return (
        f"{_per_cent(parts['own'])} their own, {_per_cent(parts['others'])} of other networks, "
        f"{_per_cent(parts['isolated'])} without any known way out before"
    )


def _per_cent(part: float) -> str:
    return f"{part:.1%}"


def _span(span: tuple[float, float] | None) -> dict[str, float]:
    return {} if span is None else {"low": span[0], "high": span[1]}


def _sign(
    observation: Observation,
    predicate: str,
    value: Value,
    reason: str,
    witnesses: tuple[Sequence[int], Mapping[int, tuple[str, ...]]],
    *,
    interval: tuple[float, float] | None = None,
) -> Sign:
    asns, rows = witnesses
    said = [one for asn in asns[:_SHOWN_NETWORKS] for one in rows.get(asn, ())]
    dataset = observation.fact
    grounds = f" Read from {grounds_of(dataset)}." if isinstance(dataset, Dataset) else ""
    sign = Sign.on(
        observation,
        predicate=predicate,
        value=value,
        layer=Layer.ROUTING,
        channel="bgp",
        reason=reason + grounds,
        rule=RULE,
    )
    return replace(
        sign,
        support=tuple(dict.fromkeys([observation.id, *said])),
        unit="share of IPv4 addresses",
        denominator=DENOMINATOR,
        interval=interval,
    )
