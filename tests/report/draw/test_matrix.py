"""A matrix of shares: darker is more, a number in each cell, hatched where there is none."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.report.draw.matrix import Cell, matrix, shade, shown_columns

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (318.0, 690.0, 894.0)
labels = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60)
cells = st.builds(Cell, share=st.floats(0, 1), text=labels, faint=st.booleans())
rows = st.lists(st.tuples(labels, st.dictionaries(st.sampled_from("abcdefgh"), cells)), max_size=5)


@given(rows, st.sampled_from(WIDTHS))
def test_all_stays_inside(given_rows: list[tuple[str, dict[str, Cell]]], wide: float) -> None:
    root = ET.fromstring(matrix("m", "T", "D", given_rows, list("abcdefgh"), wide))
    for box in root.iter(f"{SVG}rect"):
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= wide + 0.2
        assert float(box.attrib["y"]) + float(box.attrib["height"]) <= float(root.attrib["height"])


def test_what_is_missing_is_hatched_and_what_is_weak_is_faint() -> None:
    row = (
        "news.zz",
        {
            "AS64500": Cell(share=0.6, text="60%", href="#r1"),
            "AS64501": Cell(share=1, text="x", faint=True),
        },
    )
    drawn = matrix("m", "T", "D", [row], ["AS64500", "AS64501", "AS64502"], 894.0)
    assert drawn.count('class="open"') == 1
    assert 'class="cell k1 faint"' in drawn
    assert 'class="cell k6"' in drawn
    assert 'href="#r1"' in drawn


@pytest.mark.parametrize(("share", "step"), [(0, 2), (0.05, 3), (0.3, 5), (0.6, 6), (1.0, 7)])
def test_shades(share: float, step: int) -> None:
    assert shade(share) == step


def test_a_narrow_picture_holds_fewer_columns() -> None:
    assert [shown_columns(30, wide) for wide in WIDTHS] == [4, 10, 14]
    assert shown_columns(0, 318.0) == 1
