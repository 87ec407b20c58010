"""Who can cut a country off, and how much of it: K(S), K(k), N_q (docs/design/cuts.md)."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from periplus.measures.nation import OUT, Nation
from periplus.measures.vertex_cut import Ways

_NARROW = 12  # disjoint ways beyond which a network is not counted further
_MOST_CHOSEN = 400
_PRUNED = 100  # nodes of a set that are tried to be left out
_SMALL = 400  # nodes up to which every network's disjoint ways are counted
TRIES = 3000
"""Evaluations that one search may take; fewer in large countries, where each takes longer."""
_WORK = 400_000  # nodes and links that one search may look at, roughly


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """K(S) and its parts, as shares of all weight; `cut` = own + others + isolated."""

    cut: float
    own: float  # of the removed themselves
    others: float  # of networks that are not among them
    isolated: float  # cut off before anything was removed
    relative: float  # cut beyond isolated, as a share of what is not isolated


@dataclass(frozen=True, slots=True, kw_only=True)
class Smallest:
    """The smallest set found that cuts a share; `at_least` is proven, equal to its size when exact."""

    nodes: tuple[int, ...]
    at_least: int
    reached: bool  # whether any set was found that cuts the share

    @property
    def exact(self) -> bool:
        """Whether no smaller set exists."""
        return self.reached and self.at_least == len(self.nodes)


def share(country: Nation, removed: Collection[int]) -> Share:
    """What the removal of some nodes cuts off."""
    total = country.total or 1.0
    reached = country.open
    base = country.isolated / total
    cut = country.loss(removed) / total
    own = math.fsum(country.weight[i] for i in set(removed) if reached[i]) / total
    room = 1 - base
    return Share(
        cut=cut,
        own=own,
        others=max(0.0, cut - base - own),
        isolated=base,
        relative=(cut - base) / room if room > 0 else 0.0,
    )


def curve(country: Nation, steps: int) -> tuple[tuple[int, float], ...]:
    """(node, K) of a greedy series: each node cuts the most that one more can, the first of equals."""
    total = country.total or 1.0
    chosen: list[int] = []
    found = []
    for _ in range(min(steps, len(country.names))):
        gains = country.losses(chosen)
        best = max(range(len(gains)), key=lambda i: (gains[i], -i))
        if gains[best] <= 0:
            break
        chosen.append(best)
        found.append((best, country.loss(chosen) / total))
    return tuple(found)


# ---------------------------------------------------------------- the smallest set


def smallest(country: Nation, wanted: float, *, tries: int = TRIES) -> Smallest:
    """The smallest set that cuts at least `wanted` of all weight: greedy, then branch and bound."""
    need = wanted * country.total * (1 - 1e-12)
    if country.isolated >= need:
        return Smallest(nodes=(), at_least=0, reached=True)
    best = _pruned(country, _greedy(country, need), need)
    bound = bounds(country)
    lowest = next((k for k, most in enumerate(bound) if most >= need), len(bound))
    looked_at = len(country.names) + sum(map(len, country.providers))
    budget = _Budget(min(tries, max(2, _WORK // looked_at)))
    size = max(1, lowest)
    while best is None or size < len(best):
        if size > _NARROW:
            break
        found = _search(country, need, size, budget)
        if found is not None:
            best = found
            break
        if budget.spent:
            break
        size += 1
        lowest = size
    if best is None:
        return Smallest(nodes=(), at_least=lowest, reached=False)
    return Smallest(nodes=tuple(sorted(best)), at_least=min(lowest, len(best)), reached=True)


@dataclass(slots=True)
class _Budget:
    left: int

    @property
    def spent(self) -> bool:
        return self.left <= 0


def _greedy(country: Nation, need: float) -> list[int] | None:
    """Nodes that each cut the most that one more can; after the first few, several at a time."""
    chosen: list[int] = []
    while country.loss(chosen) < need:
        gains, carriers = country.dominated(chosen)
        apart = [i for i, gain in enumerate(gains) if gain > 0 and carriers[i] == OUT]
        if not apart or len(chosen) >= _MOST_CHOSEN:
            return None
        apart.sort(key=lambda i: (-gains[i], i))
        chosen += apart[: max(1, len(chosen) // 8)]
    return chosen


def _pruned(country: Nation, chosen: list[int] | None, need: float) -> list[int] | None:
    """The set without those that later ones made needless."""
    if chosen is None:
        return None
    for node in chosen[:_PRUNED]:
        rest = [one for one in chosen if one != node]
        if country.loss(rest) >= need:
            chosen = rest
    return chosen


def _search(country: Nation, need: float, size: int, budget: _Budget) -> list[int] | None:
    """A set of that size, or None when there is none; also None when the budget is spent."""
    gains = country.losses()
    order = sorted(_useful(country), key=lambda i: (-gains[i], i))

    def extended(begin: int, chosen: list[int]) -> list[int] | None:
        budget.left -= 1
        if budget.spent:
            return None
        base, gains = country.loss(chosen), country.losses(chosen)
        left = size - len(chosen)
        if left == 1:
            best = max(range(len(gains)), key=lambda i: (gains[i], -i))
            return [*chosen, best] if base + gains[best] >= need else None
        if base + _room(country, chosen, gains, left) < need:
            return None
        for at in range(begin, len(order)):
            found = extended(at + 1, [*chosen, order[at]])
            if found is not None or budget.spent:
                return found
        return None

    return extended(0, [])


def _useful(country: Nation) -> list[int]:
    """Nodes worth removing: those that leave, carry, or weigh; the others change nothing."""
    return [
        i
        for i in range(len(country.names))
        if country.leaves[i] or country.customers[i] or country.weight[i] > 0
    ]


def _room(country: Nation, chosen: Sequence[int], gains: Sequence[float], left: int) -> float:
    """No `left` further nodes cut more: their own weight, and all that does not itself leave."""
    own = math.fsum(country.heaviest[:left])
    gone = set(chosen)
    inner = math.fsum(
        country.weight[i]
        for i, gain in enumerate(gains)
        if gain > 0 and not country.leaves[i] and i not in gone
    )
    return own + inner


def bounds(country: Nation) -> list[float]:
    """By k, more than no set of k nodes can cut: the heaviest, and those of at most k ways."""
    heaviest = country.heaviest
    ways = disjoint_ways(country)
    found = []
    for k in range(min(len(heaviest), _NARROW) + 1):
        narrow = math.fsum(w for w, n in zip(country.weight, ways, strict=True) if 0 < n <= k)
        found.append(country.isolated + math.fsum(heaviest[:k]) + narrow)
    return [*found, country.total]


def disjoint_ways(country: Nation) -> list[int]:
    """How many carriers must fall before a node that stays falls silent.

    0 for what is isolated, more than any bound for what leaves by itself; in large countries only 1
    is told from "2 or more", which is then 2.
    """
    reached = country.open
    small = len(country.names) <= _SMALL
    ways = Ways(country.providers, (i for i, yes in enumerate(country.leaves) if yes)) if small else None
    carriers = country.carriers()
    found = []
    for node, yes in enumerate(reached):
        if not yes:
            found.append(0)
        elif country.leaves[node]:
            found.append(_NARROW + 1)
        elif ways is None:
            found.append(1 if carriers[node] != OUT else 2)
        else:
            found.append(ways.beyond(node, _NARROW + 1))
    return found
