"""Small countries whose ways out are known: who escapes, and what each removal costs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.nation import OUT, Nation, joined, nation

ABROAD = 100


def drawn() -> st.SearchStrategy[Nation]:
    """Countries of up to eight networks, each carried by some of those with smaller numbers."""
    size = st.integers(1, 8)
    return size.flatmap(
        lambda n: st.builds(
            lambda pairs, leaving, weights: nation(
                range(1, n + 1),
                [(a, b) for a, b in pairs if a < b] + [(ABROAD, one) for one in leaving],
                [],
                dict(enumerate(weights, 1)),
            ),
            st.lists(st.tuples(st.integers(1, n), st.integers(1, n)), max_size=16),
            st.lists(st.integers(1, n), max_size=n),
            st.lists(st.integers(0, 5), min_size=n, max_size=n),
        )
    )


# 1 leaves; 2 and 3 buy of 1; 4 buys of 2 and 3; 5 has nobody.
DIAMOND = nation(
    [1, 2, 3, 4, 5],
    [(ABROAD, 1), (1, 2), (1, 3), (2, 4), (3, 4)],
    [],
    {1: 10, 2: 20, 3: 30, 4: 40, 5: 1},
)


def test_who_escapes() -> None:
    assert DIAMOND.escaping() == [True, True, True, True, False]
    assert DIAMOND.escaping([DIAMOND.place[2]]) == [True, False, True, True, False]
    assert DIAMOND.escaping([DIAMOND.place[1]]) == [False] * 5


def test_a_peer_abroad_is_a_way_out_and_a_peer_at_home_is_none() -> None:
    found = nation([1, 2, 3], [], [(1, ABROAD), (2, 3)], {1: 1, 2: 1, 3: 1})

    assert found.leaves == (True, False, False)
    assert found.loss() == 2


def test_losses_and_last_carriers() -> None:
    place = DIAMOND.place
    losses = DIAMOND.losses()

    assert [losses[place[asn]] for asn in (1, 2, 3, 4, 5)] == [100, 20, 30, 40, 0]
    assert DIAMOND.carriers()[place[4]] == place[1]
    assert DIAMOND.carriers()[place[1]] == OUT


@given(drawn())
def test_losses_are_those_of_each_removal(country: Nation) -> None:
    base = country.loss()

    assert country.losses() == [country.loss([i]) - base for i in range(len(country.names))]


@given(drawn(), st.sets(st.integers(0, 7)))
def test_losses_after_others_were_removed(country: Nation, removed: set[int]) -> None:
    gone = {i for i in removed if i < len(country.names)}
    base = country.loss(gone)

    assert country.losses(gone) == [country.loss({*gone, i}) - base for i in range(len(country.names))]


def test_networks_of_one_holder_are_one_node() -> None:
    found = joined(DIAMOND, {2: "two", 3: "two"})

    assert set(found.names) == {1, 4, 5, "two"}
    assert found.weight[found.place["two"]] == 50
    assert found.losses()[found.place["two"]] == 90
    assert found.total == DIAMOND.total
