"""The direct index answers as a binary search does, at the edges of blocks above all."""

from __future__ import annotations

import bisect

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from periplus.packs.direct import NOTHING, DirectIndex

EDGE = st.sampled_from([0, 1, 255, 256, 257, 511, 512, 0xFFFFFF00, 0xFFFFFEFF, 0xFFFFFFFF])
ADDRESS = EDGE | st.integers(0, 0xFFFFFFFF) | st.integers(0, 2000)


@settings(max_examples=25)  # each example fills 64 MiB
@given(
    pieces=st.dictionaries(ADDRESS, st.integers(-1, 5), max_size=12),
    addresses=st.lists(ADDRESS, min_size=1, max_size=40),
)
def test_equal_to_binary_search(pieces: dict[int, int], addresses: list[int]) -> None:
    starts = sorted(pieces)
    index = DirectIndex(
        np.array(starts, dtype=np.uint32), np.array([pieces[s] for s in starts], dtype=np.int32)
    )

    expected = []
    for address in addresses:
        at = bisect.bisect_right(starts, address) - 1
        expected.append(pieces[starts[at]] if at >= 0 else NOTHING)

    assert index.find(np.array(addresses, dtype=np.uint32)).tolist() == expected


def test_nothing_in_an_empty_table() -> None:
    index = DirectIndex(np.empty(0, np.uint32), np.empty(0, np.int32))

    assert index.find(np.array([0, 0xFFFFFFFF], dtype=np.uint32)).tolist() == [NOTHING, NOTHING]


def test_more_addresses_than_one_chunk() -> None:
    index = DirectIndex(np.array([100], np.uint32), np.array([7], np.int32))
    addresses = np.arange(600_000, dtype=np.uint32)

    found = index.find(addresses)

    assert found[:100].tolist() == [NOTHING] * 100
    assert (found[100:] == 7).all()
