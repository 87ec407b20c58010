"""Equal Earth, and the part of it that a picture shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.report.draw.projection import framed, mainland, middle, on_paper, projected

SQUARE = ((4.0, 50.0), (8.0, 50.0), (8.0, 54.0), (4.0, 54.0), (4.0, 50.0))
SMALL = ((20.0, 50.0), (21.0, 50.0), (21.0, 51.0), (20.0, 50.0))
ACROSS = ((170.0, 60.0), (-170.0, 60.0), (-170.0, 70.0), (170.0, 70.0), (170.0, 60.0))
SOUTH = ((0.0, -70.0), (9.0, -70.0), (9.0, -80.0), (0.0, -70.0))
WORLD_WIDE, WORLD_HIGH = 2 * 2.7066, 2 * 1.3173


def test_the_published_corners() -> None:
    # Savric, Patterson, Jenny 2018: the half axes of the projection.
    assert on_paper(0, 0) == pytest.approx((WORLD_WIDE / 2, WORLD_HIGH / 2), abs=1e-3)
    assert on_paper(180, 0)[0] == pytest.approx(WORLD_WIDE, abs=1e-3)
    assert on_paper(0, 90)[1] == pytest.approx(0, abs=1e-3)


def test_the_largest_part_stands_for_a_country() -> None:
    land = mainland([SMALL, SQUARE])
    x, y = middle(land)
    left, top = on_paper(4, 54)
    right, bottom = on_paper(8, 50)
    assert left < x < right
    assert top < y < bottom
    assert mainland([]) == []


def test_across_the_edge_and_far_south() -> None:
    assert len(list(projected([ACROSS]))) == 2
    assert list(projected([SOUTH])) == []


def test_a_part_of_the_world_is_shown_around_what_matters() -> None:
    near = framed([mainland([SQUARE])], 900)
    whole = framed([], 900)
    assert near.span < whole.span / 3
    assert near.holds(mainland([SQUARE]))
    assert not near.holds(mainland([ACROSS]))
    assert whole.span == pytest.approx(WORLD_WIDE)
    assert whole.around == pytest.approx(900)


PLACES = st.tuples(st.floats(-200, 200), st.floats(-59, 100))


@given(st.lists(st.lists(PLACES, min_size=1, max_size=9), min_size=1, max_size=4))
def test_whatever_matters_lies_within_the_frame(rings: list[list[tuple[float, float]]]) -> None:
    lands = [land for land in (mainland([ring]) for ring in rings) if land]
    frame = framed(lands, 600)
    for land in lands:
        for point in land:
            x, y = frame.at(point)
            assert -0.5 <= x <= 600.5
            assert -0.5 <= y <= frame.high * frame.scale + 0.5
