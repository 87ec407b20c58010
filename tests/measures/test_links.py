"""Maps that another map may stand for: drawn the same in every run, and the truth lies among them."""

from __future__ import annotations

import random

import pytest

from periplus.measures.cut import smallest
from periplus.measures.links import MISLABELLED, MISSING, Chance, Link, Map, interval, quantile
from periplus.measures.nation import Nation, nation

FOREIGN = range(1000, 1006)


def lab_nation(seed: int) -> tuple[Map, dict[int, float]]:
    """About a hundred networks behind three gateways and a few that leave by themselves."""
    rng = random.Random(seed)
    gates, inner, edges = [1, 2, 3], list(range(10, 30)), list(range(30, 110))
    transit: list[Link] = [(f, g) for g in gates for f in rng.sample(list(FOREIGN), 3)]
    transit += [(g, asn) for asn in inner for g in rng.sample(gates, rng.choice([1, 2, 2]))]
    transit += [(p, asn) for asn in edges for p in rng.sample(gates + inner, rng.choice([1, 1, 2]))]
    transit += [(rng.choice(list(FOREIGN)), asn) for asn in rng.sample(edges, 4)]
    peering = [tuple(sorted(rng.sample(inner, 2))) for _ in range(30)]
    weight = {asn: float(rng.choice([1, 2, 4, 8, 16])) for asn in [*inner, *edges]}
    return Map(tuple(transit), tuple((a, b) for a, b in peering)), weight | dict.fromkeys(gates, 100.0)


def seen(truth: Map, rng: random.Random) -> Map:
    """The truth as an imperfect table tells it."""
    transit: list[Link] = []
    peering: list[Link] = []
    for link in truth.transit:
        if rng.random() >= MISSING:
            (peering if rng.random() < MISLABELLED else transit).append(link)
    for one, other in truth.peering:
        draw = rng.random()
        if draw < MISLABELLED:
            transit.append((one, other) if draw < MISLABELLED / 2 else (other, one))
        else:
            peering.append((one, other))
    return Map(tuple(transit), tuple(peering))


def cut_of_gates(country: Nation) -> float:
    return country.loss([country.place[gate] for gate in (1, 2, 3)]) / country.total


def test_chance_is_the_same_in_every_run() -> None:
    assert [Chance(7).below(1000) for _ in range(2)] == [Chance(7).below(1000)] * 2
    drawn = [Chance(1).unit(), *(c.unit() for c in [Chance(2)] for _ in range(99))]
    assert all(0 <= one < 1 for one in drawn)
    assert 0.3 < sum(drawn) / 100 < 0.7


def test_quantiles_lie_between_neighbours() -> None:
    assert quantile([0.0, 1.0, 2.0], 0.25) == 0.5
    assert quantile([3.0], 0.9) == 3


def test_a_map_is_drawn_with_links_added_and_labels_changed() -> None:
    truth, weight = lab_nation(0)
    drawn = truth.drawn(Chance(5), weight.keys())

    assert drawn == truth.drawn(Chance(5), weight.keys())
    assert len(drawn.transit) + len(drawn.peering) > len(truth.transit) + len(truth.peering)


def test_a_country_without_transit_has_nothing_to_draw() -> None:
    assert Map((), ()).drawn(Chance(5), {1}) == Map((), ())


def test_the_truth_lies_in_the_interval_as_often_as_it_says() -> None:
    held = 0
    for seed in range(200):
        truth, weight = lab_nation(seed)
        exact = cut_of_gates(nation(weight, truth.transit, truth.peering, weight))
        low, high = interval(seen(truth, random.Random(seed)), weight, weight, cut_of_gates, draws=60)
        held += low - 1e-9 <= exact <= high + 1e-9

    assert held >= 170


@pytest.mark.parametrize("nation_seed", [3, 11])
def test_one_nation_under_two_hundred_wrong_maps(nation_seed: int) -> None:
    truth, weight = lab_nation(nation_seed)
    exact = cut_of_gates(nation(weight, truth.transit, truth.peering, weight))
    held = 0
    for seed in range(200):
        low, high = interval(seen(truth, random.Random(seed)), weight, weight, cut_of_gates, draws=60)
        held += low - 1e-9 <= exact <= high + 1e-9

    assert held >= 170


def test_the_known_gates_are_found_on_the_true_map() -> None:
    for seed in range(20):
        truth, weight = lab_nation(seed)
        country = nation(weight, truth.transit, truth.peering, weight)
        found = smallest(country, 0.9)

        assert [country.names[i] for i in found.nodes] == [1, 2, 3]
        assert found.exact
