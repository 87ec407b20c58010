"""A country's networks as a graph: who reaches the world through whom (docs/design/cuts.md)."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import mul, not_

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

    @cached_property
    def _inner(self) -> tuple[tuple[int, ...], ...]:
        """Of the customers, those that do not leave by themselves: only they depend on others."""
        return tuple(tuple(c for c in row if not self.leaves[c]) for row in self.customers)

    @cached_property
    def _roots(self) -> tuple[int, ...]:
        """Nodes that leave, and carry others that do not."""
        return tuple(i for i, leaves in enumerate(self.leaves) if leaves and self._inner[i])

    def escaping(self, removed: Collection[int] = ()) -> list[bool]:
        """Which nodes still reach the world when some are removed."""
        gone = set(removed)
        reached = list(self.leaves)
        for node in gone:
            reached[node] = True  # so that no chain goes through it
        open_ = [i for i in self._roots if i not in gone]
        inner = self._inner
        while open_:
            for customer in inner[open_.pop()]:
                if not reached[customer]:
                    reached[customer] = True
                    open_.append(customer)
        for node in gone:
            reached[node] = False
        return reached

    def loss(self, removed: Collection[int] = ()) -> float:
        """The weight that no longer escapes."""
        return math.fsum(compress(self.weight, map(not_, self.escaping(removed))))

    @cached_property
    def open(self) -> tuple[bool, ...]:
        """Which nodes reach the world while nothing is removed."""
        return tuple(self.escaping())

    @cached_property
    def isolated(self) -> float:
        """The weight without a known way out, before anything is removed."""
        return math.fsum(compress(self.weight, map(not_, self.open)))

    @cached_property
    def heaviest(self) -> tuple[float, ...]:
        """All weights, the greatest first."""
        return tuple(sorted(self.weight, reverse=True))

    def losses(self, removed: Collection[int] = ()) -> list[float]:
        """What each node's removal would cut off besides, all at once; 0 for what is cut off already.

        It is the weight that the node dominates in the graph from the world to its customers
        (Cooper, Harvey, Kennedy 2001).
        """
        return self.dominated(removed)[0]

    def dominated(self, removed: Collection[int] = ()) -> tuple[list[float], list[int]]:
        """As `losses`, and each last carrier; nodes whose last carrier is OUT share no loss."""
        order, parent = self._dominators(set(removed))
        lost = list(map(mul, self.weight, self.leaves))
        for node in removed:
            lost[node] = 0.0
        for node in order:
            lost[node] = self.weight[node]
        for node in reversed(order):
            if parent[node] != OUT:
                lost[parent[node]] += lost[node]
        return lost, parent

    def carriers(self) -> list[int]:
        """The last node without which each falls silent, itself not counted; OUT where none is."""
        return self._dominators(set())[1]

    def _dominators(self, gone: set[int]) -> tuple[list[int], list[int]]:
        """Reached nodes that do not leave, in reverse postorder, and each node's immediate dominator.

        What leaves by itself is dominated by nobody, whoever else carries it.
        """
        roots, order = self._reverse_postorder(gone)
        rank = [-2] * len(self.names) + [-1]  # the last place is that of OUT
        for at, node in enumerate((*roots, *order)):
            rank[node] = at
        parent = [OUT] * len(self.names)
        if self._settle(order, parent, rank, first=True):
            while self._settle(order, parent, rank, first=False):
                pass
        return order, parent

    def _settle(self, order: list[int], parent: list[int], rank: list[int], *, first: bool) -> bool:
        """One pass over the nodes; whether another may change something, as circles of carriers make."""
        again = False
        for node in order:
            found = -2
            at = rank[node]
            for provider in self.providers[node]:
                other, place = provider, rank[provider]
                if place < 0:
                    continue
                if first and place > at:
                    again = True
                    continue
                if found == -2:
                    found = provider
                    continue
                while found != other:
                    while rank[found] > rank[other]:
                        found = parent[found]
                    while rank[other] > rank[found]:
                        other = parent[other]
            if not first and parent[node] != found:
                again = True
            parent[node] = found
        return again

    def _reverse_postorder(self, gone: set[int]) -> tuple[list[int], list[int]]:
        """Those that leave and carry, and below them all that do not leave."""
        seen = bytearray(len(self.names))
        for node in gone:
            seen[node] = 1
        roots = [root for root in self._roots if not seen[root]]
        order: list[int] = []
        inner = self._inner
        for root in roots:
            stack = [(root, iter(inner[root]))]
            while stack:
                node, below = stack[-1]
                for customer in below:
                    if not seen[customer]:
                        seen[customer] = 1
                        stack.append((customer, iter(inner[customer])))
                        break
                else:
                    stack.pop()
                    if stack:
                        order.append(node)
        return roots[::-1], order[::-1]


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
