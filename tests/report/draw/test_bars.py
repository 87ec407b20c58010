"""Every bar and text lies within the picture; bars grow with their shares."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from periplus.report.draw.bars import Bar, bars

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (318.0, 690.0, 894.0)
labels = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=90)
made = st.builds(Bar, label=labels, share=st.floats(0, 1), before=st.floats(0, 1), told=st.booleans())


@given(st.lists(made, max_size=6), st.sampled_from(WIDTHS))
def test_all_stays_inside(given_bars: list[Bar], wide: float) -> None:
    root = ET.fromstring(bars("b", "T", "D", given_bars, wide))
    high = float(root.attrib["height"])

    for box in root.iter(f"{SVG}rect"):
        assert float(box.attrib["x"]) >= 0
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= wide + 0.2
        assert float(box.attrib["y"]) + float(box.attrib["height"]) <= high


def test_a_bar_shows_what_it_adds_and_leads_to_its_row() -> None:
    drawn = bars("b", "T", "D", [Bar(label="One", share=0.8, before=0.5, href="#r1")], 894.0)
    root = ET.fromstring(drawn)
    whole, added = (float(box.attrib["width"]) for box in root.iter(f"{SVG}rect"))

    assert abs(added / whole - 3 / 8) < 0.01
    assert 'href="#r1"' in drawn
    assert "80.0%" in drawn


def test_a_share_that_is_missing_is_hatched_and_said() -> None:
    drawn = bars("b", "T", "D", [Bar(label="5G", share=0.0, before=0.0, missing="nothing told")], 690.0)

    assert "nothing told" in drawn
    assert "0.0%" not in drawn
    assert 'fill="url(#b-hatch)"' in drawn
