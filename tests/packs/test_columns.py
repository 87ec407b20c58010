"""Many numbers read at once are the numbers read one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from periplus.packs.columns import PADDING, Columns, group, sorted_distinct

CONTENT = bytes(range(200))
AT = np.array([0, 1, 7, 190], np.int64)


def test_numbers_at_any_offset() -> None:
    columns = Columns(CONTENT + PADDING)

    assert columns.u8(AT).tolist() == [0, 1, 7, 190]
    assert columns.u16(AT).tolist() == [int.from_bytes(CONTENT[a : a + 2], "big") for a in AT]
    assert columns.u32(AT).tolist() == [int.from_bytes(CONTENT[a : a + 4], "big") for a in AT]
    assert columns.octets(3, 6) == b"\3\4\5"


def test_networks_are_filled_up_with_zeros() -> None:
    found = Columns(CONTENT + PADDING).networks(AT[:2], np.array([3, 0], np.int64), 4)

    assert found.tolist() == [[0, 1, 2, 0], [0, 0, 0, 0]]


@given(st.lists(st.integers(0, 20)))
def test_distinct_values_and_groups(values: list[int]) -> None:
    keys = np.array(values, np.uint64)

    assert sorted_distinct(keys).tolist() == sorted(set(values))
    chosen, member = group(keys)
    assert keys[chosen][member].tolist() == values
    assert len(chosen) == len(set(values))
