"""The border of small countries: classes, concentration, carriers, and need of other countries."""

from __future__ import annotations

import pytest

from periplus.measures.border import (
    Ascent,
    border_shares,
    carriers,
    fewest_for_all,
    herfindahl,
    renesys_class,
)
from periplus.measures.nation import nation

ABROAD = 100


def test_classes_by_frontier() -> None:
    assert [renesys_class(n) for n in (0, 2, 3, 9, 10, 40, 41)] == [
        "severe", "severe", "significant", "significant", "low", "low", "resistant",
    ]  # fmt: skip


def test_shares_go_out_by_the_shortest_chain_split_equally() -> None:
    country = nation(
        [1, 2, 3, 4],
        [(ABROAD, 1), (ABROAD, 2), (1, 3), (2, 3), (3, 4)],
        [],
        {1: 1, 2: 3, 3: 2, 4: 2},
    )

    shares = border_shares(country)

    assert shares == {0: pytest.approx(3 / 8), 1: pytest.approx(5 / 8)}
    assert herfindahl(shares.values()) == pytest.approx(34 / 64)


def test_the_foreign_providers_of_each_network() -> None:
    assert carriers({1, 2}, [(9, 1), (8, 1), (1, 2), (8, 2), (1, 9)]) == {1: (8, 9), 2: (8,)}


def test_need_of_another_country() -> None:
    # 1 buys of 10 and 11, 2 only of 10; the top is 20, which 11 peers with.
    transit = [(10, 1), (11, 1), (10, 2), (20, 10)]
    weight = {1: 3.0, 2: 1.0}

    lost = Ascent(weight, transit, [(11, 20)], {20}).lost

    assert lost(()) == 0
    assert lost({10}) == 0.25
    assert lost({10, 11}) == 1
    assert lost({20}) == 1


def test_the_fewest_that_part_all_from_the_world() -> None:
    gates = nation([1, 2, 3, 4], [(ABROAD, 1), (ABROAD, 2), (1, 3), (2, 3), (3, 4)], [], {4: 1.0})

    assert fewest_for_all(gates) == 1  # 3, or 4 itself
    assert fewest_for_all(nation([1, 2], [(ABROAD, 1), (ABROAD, 2)], [], {1: 1.0, 2: 1.0})) == 2
