"""Lanes: steps that do not fit go on below; whatever the texts, nothing leaves the picture."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.report.draw.lanes import Box, Lane, Step, lanes

BOX = Box(name="CARRIER", place="AS1", time="1 ms", href="#r1")


@pytest.mark.parametrize("wide", [318.0, 690.0, 894.0])
def test_many_steps_go_on_below(wide: float) -> None:
    few = lanes("p", "t", "d", [Lane(name="ns", note="", steps=(Step(boxes=(BOX,)),) * 2)], wide)
    many = lanes("p", "t", "d", [Lane(name="ns", note="", steps=(Step(boxes=(BOX,)),) * 20)], wide)

    assert high(many) > high(few)
    assert many.count("CARRIER") >= 20


def high(drawn: str) -> float:
    found = re.search(r'viewBox="0 0 [0-9.]+ ([0-9.]+)"', drawn)
    assert found
    return float(found[1])


def test_silence_is_hatched_and_a_border_dashed() -> None:
    steps = (Step(boxes=(BOX,)), Step(boxes=(Box(name=""), BOX), border="XA | XB"))
    drawn = lanes("p", "t", "d", [Lane(name="ns", note="far", steps=steps)], 690)

    assert "no answer" in drawn
    assert "url(#p-hatch)" in drawn
    assert 'class="border"' in drawn
    assert "XA | XB" in drawn


@given(st.text(), st.text(), st.text())
def test_any_text_is_drawn(name: str, place: str, time: str) -> None:
    steps = (Step(boxes=(Box(name=name, place=place, time=time),), border=place),)
    drawn = lanes("p", "t", "d", [Lane(name=name, note=place, steps=steps)], 318)

    assert "<script" not in drawn


def test_a_border_before_the_first_box_stays_in_the_picture_and_no_line_is_empty() -> None:
    steps = (Step(boxes=(Box(name="CARRIER"), Box(name="")), border="XA | XB"),)
    drawn = lanes("p", "t", "d", [Lane(name="ns", note="far", steps=steps)], 318)

    assert all(float(x) > 0 for x in re.findall(r'<text x="([-0-9.]+)"', drawn))
    assert all(float(x) > 0 for x in re.findall(r'd="M([-0-9.]+) [^"]*" class="border"', drawn))
    assert "></text>" not in drawn
