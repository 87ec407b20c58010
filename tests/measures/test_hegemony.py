"""Hegemony and transit influence of tables small enough to be counted by hand."""

from __future__ import annotations

import pytest

from periplus.measures.hegemony import (
    Route,
    full_feeds,
    of_country,
    of_origins,
    routes,
    transit_influence,
    trimmed_mean,
)

PEERS = [101, 102, 103]
# Three viewpoints reach 7's two prefixes, through 5 or 6; 8 hangs behind 7.
ROWS = [
    [0, 100, 100, 101, 5, 7],
    [1, 75, 75, 102, 5, 7],
    [1, 25, 25, 102, 6, 7],
    [2, 100, 100, 103, 103, 6, 7, 7],
    [0, 50, 50, 101, 5, 7, 8],
    [1, 50, 50, 102, 5, 7, 8],
    [2, 50, 50, 103, 6, 7, 8],
]


def test_rows_lose_prepending_and_pathless_ones() -> None:
    assert routes([[0, 1, 1, 5, 5, 7], [0, 1, 1], [0, 1, 0, 5, 0]]) == (Route(0, 1, 1, (5, 7)),)


def test_hegemony_is_the_mean_over_viewpoints() -> None:
    found = of_origins(routes(ROWS), PEERS, {0, 1, 2})

    assert found[7][7] == 1
    assert found[7][5] == pytest.approx((1 + 0.75 + 0) / 3)
    assert found[7][6] == pytest.approx((0 + 0.25 + 1) / 3)
    assert found[8][7] == 1


def test_peers_of_one_network_are_one_viewpoint() -> None:
    found = of_origins(routes(ROWS), [101, 101, 103], {0, 1, 2})

    assert found[7][5] == pytest.approx(((1 + 0.75) / 2 + 0) / 2)


def test_a_country_is_the_mean_over_its_origins_by_weight() -> None:
    by_origin = of_origins(routes(ROWS), PEERS, {0, 1, 2})

    whole = of_country(by_origin, {7: 3.0, 8: 1.0}, transit_only=False)
    passing = of_country(by_origin, {7: 3.0, 8: 1.0}, transit_only=True)

    assert whole[7] == 1
    assert passing[7] == 0.25
    assert of_country(by_origin, {}, transit_only=False) == {}


def test_the_ends_are_trimmed_only_of_many() -> None:
    assert trimmed_mean([1.0], 1) == 1
    assert trimmed_mean([1.0, *[0.5] * 8], 10) == 0.5
    assert trimmed_mean([], 0) == 0


def test_full_feeds_tell_nearly_everything() -> None:
    assert full_feeds([1000, 800, 10]) == {0, 1}
    assert full_feeds([]) == frozenset()


def test_transit_counts_from_the_first_transit_link_on() -> None:
    found = transit_influence(
        routes(ROWS),
        PEERS,
        {0, 1, 2},
        transit={(5, 7), (6, 7), (7, 8)},
        domestic={7, 8},
    )

    assert found.monitors == 3
    assert found.transit_fraction == 1
    # 101: all 150 by 5: 100 one hop away, 50 two hops away.
    by_first = (100 + 50 / 2) / 150
    by_second = (75 + 50 / 2) / 150
    assert found.by_network[5] == pytest.approx((by_first + by_second + 0) / 3)


def test_only_addresses_in_the_country_count() -> None:
    rows = [[0, 100, 0, 101, 5, 7], [0, 60, 30, 101, 6, 9]]
    found = transit_influence(routes(rows), [101], {0}, transit={(5, 7), (6, 9)}, domestic={7})

    # 9 is at home elsewhere; what it originates in the country counts all the same.
    assert dict(found.by_network) == {6: 1.0}


def test_viewpoints_at_home_have_no_voice() -> None:
    found = transit_influence(routes([[0, 10, 10, 7]]), [7], {0}, transit=set(), domestic={7})

    assert (found.monitors, found.transit_fraction, dict(found.by_network)) == (0, 0, {})


def test_what_is_reached_by_peering_alone_is_no_transit() -> None:
    found = transit_influence(routes([[0, 10, 10, 101, 7]]), [101], {0}, transit=set(), domestic={7})

    assert (found.monitors, found.transit_fraction) == (1, 0)
