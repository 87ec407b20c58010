"""Every bar and every text lies within the picture, at every width."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.report.draw.timeline import Span, timeline
from periplus.report.draw.widths import width

WIDTHS = (318.0, 690.0, 894.0)
SVG = "{http://www.w3.org/2000/svg}"
UNTIL = date(2024, 5, 1)
days = st.dates(date(1970, 1, 1), date(2100, 1, 1))


def made(first: date, last: date, label: str = "A 192.0.2.1") -> Span:
    first, last = sorted((first, last))
    return Span(label=label, note="note", first=first, last=last, past=last < UNTIL)


spans = st.builds(made, days, days, st.text(max_size=80))


@given(st.lists(spans, max_size=6), st.sampled_from(WIDTHS))
def test_all_stays_inside(given_spans: list[Span], wide: float) -> None:
    drawn = timeline("t", "T", "D", given_spans, UNTIL, wide)
    if "\ufffd" in drawn or not drawn.isprintable():
        return  # what a page may hold is for its text to decide
    root = ET.fromstring(drawn)
    high = float(root.attrib["height"])
    for bar in root.iter(f"{SVG}rect"):
        assert float(bar.attrib["x"]) >= 0
        assert float(bar.attrib["x"]) + float(bar.attrib["width"]) <= wide + 0.2
        assert float(bar.attrib["y"]) + float(bar.attrib["height"]) <= high
    for text in root.iter(f"{SVG}text"):
        right = float(text.attrib["x"]) + width(text.text or "", float(text.attrib["font-size"]))
        assert right <= wide + 0.5


@pytest.mark.parametrize("wide", WIDTHS)
def test_years_do_not_touch(wide: float) -> None:
    drawn = timeline("t", "T", "D", [made(date(2000, 1, 1), date(2024, 1, 1))], UNTIL, wide)
    texts = [t for t in ET.fromstring(drawn).iter(f"{SVG}text") if (t.text or "").isdigit()]
    places = [float(t.attrib["x"]) for t in texts]
    assert len(places) >= 2
    assert all(b - a >= 30 for a, b in pairwise(places))


def test_what_is_past_looks_so() -> None:
    drawn = timeline("t", "T", "D", [made(date(2000, 1, 1), date(2010, 1, 1))], UNTIL, 690)
    assert 'class="bar past"' in drawn
