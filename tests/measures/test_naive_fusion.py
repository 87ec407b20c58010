"""The naive fusions, and the threshold that serves each best."""

from __future__ import annotations

import math

import pytest

from periplus.measures.naive_fusion import (
    FUSIONS,
    Told,
    noisy_or,
    precision_of,
    said,
    summed,
    threshold,
)


def test_fusions() -> None:
    assert summed([0.9, 0.6]) == pytest.approx(1.5)
    assert noisy_or([0.9, 0.6]) == pytest.approx(0.96)
    assert FUSIONS["best source wins"]([0.2, 0.7]) == 0.7


def test_the_confidence_in_a_source_is_how_often_it_is_right() -> None:
    told = [Told(weights=("a", "b"), so=True), Told(weights=("a",), so=False)]
    assert precision_of(told) == {"a": 0.5, "b": pytest.approx(2 / 3)}


def test_the_lowest_threshold_that_is_right_nine_times_of_ten() -> None:
    scored = [(0.9, True)] * 30 + [(0.8, True)] * 9 + [(0.8, False)] + [(0.7, False)] * 10
    assert threshold(scored) == 0.8
    assert said(scored, 0.8) == (40, 1)
    assert said(scored, math.inf) == (0, 0)


def test_where_none_is_right_so_often_the_best_there_is() -> None:
    scored = [(0.9, True)] * 20 + [(0.9, False)] * 10 + [(0.5, False)] * 30
    assert threshold(scored) == 0.9
    assert threshold([]) == math.inf
