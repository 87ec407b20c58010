"""The pages answer as a binary search does, at the edges of blocks above all."""

from __future__ import annotations

import bisect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from periplus.packs import paged
from periplus.packs.direct import NOTHING
from periplus.packs.paged import LEVELS, PagedIndex
from periplus.packs.ranges import wide

TOP = 1 << 128
EDGES = [
    (block << (128 - bits)) + off for bits in LEVELS for block in (0, 1, 2, 5) for off in (-1, 0, 1)
]
NEAR = st.sampled_from([edge for edge in EDGES if edge >= 0] + [0, TOP - 1, 1 << 64, (1 << 64) - 1])
ADDRESS = NEAR | st.integers(0, TOP - 1) | st.integers(0, 1 << 70)


def answers(pieces: dict[int, int], addresses: list[int]) -> list[int | None]:
    """What the index says of each address; None where it leaves it to a search."""
    starts = sorted(pieces)
    index = PagedIndex(wide(starts), np.array([pieces[s] for s in starts], dtype=np.int32))
    found, deeper = index.find(wide(addresses).high)
    left = set(deeper.tolist())
    return [None if at in left else int(value) for at, value in enumerate(found)]


@settings(max_examples=40)
@given(
    pieces=st.dictionaries(ADDRESS, st.integers(-1, 5), min_size=1, max_size=12),
    addresses=st.lists(ADDRESS, min_size=1, max_size=40),
)
def test_equal_to_binary_search(pieces: dict[int, int], addresses: list[int]) -> None:
    starts = sorted(pieces)
    for address, said in zip(addresses, answers(pieces, addresses), strict=True):
        at = bisect.bisect_right(starts, address) - 1
        assert said in {pieces[starts[at]] if at >= 0 else NOTHING, None}


def test_only_what_lies_deeper_is_left() -> None:
    deep = (0x20010DB8 << 96) + 7
    said = answers({deep: 3, 0x2A00 << 112: 4}, [deep, 0x20010DB9 << 96, 0x2A01 << 112, 0])
    assert said == [None, 3, 4, NOTHING]


def test_a_level_that_would_be_too_large_is_left_to_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paged, "MOST_ENTRIES", 1 << 10)
    said = answers({0x20010DB8 << 96: 3, 0x3 << 124: 4}, [0x20010DB8 << 96, 0x4 << 124])
    assert said == [None, 4]
