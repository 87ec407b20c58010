"""Node-disjoint ways and smallest vertex cuts, against trying every set."""

from __future__ import annotations

import itertools
import random

import pytest

from periplus.measures.vertex_cut import Ways, smallest_cut

# 0 to 5 by way of 1 or 2, then 3 or 4.
LADDER = [[1, 2], [3], [3, 4], [5], [5], []]


def parted(graph: list[list[int]], sources: list[int], sinks: list[int], gone: set[int]) -> bool:
    seen = set(sources) - gone
    open_ = list(seen)
    while open_:
        for following in graph[open_.pop()]:
            if following not in seen and following not in gone:
                seen.add(following)
                open_.append(following)
    return not seen & set(sinks)


def test_ways_beyond_a_node() -> None:
    ways = Ways(LADDER, [5])

    assert ways.beyond(0, 5) == 1  # all end in 5, which is part of them
    assert Ways(LADDER, [3, 4]).beyond(0, 5) == 2
    assert Ways(LADDER, [3, 4]).beyond(0, 1) == 1
    assert ways.beyond(0, 5) == 1  # asking leaves no trace


def test_a_cut_may_take_sources_and_sinks() -> None:
    assert Ways(LADDER, [3, 4]).cut([0]) == (1, (0,))
    size, chosen = Ways(LADDER, [3, 4]).cut([1, 2])
    assert size == 2
    assert parted(LADDER, [1, 2], [3, 4], set(chosen))


@pytest.mark.parametrize("seed", range(200))
def test_no_smaller_cut_exists(seed: int) -> None:
    rng = random.Random(seed)
    n = rng.randint(2, 7)
    graph = [[j for j in range(n) if j != i and rng.random() < 0.4] for i in range(n)]
    sources = rng.sample(range(n), rng.randint(1, n))
    sinks = rng.sample(range(n), rng.randint(1, n))
    best = next(
        size
        for size in range(n + 1)
        for gone in itertools.combinations(range(n), size)
        if parted(graph, sources, sinks, set(gone))
    )

    ways = Ways(graph, sinks)
    for size, chosen in (ways.cut(sources), smallest_cut(graph, sources, sinks)):
        assert (size, len(chosen)) == (best, best)
        assert parted(graph, sources, sinks, set(chosen))
    assert ways.cut(sources)[0] == best
