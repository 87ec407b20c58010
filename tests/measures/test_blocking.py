"""Wilson's interval, and when blocking rises."""

from __future__ import annotations

import pytest

from periplus.measures.blocking import Tally, rises, wilson

DAY_S = 86_400


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_published_examples(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def tallies(*pairs: tuple[int, int]) -> list[Tally]:
    return [
        Tally(at_s=i * DAY_S, span_s=DAY_S, measurements=n, confirmed=hits)
        for i, (hits, n) in enumerate(pairs)
    ]


def test_a_rise_begins_and_ends() -> None:
    (rise,) = rises(tallies(*[(2, 100)] * 5, *[(40, 100)] * 4, *[(2, 100)] * 5))
    assert (rise.first_s, rise.end_s, rise.ongoing) == (5 * DAY_S, 9 * DAY_S, False)
    assert (rise.before, rise.after) == (0.02, 0.4)


def test_a_rise_that_lasts_is_ongoing() -> None:
    (rise,) = rises(tallies(*[(0, 100)] * 3, *[(40, 100)] * 4))
    assert rise.ongoing


@pytest.mark.parametrize(
    "pairs",
    [
        [(0, 5)] * 3 + [(5, 5)] * 3,  # fewer than thirty measurements
        [(20, 100)] * 3 + [(24, 100)] * 3,  # within what is tested otherwise
        [],
        [(40, 100)] * 6,  # blocked all along
    ],
)
def test_no_rise(pairs: list[tuple[int, int]]) -> None:
    assert rises(tallies(*pairs)) == []
