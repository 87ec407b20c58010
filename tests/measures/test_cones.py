"""Customer cones against walking down from every network."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.cones import cone_sizes

Link = tuple[int, int]


def walked(links: list[Link], start: int) -> int:
    seen, open_ = {start}, [start]
    while open_:
        here = open_.pop()
        for provider, customer in links:
            if provider == here and customer not in seen:
                seen.add(customer)
                open_.append(customer)
    return len(seen)


def test_a_small_hierarchy() -> None:
    assert cone_sizes([(1, 2), (1, 3), (2, 4), (3, 4)]) == {1: 4, 2: 2, 3: 2, 4: 1}
    assert cone_sizes([]) == {}


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=20))
def test_cones_are_what_can_be_reached_downwards(links: list[Link]) -> None:
    real = [(a, b) for a, b in links if a != b]

    assert cone_sizes(links) == {one: walked(real, one) for link in real for one in link}
