"""Grids, baselines and resets of a source."""

from __future__ import annotations

import math

import pytest

from periplus.measures.baseline import (
    DAY_S,
    Binned,
    baseline,
    binned,
    bins_of_days,
    ratios,
    shifts,
    spread,
)

HALF = 1800


def daily(days: int, level: float = 100.0) -> list[tuple[int, float | None]]:
    """A wave by the hour of the day."""
    return [
        (second, level * (1 + 0.5 * math.sin(second / DAY_S * 2 * math.pi)))
        for second in range(0, days * DAY_S, HALF)
    ]


def test_unequal_steps_and_holes_come_onto_one_grid() -> None:
    grid = binned([(1800, 4.0), (0, 2.0), (600, 6.0), (5400, None), (7200, 8.0), (9000, math.nan)])
    assert (grid.bin_s, grid.values) == (5400, (4.0, 8.0))
    assert binned([(0, None), (60, -1.0)]).values == ()


def test_a_stray_time_stamp_costs_no_memory() -> None:
    assert binned([(0, 1.0), (1800, 1.0), (3600, 1.0), (1 << 40, 1.0)]).values == ()


def test_the_baseline_follows_the_hour() -> None:
    grid = binned(daily(21))
    usual = baseline(grid)
    parts = ratios(grid, usual)
    assert all(part is not None and abs(part - 1) < 0.1 for part in parts)
    assert spread(parts) < 0.02


def test_what_is_left_out_does_not_lower_it() -> None:
    samples = [(s, (v or 0) * (0.1 if 5 * DAY_S <= s < 8 * DAY_S else 1)) for s, v in daily(10)]
    grid = binned(samples)
    low = {i for i in range(len(grid.values)) if 5 * DAY_S <= grid.at(i) < 8 * DAY_S}
    part = ratios(grid, baseline(grid, left_out=low))[5 * 48 + 10]
    assert part is not None
    assert part == pytest.approx(0.1, abs=0.02)


def test_too_little_has_no_baseline() -> None:
    assert baseline(binned([(0, 1.0), (1800, 1.0)])) == (None, None)
    assert spread([None]) == math.inf


@pytest.mark.parametrize("level", [0.5, 2.0])
def test_a_level_that_stays_changed_is_a_shift(level: float) -> None:
    grid = binned([(s, (v or 0) * (level if s >= 12 * DAY_S else 1)) for s, v in daily(24)])
    ((day, step),) = shifts(grid).items()
    assert day == 12
    assert math.exp(step) == pytest.approx(level, rel=0.05)
    assert bins_of_days(grid, [day, 999]) == (12 * 48,)


def test_an_outage_of_three_days_is_no_shift() -> None:
    grid = binned([(s, (v or 0) * (0.2 if 12 * DAY_S <= s < 15 * DAY_S else 1)) for s, v in daily(24)])
    assert shifts(grid) == {}
    assert shifts(Binned(start_s=0, bin_s=HALF, values=())) == {}
