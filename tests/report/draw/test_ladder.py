"""Boxes and the lines beside them: nothing leaves the picture, whatever the texts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.report.draw.ladder import Rail, Rung, ladder

TEXT = st.text(max_size=120)


@pytest.mark.parametrize("wide", [318.0, 690.0, 894.0])
def test_lines_lead_from_a_statement_to_the_box_it_names(wide: float) -> None:
    rails = [
        Rail(name="A", rungs=(Rung(text="owns B", target=1, style="told past", href="#r1"),)),
        Rail(name="B", notes=("is regulator",), plain=True),
    ]
    drawn = ladder("p", "t", "d", rails, wide)
    assert 'class="edge told past"' in drawn
    assert 'href="#r1"' in drawn
    assert "is regulator" in drawn
    assert "fill rim deduced" in drawn


def test_lines_do_not_lie_on_each_other() -> None:
    rungs = tuple(Rung(text="x", target=n, style="told") for n in (1, 2, 3))
    drawn = ladder("p", "t", "d", [Rail(name="A", rungs=rungs), *(Rail(name=n) for n in "BCD")], 690)
    turns = re.findall(r'd="M[\d.]+ [\d.]+H([\d.]+)V', drawn)
    assert len(set(turns)) == 3


@given(
    st.lists(st.tuples(TEXT, st.lists(st.tuples(TEXT, st.integers(0, 4)), max_size=4)), max_size=5),
    st.sampled_from([318.0, 894.0]),
)
def test_nothing_leaves_the_picture(parts: list[tuple[str, list[tuple[str, int]]]], wide: float) -> None:
    rails = [
        Rail(
            name=name,
            rungs=tuple(Rung(text=t, target=n % len(parts), style="told") for t, n in said),
        )
        for name, said in parts
    ]
    drawn = ladder("p", "t", "d", rails, wide)
    assert all(float(x) <= wide for x in re.findall(r"H([\d.]+)", drawn))
    assert "<script" not in drawn
