"""A country's border in its routing: who stands there, how concentrated, whom it needs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from periplus.measures.nation import Nation
from periplus.measures.vertex_cut import Ways

CLASSES = ((2, "severe"), (9, "significant"), (40, "low"))


def renesys_class(frontier: int) -> str:
    """The risk that a count of networks with a foreign provider stands for (Renesys 2012)."""
    return next((name for most, name in CLASSES if frontier <= most), "resistant")


def border_shares(country: Nation) -> dict[int, float]:
    """What share of the weight leaves at each node, by shortest chains of carriers, split equally."""
    total = country.total
    distance = [0 if leaves else -1 for leaves in country.leaves]
    open_ = [i for i, leaves in enumerate(country.leaves) if leaves]
    order = list(open_)
    for node in order:
        for customer in country.customers[node]:
            if distance[customer] < 0:
                distance[customer] = distance[node] + 1
                order.append(customer)
    load = list(country.weight)
    for node in reversed(order):
        above = [p for p in country.providers[node] if 0 <= distance[p] < distance[node]]
        nearest = [p for p in above if distance[p] == distance[node] - 1]
        for provider in nearest:
            load[provider] += load[node] / len(nearest)
    return {i: load[i] / total for i in open_} if total else {}


def fewest_for_all(country: Nation) -> int:
    """How many nodes must fall so that no weight escapes: the smallest vertex cut."""
    leaving = [i for i, leaves in enumerate(country.leaves) if leaves]
    weighty = [i for i, weight in enumerate(country.weight) if weight > 0]
    return Ways(country.providers, leaving).cut(weighty)[0]


def herfindahl(shares: Iterable[float]) -> float:
    """The sum of squared shares: 1 when one holds all, 1/n for n equals."""
    return math.fsum(sorted(share * share for share in shares))


def carriers(members: Collection[int], transit: Iterable[Sequence[int]]) -> dict[int, tuple[int, ...]]:
    """The foreign providers of each domestic network that has some."""
    found: dict[int, set[int]] = defaultdict(set)
    for provider, customer in transit:
        if customer in members and provider not in members:
            found[customer].add(provider)
    return {asn: tuple(sorted(above)) for asn, above in sorted(found.items())}


def without_country(
    weight: Mapping[int, float],
    transit: Iterable[Sequence[int]],
    peering: Iterable[Sequence[int]],
    top: Collection[int],
    removed: Collection[int],
) -> float:
    """The share of weight with no valley-free way to the top when some networks are gone.

    Such a way goes up from customer to provider, and at its end may go over to a peer (Gao 2001).
    """
    gone = set(removed)
    customers: dict[int, list[int]] = defaultdict(list)
    for provider, customer in transit:
        if provider not in gone and customer not in gone:
            customers[provider].append(customer)
    reached = set(top) - gone
    for one, other in peering:
        if one in gone or other in gone:
            continue
        if one in top:
            reached.add(other)
        if other in top:
            reached.add(one)
    open_ = list(reached)
    while open_:
        for customer in customers[open_.pop()]:
            if customer not in reached:
                reached.add(customer)
                open_.append(customer)
    total = math.fsum(weight.values())
    lost = math.fsum(w for asn, w in sorted(weight.items()) if asn not in reached)
    return lost / total if total else 0.0
