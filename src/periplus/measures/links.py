"""What an imperfect map of links leaves open: 90% intervals by drawing the maps it may stand for."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from periplus.measures.nation import Nation, nation

DRAWS = 200
MISSING = 0.05
"""Share of transit links that a table does not see; most of peering is unseen, which is not drawn."""
MISLABELLED = 0.02
"""Share of links whose relationship is wrong (Luckie et al., IMC 2013: 0.4% to 1.3% at best)."""

Link = tuple[int, int]


class Chance:
    """Numbers that look random and are the same in every run (SplitMix64: Steele et al. 2014)."""

    def __init__(self, seed: int) -> None:
        self._state = seed & 0xFFFFFFFFFFFFFFFF

    def below(self, bound: int) -> int:
        """A whole number from 0 to bound - 1."""
        return int(self.unit() * bound)

    def unit(self) -> float:
        """A number from 0 up to 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        mixed = self._state
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
        return ((mixed ^ (mixed >> 31)) >> 11) / (1 << 53)


@dataclass(frozen=True, slots=True)
class Map:
    """Links as a table tells them: (provider, customer), and peers."""

    transit: tuple[Link, ...]
    peering: tuple[Link, ...]

    def drawn(self, chance: Chance, members: Collection[int]) -> Map:
        """A map that this one may stand for: some labels changed, the links added that it may miss."""
        transit: list[Link] = []
        peering: list[Link] = []
        for link in self.transit:
            (peering if chance.unit() < MISLABELLED else transit).append(link)
        for one, other in self.peering:
            draw = chance.unit()
            if draw >= MISLABELLED:
                peering.append((one, other))
            else:
                transit.append((one, other) if draw < MISLABELLED / 2 else (other, one))
        transit += self._unseen(chance, members)
        return Map(tuple(transit), tuple(peering))

    def _unseen(self, chance: Chance, members: Collection[int]) -> Iterable[Link]:
        """Links to providers chosen as often as they are chosen in the table."""
        inside = [link for link in self.transit if link[1] in members]
        carriers = sorted(Counter(provider for provider, _ in inside).items())
        if not carriers:
            return
        steps = list(accumulate(count for _, count in carriers))
        customers = sorted({customer for _, customer in inside})
        expected = len(inside) * MISSING / (1 - MISSING)
        count = int(expected) + (chance.unit() < expected % 1)
        for _ in range(count):
            provider = carriers[bisect(steps, chance.below(steps[-1]))][0]
            customer = customers[chance.below(len(customers))]
            if provider != customer:
                yield provider, customer


def interval(
    links: Map,
    members: Collection[int],
    weight: Mapping[int, float],
    read: Callable[[Nation], float],
    *,
    draws: int = DRAWS,
) -> tuple[float, float]:
    """Between which values a number read off the country lies in 90% of the maps drawn."""
    inside = frozenset(members)
    near = [link for link in links.transit if link[1] in inside]
    beside = [link for link in links.peering if link[0] in inside or link[1] in inside]
    held = Map(tuple(near), tuple(beside))
    chance = Chance(len(near) << 20 | len(beside))
    found = sorted(_read(held.drawn(chance, inside), inside, weight, read) for _ in range(draws))
    found.append(_read(held, inside, weight, read))
    found.sort()
    return quantile(found, 0.05), quantile(found, 0.95)


def _read(
    links: Map, inside: Collection[int], weight: Mapping[int, float], read: Callable[[Nation], float]
) -> float:
    return read(nation(inside, links.transit, links.peering, weight))


def quantile(ordered: Sequence[float], share: float) -> float:
    """A quantile of sorted values, between neighbours in proportion."""
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
