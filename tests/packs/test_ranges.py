"""Cutting ranges equals looking at each range in turn, whatever nests, touches or overlaps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.packs.ranges import Wide, cut, wide

TOP = (1 << 128) - 1
SMALL = st.integers(0, 60)
EDGES = st.sampled_from([0, 1, (1 << 32) - 1, 1 << 32, (1 << 64) - 1, 1 << 64, TOP - 1, TOP])
RANGES = st.lists(st.tuples(SMALL | EDGES, SMALL | EDGES).map(lambda p: (min(p), max(p))), max_size=12)


def naive(ranges: list[tuple[int, int]], address: int) -> int:
    """The narrowest range over the address, the first given of equals; -1 for none."""
    over = [(last - first, i) for i, (first, last) in enumerate(ranges) if first <= address <= last]
    return min(over)[1] if over else -1


def integers(column: Wide) -> list[int]:
    return [int(h) << 64 | int(low) for h, low in zip(column.high, column.low, strict=True)]


def cuts(ranges: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    starts, owner = cut(wide([r[0] for r in ranges]), wide([r[1] for r in ranges]))
    return integers(starts), owner.tolist()


def found(ranges: list[tuple[int, int]], address: int) -> int:
    starts, owner = cuts(ranges)
    before = [i for i, start in enumerate(starts) if start <= address]
    return int(owner[before[-1]]) if before else -1


@given(ranges=RANGES, address=SMALL | EDGES)
def test_equal_to_looking_at_each(ranges: list[tuple[int, int]], address: int) -> None:
    assert found(ranges, address) == naive(ranges, address)


@given(ranges=RANGES)
def test_pieces_are_sorted_and_none_repeats_its_neighbour(ranges: list[tuple[int, int]]) -> None:
    starts, owner = cuts(ranges)

    assert starts == sorted(set(starts))
    assert all(a != b for a, b in pairwise(owner))


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([(0, 9), (3, 4)], ([0, 3, 5, 10], [0, 1, 0, -1])),  # nested
        ([(0, 4), (5, 9)], ([0, 5, 10], [0, 1, -1])),  # touching
        ([(0, 5), (4, 6)], ([0, 4, 7], [0, 1, -1])),  # overlapping: the narrower
        ([(2, 3), (2, 3)], ([2, 4], [0, -1])),  # twice: the first
        ([(5, TOP)], ([5], [0])),  # up to the last address there is
        ([], ([], [])),
    ],
)
def test_cases(ranges: list[tuple[int, int]], expected: tuple[list[int], list[int]]) -> None:
    assert cuts(ranges) == expected


def test_columns_keep_128_bits() -> None:
    column = wide([TOP, 1 << 64, 7])

    assert column.high.tolist() == [(1 << 64) - 1, 1, 0]
    assert column.low.tolist() == [(1 << 64) - 1, 0, 7]
    assert column.low.dtype == np.uint64
