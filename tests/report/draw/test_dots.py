"""Every dot, line and text lies within the picture, and stands where its value is."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from periplus.report.draw.dots import Dot, Scale, dots

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (318.0, 690.0, 894.0)
labels = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=90)
made = st.builds(
    Dot,
    label=labels,
    note=labels,
    value=st.floats(0, 500),
    low=st.none() | st.floats(0, 10),
    high=st.none() | st.floats(10, 500),
    own=st.booleans(),
)


@given(st.lists(made, max_size=6), st.sampled_from(WIDTHS), st.floats(0.1, 1000))
def test_all_stays_inside(values: list[Dot], wide: float, most: float) -> None:
    root = ET.fromstring(dots("d", "T", "D", Scale(values=values, most=most, unit="Mbit/s"), wide))
    high = float(root.attrib["height"])

    for circle in root.iter(f"{SVG}circle"):
        assert 0 < float(circle.attrib["cx"]) < wide
        assert 0 < float(circle.attrib["cy"]) < high
    for box in root.iter(f"{SVG}rect"):
        assert float(box.attrib["x"]) >= 0
        assert float(box.attrib["width"]) >= 0
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= wide


def test_a_dot_stands_at_its_value_and_leads_to_its_row() -> None:
    one = Dot(label="Here", note="50%", value=50.0, low=25.0, high=75.0, own=True, href="#r1")
    drawn = dots("d", "T", "D", Scale(values=[one], most=100.0, unit="%"), 690.0)
    root = ET.fromstring(drawn)
    (circle,) = root.iter(f"{SVG}circle")
    (line,) = root.iter(f"{SVG}rect")

    assert float(circle.attrib["cx"]) == 345.0
    assert float(line.attrib["x"]) + float(line.attrib["width"]) / 2 == 345.0
    assert 'href="#r1"' in drawn
    assert "100%" in drawn
