"""Distinct paths in columns: origins, links, and paths that are no plain sequence."""

from __future__ import annotations

import struct
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.packs.columns import PADDING, Columns, Ints
from periplus.packs.paths import Paths, distinct_paths, path_places

SEQUENCE, SET = 2, 1


def segment(kind: int, *asns: int) -> bytes:
    return struct.pack(f">BB{len(asns)}I", kind, len(asns), *asns)


def read(*values: bytes) -> tuple[Ints, Paths]:
    size = np.array([len(value) for value in values], np.int64)
    start = np.cumsum(size) - size
    return distinct_paths(Columns(b"".join(values) + PADDING), start, size)


def hops(paths: Paths) -> list[list[int]]:
    return [paths.hops[a:b].tolist() for a, b in pairwise(paths.at.tolist())]


def links(paths: Paths) -> list[tuple[int, int]]:
    return [(pair >> 32, pair & 0xFFFFFFFF) for pair in paths.links().tolist()]


def test_equal_paths_are_kept_once() -> None:
    one, two = segment(SEQUENCE, 1, 2, 3), segment(SEQUENCE, 1, 2, 70_000)

    member, paths = read(one, two, one)

    assert [hops(paths)[i] for i in member] == [[1, 2, 3], [1, 2, 70_000], [1, 2, 3]]
    assert len(hops(paths)) == 2
    assert paths.origins()[member].tolist() == [3, 70_000, 3]


def test_sets_and_missing_paths_have_no_origin() -> None:
    member, paths = read(segment(SEQUENCE, 1) + segment(SET, 4, 5), segment(SET, 6), b"")

    assert [hops(paths)[i] for i in member] == [[1, 0], [6], []]
    assert paths.origins()[member].tolist() == [0, 6, 0]


def test_links_leave_out_prepending_sets_and_borders_of_paths() -> None:
    _, paths = read(
        segment(SEQUENCE, 1, 1, 2), segment(SEQUENCE, 3, 4), segment(SEQUENCE, 5) + segment(SET, 6, 7)
    )

    assert links(paths) == [(1, 2), (3, 4)]


@given(st.lists(st.lists(st.integers(1, 9), max_size=5).map(tuple), min_size=1))
def test_links_are_those_of_each_path(told: list[tuple[int, ...]]) -> None:
    member, paths = read(*(segment(SEQUENCE, *asns) for asns in told))

    assert [tuple(hops(paths)[i]) for i in member] == told
    wanted = {(a, b) for asns in told for a, b in pairwise(asns) if a != b}
    assert links(paths) == sorted(wanted)


@pytest.mark.parametrize(
    ("block", "found"),
    [
        (b"\x40\1\1\0\x40\2\2\2\0", (7, 2)),
        (b"\x40\1\1\0\x50\2\0\2\2\0", (8, 2)),
        (b"\x40\1\1\0", (0, 0)),
        (b"\x40\1\1\0\x40\2\x09\2\0", (0, -1)),
    ],
)
def test_the_path_is_found_among_the_attributes(block: bytes, found: tuple[int, int]) -> None:
    start, size = path_places(
        Columns(block + PADDING), np.zeros(1, np.int64), np.array([len(block)], np.int64)
    )

    assert size.tolist() == [found[1]]
    assert found[1] <= 0 or start.tolist() == [found[0]]
