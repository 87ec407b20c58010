"""Smallest cuts of small countries against trying every set; shares add up."""

from __future__ import annotations

import itertools
import random

import pytest

from periplus.measures.cut import bounds, curve, disjoint_ways, share, smallest
from periplus.measures.nation import Nation, nation

ABROAD = 1000
TWO_GATES = nation(
    range(1, 8),
    [(ABROAD, 1), (ABROAD, 2), *((gate, inner) for gate in (1, 2) for inner in (3, 4, 5, 6)), (3, 7)],
    [],
    {1: 6, 2: 2, 3: 4, 4: 4, 5: 4, 6: 4, 7: 1},
)


def random_country(seed: int) -> Nation:
    rng = random.Random(seed)
    n = rng.randint(2, 8)
    inside = [(a, b) for a in range(1, n + 1) for b in range(a + 1, n + 1) if rng.random() < 0.35]
    leaving = [(ABROAD, one) for one in range(1, n + 1) if rng.random() < 0.35]
    return nation(range(1, n + 1), inside + leaving, [], {i: rng.randint(0, 5) for i in range(1, n + 1)})


def test_two_gates_cut_together_what_neither_cuts_alone() -> None:
    found = smallest(TWO_GATES, 0.9)

    assert [TWO_GATES.names[i] for i in found.nodes] == [1, 2]
    assert (found.exact, found.at_least) == (True, 2)
    assert share(TWO_GATES, [0]).cut == pytest.approx(6 / 25)


def test_a_share_has_parts_that_add_up() -> None:
    parts = share(TWO_GATES, [0, 1])

    assert (parts.cut, parts.isolated, parts.relative) == (1, 0, 1)
    assert parts.own == pytest.approx(8 / 25)
    assert parts.others == pytest.approx(17 / 25)


def test_isolated_networks_count_for_nobody() -> None:
    found = nation([1, 2], [(ABROAD, 1)], [], {1: 3, 2: 1})
    parts = share(found, [0])

    assert (parts.cut, parts.own, parts.others, parts.isolated) == (1, 0.75, 0, 0.25)
    assert parts.relative == 1


def test_the_curve_never_falls() -> None:
    steps = [cut for _, cut in curve(TWO_GATES, 10)]

    assert steps == sorted(steps)
    assert steps[-1] == 1


@pytest.mark.parametrize("seed", range(60))
def test_no_smaller_set_exists(seed: int) -> None:
    country = random_country(seed)
    if not country.total:
        return
    for wanted in (0.5, 0.9, 1.0):
        best = next(
            size
            for size in range(len(country.names) + 1)
            for chosen in itertools.combinations(range(len(country.names)), size)
            if country.loss(chosen) >= wanted * country.total - 1e-9
        )
        found = smallest(country, wanted)

        assert (len(found.nodes), found.at_least, found.exact) == (best, best, True)
        assert country.loss(found.nodes) >= wanted * country.total - 1e-9


@pytest.mark.parametrize("seed", range(20))
def test_no_set_cuts_more_than_its_bound(seed: int) -> None:
    country = random_country(seed)
    most = bounds(country)

    for size in range(len(country.names) + 1):
        for chosen in itertools.combinations(range(len(country.names)), size):
            assert country.loss(chosen) <= most[min(size, len(most) - 1)] + 1e-9


def test_a_search_that_is_cut_off_says_what_is_proven() -> None:
    gates = 14
    wide = nation(
        range(1, 60),
        [(ABROAD, g) for g in range(1, gates + 1)]
        + [(g, i) for i in range(gates + 1, 60) for g in range(1, gates + 1)],
        [],
        dict.fromkeys(range(1, 60), 1.0),
    )

    found = smallest(wide, 0.9, tries=5)

    assert found.reached
    assert 0 < found.at_least <= len(found.nodes)


def test_disjoint_ways_are_counted() -> None:
    # 1 and 2 leave by themselves; 3 buys of both; 7 only of 3.
    assert disjoint_ways(TWO_GATES) == [13, 13, 2, 2, 2, 2, 1]


def test_a_country_without_weight_needs_nobody() -> None:
    assert smallest(nation([1], [], [], {}), 0.9).nodes == ()
