"""The weighted median."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.weighted import weighted_median

VALUES = st.floats(0, 1000)


@pytest.mark.parametrize(
    ("pairs", "median"),
    [([(5, 1)], 5), ([(1, 1), (2, 1), (3, 1)], 2), ([(1, 10), (9, 1)], 1), ([(1, 1), (9, 10)], 9)],
)
def test_half_of_the_weight_lies_below(pairs: list[tuple[float, float]], median: float) -> None:
    assert weighted_median(pairs) == median


@given(st.lists(VALUES, min_size=1))
def test_equal_weights_give_the_low_median(values: list[float]) -> None:
    assert weighted_median((value, 1.0) for value in values) == statistics.median_low(values)


@given(st.lists(st.tuples(VALUES, st.floats(0.001, 1e6)), min_size=1))
def test_it_is_one_of_the_values(pairs: list[tuple[float, float]]) -> None:
    assert weighted_median(pairs) in {value for value, _ in pairs}


def test_nothing_has_none() -> None:
    with pytest.raises(ValueError, match="no median"):
        weighted_median([])
