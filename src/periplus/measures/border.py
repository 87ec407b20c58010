"""A country's border in its routing: who stands there, how concentrated, whom it needs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from periplus.measures.nation import Nation
from periplus.measures.vertex_cut import smallest_cut

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
    return smallest_cut(country.providers, weighty, leaving)[0]


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


class Ascent:
    """Who still has a valley-free way to the top when some networks are gone (Gao 2001).

    Such a way goes up from customer to provider, and at its end may go over to a peer.
    """

    def __init__(
        self,
        weight: Mapping[int, float],
        transit: Iterable[Sequence[int]],
        peering: Iterable[Sequence[int]],
        top: Collection[int],
    ) -> None:
        """`transit` are (provider, customer), `peering` pairs; `weight` of those who may be cut off."""
        self._weight = weight
        self._total = math.fsum(weight.values())
        self._top = frozenset(top)
        self._providers: dict[int, set[int]] = defaultdict(set)
        for provider, customer in transit:
            self._providers[customer].add(provider)
        carriers_ = {asn for row in self._providers.values() for asn in row}
        self._carried: dict[int, list[int]] = {asn: [] for asn in carriers_}
        self._served: dict[int, list[int]] = {asn: [] for asn in carriers_}
        for customer, above in self._providers.items():
            into = self._carried if customer in carriers_ else self._served
            for provider in above:
                into[provider].append(customer)
        self._orphans = weight.keys() - self._providers.keys()
        self._peers: dict[int, list[int]] = defaultdict(list)  # of each, those at the top
        for one, other in peering:
            for asn, beside in ((one, other), (other, one)):
                if beside in self._top:
                    self._peers[asn].append(beside)

    def lost(self, removed: Collection[int]) -> float:
        """The share of weight with no way to the top; that of the removed themselves is counted."""
        gone = frozenset(removed)
        reached = self._reached(gone)
        lost = self._carried.keys() - reached
        # Who carries nobody is lost only with all providers, so is looked at only below a lost one.
        ends = {asn for provider in lost for asn in self._served[provider]} | gone
        ends |= self._orphans
        alone = (
            asn
            for asn in ends - self._carried.keys()
            if asn in gone
            or not (self._begins(asn, gone) or not reached.isdisjoint(self._providers.get(asn, ())))
        )
        weight = math.fsum(self._weight.get(asn, 0.0) for asn in [*lost, *alone])
        return weight / self._total if self._total else 0.0

    def _begins(self, asn: int, gone: frozenset[int]) -> bool:
        beside = self._peers.get(asn)
        return asn in self._top or (beside is not None and any(one not in gone for one in beside))

    def _reached(self, gone: frozenset[int]) -> set[int]:
        """Networks that carry others and have a way; the rest is looked at one by one, if it weighs."""
        reached = {asn for asn in self._carried if self._begins(asn, gone)} - gone
        open_ = list(reached)
        while open_:
            for customer in self._carried[open_.pop()]:
                if customer not in reached and customer not in gone:
                    reached.add(customer)
                    open_.append(customer)
        return reached
