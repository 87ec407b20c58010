"""A country's networks as a graph: who reaches the world through whom (docs/design/cuts.md)."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

OUT = -1


@dataclass(frozen=True)
class Nation:
    """Domestic nodes (networks, or organisations), numbered from 0.

    `providers[i]` are the domestic nodes that carry i; `leaves[i]` whether i itself has a provider or
    peer abroad; `weight[i]` is what would be cut off with it.
    """

    names: tuple[Hashable, ...]
    providers: tuple[tuple[int, ...], ...]
    leaves: tuple[bool, ...]
    weight: tuple[float, ...]

    @cached_property
    def customers(self) -> tuple[tuple[int, ...], ...]:
        """The domestic nodes that each node carries."""
        found: list[list[int]] = [[] for _ in self.names]
        for customer, carriers in enumerate(self.providers):
            for provider in carriers:
                found[provider].append(customer)
        return tuple(tuple(row) for row in found)

    @cached_property
    def total(self) -> float:
        """All weight."""
        return math.fsum(self.weight)

    @cached_property
    def place(self) -> Mapping[Hashable, int]:
        """The number of each name."""
        return {name: number for number, name in enumerate(self.names)}

    def escaping(self, removed: Collection[int] = ()) -> list[bool]:
        """Which nodes still reach the world when some are removed."""
        gone = set(removed)
        reached = [leaves and i not in gone for i, leaves in enumerate(self.leaves)]
        open_ = [i for i, yes in enumerate(reached) if yes]
        while open_:
            for customer in self.customers[open_.pop()]:
                if not reached[customer] and customer not in gone:
                    reached[customer] = True
                    open_.append(customer)
        return reached

    def loss(self, removed: Collection[int] = ()) -> float:
        """The weight that no longer escapes."""
        reached = self.escaping(removed)
        return math.fsum(w for w, yes in zip(self.weight, reached, strict=True) if not yes)

    def losses(self, removed: Collection[int] = ()) -> list[float]:
        """What each node's removal would cut off besides, all at once; 0 for what is cut off already.

        It is the weight that the node dominates in the graph from the world to its customers
        (Cooper, Harvey, Kennedy 2001).
        """
        return self.dominated(removed)[0]

    def dominated(self, removed: Collection[int] = ()) -> tuple[list[float], list[int]]:
        """As `losses`, and each last carrier; nodes whose last carrier is OUT share no loss."""
        order, parent = self._dominators(set(removed))
        lost = [0.0] * len(self.names)
        for node in reversed(order):
            lost[node] += self.weight[node]
            if parent[node] != OUT:
                lost[parent[node]] += lost[node]
        return lost, parent

    def carriers(self) -> list[int]:
        """The last node without which each falls silent, itself not counted; OUT where none is."""
        return self._dominators(set())[1]

    def _dominators(self, gone: set[int]) -> tuple[list[int], list[int]]:
        """Reached nodes in reverse postorder, and each one's immediate dominator."""
        order = self._reverse_postorder(gone)
        rank = {node: at for at, node in enumerate(order)}
        rank[OUT] = -1
        parent = [OUT] * len(self.names)
        known = [False] * len(self.names)
        changed = True
        while changed:
            changed = False
            for node in order:
                new = self._meet(node, parent, known, rank)
                if not known[node] or parent[node] != new:
                    parent[node], known[node], changed = new, True, True
        return order, parent

    def _meet(self, node: int, parent: list[int], known: list[bool], rank: Mapping[int, int]) -> int:
        if self.leaves[node]:
            return OUT
        found: int | None = None
        for provider in self.providers[node]:
            if provider not in rank or not known[provider]:
                continue
            if found is None:
                found = provider
                continue
            other = provider
            while found != other:
                while rank[found] > rank[other]:
                    found = parent[found]
                while rank[other] > rank[found]:
                    other = parent[other]
        return OUT if found is None else found

    def _reverse_postorder(self, gone: set[int]) -> list[int]:
        seen = set(gone)
        order: list[int] = []
        for root, leaves in enumerate(self.leaves):
            if not leaves or root in seen:
                continue
            seen.add(root)
            stack = [(root, iter(self.customers[root]))]
            while stack:
                node, below = stack[-1]
                for customer in below:
                    if customer not in seen:
                        seen.add(customer)
                        stack.append((customer, iter(self.customers[customer])))
                        break
                else:
                    stack.pop()
                    order.append(node)
        return order[::-1]


def nation(
    members: Collection[int],
    transit: Iterable[Sequence[int]],
    peering: Iterable[Sequence[int]],
    weight: Mapping[int, float],
) -> Nation:
    """The graph of member networks; `transit` are (provider, customer), `peering` pairs."""
    names = tuple(sorted(members))
    place = {name: number for number, name in enumerate(names)}
    providers: list[set[int]] = [set() for _ in names]
    leaves = [False] * len(names)
    for provider, customer in transit:
        inside = place.get(customer)
        if inside is None:
            continue
        if provider in place:
            if provider != customer:
                providers[inside].add(place[provider])
        else:
            leaves[inside] = True
    for one, other in peering:
        if (one in place) != (other in place):
            leaves[place[one] if one in place else place[other]] = True
    return Nation(
        names=names,
        providers=tuple(tuple(sorted(row)) for row in providers),
        leaves=tuple(leaves),
        weight=tuple(float(weight.get(name, 0.0)) for name in names),
    )


def joined(country: Nation, holder: Mapping[Hashable, Hashable]) -> Nation:
    """The same with the networks of one holder as one node: they carry each other, and fall together."""
    names = tuple(sorted({holder.get(name, name) for name in country.names}, key=str))
    place = {name: number for number, name in enumerate(names)}
    group = [place[holder.get(name, name)] for name in country.names]
    providers: list[set[int]] = [set() for _ in names]
    leaves = [False] * len(names)
    parts: list[list[float]] = [[] for _ in names]
    for node, mine in enumerate(group):
        providers[mine].update(group[p] for p in country.providers[node])
        providers[mine].discard(mine)
        leaves[mine] |= country.leaves[node]
        parts[mine].append(country.weight[node])
    return Nation(
        names=names,
        providers=tuple(tuple(sorted(row)) for row in providers),
        leaves=tuple(leaves),
        weight=tuple(math.fsum(part) for part in parts),
    )
