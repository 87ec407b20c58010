"""Tiles that fill the room by their share, and never leave it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.report.draw.treemap import Tile, squarified, treemap

SIZES = st.lists(st.floats(min_value=1, max_value=1e4), min_size=1, max_size=30)


@given(SIZES, st.floats(min_value=50, max_value=1000), st.floats(min_value=50, max_value=1000))
def test_every_tile_has_its_area_and_stays_within(sizes: list[float], wide: float, high: float) -> None:
    sizes.sort(reverse=True)
    areas = [one / sum(sizes) * wide * high for one in sizes]
    rooms = list(squarified(areas, wide, high))

    assert len(rooms) == len(areas)
    for area, room in zip(areas, rooms, strict=True):
        assert room.wide * room.high == pytest.approx(area)
        assert -1e-6 <= room.x <= room.x + room.wide <= wide + 1e-6
        assert -1e-6 <= room.y <= room.y + room.high <= high + 1e-6


def test_tiles_do_not_overlap() -> None:
    rooms = list(squarified([6000.0, 6000.0, 4000.0, 3000.0, 2000.0, 2000.0, 1000.0], 160, 150))
    for number, one in enumerate(rooms):
        for other in rooms[number + 1 :]:
            apart_x = one.x + one.wide <= other.x + 1e-6 or other.x + other.wide <= one.x + 1e-6
            apart_y = one.y + one.high <= other.y + 1e-6 or other.y + other.high <= one.y + 1e-6
            assert apart_x or apart_y


def test_equal_parts_are_nearly_square() -> None:
    for room in squarified([2500.0] * 4, 100, 100):
        assert room.wide == pytest.approx(room.high)


def test_names_stand_only_where_they_fit() -> None:
    tiles = [Tile(label="Large", share=0.9, note="90%"), Tile(label="Tiny", share=0.001, note="0%")]
    drawn = treemap("t", "Title", "Caption", tiles, 600)

    assert ">Large</text>" in drawn
    assert ">Tiny</text>" not in drawn
    assert "<title>Tiny</title>" in drawn  # it has its tile all the same
    assert drawn.count("url(#t-hatch)") == 1


def test_nothing_and_more_than_all_are_no_fault() -> None:
    assert "<rect" in treemap("t", "T", "C", [], 300)
    drawn = treemap("t", "T", "C", [Tile(label="A", share=0.8, note="")] * 2, 300)
    widths = [float(one) for one in re.findall(r'x="([0-9.]+)"', drawn)]
    assert max(widths) <= 300
