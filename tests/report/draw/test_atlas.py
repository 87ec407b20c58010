"""A map: countries in the paper, cut at its edge, labels not over each other."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from periplus.report.draw.atlas import Marked, atlas

SQUARE = ((4.0, 50.0), (8.0, 50.0), (8.0, 54.0), (4.0, 54.0), (4.0, 50.0))
ACROSS = ((170.0, 60.0), (-170.0, 60.0), (-170.0, 70.0), (170.0, 70.0), (170.0, 60.0))
SOUTH = ((0.0, -70.0), (9.0, -70.0), (9.0, -80.0), (0.0, -70.0))
WORDS = ("T", "D")
SVG = "{http://www.w3.org/2000/svg}"


def coordinates(drawn: str) -> list[float]:
    paths = re.findall(r' d="(M[^"]*Z)"', drawn)
    return [float(number) for path in paths for number in re.findall(r"-?[0-9.]+", path)]


def test_a_marked_country_is_filled_and_named() -> None:
    marked = [Marked(code="NL", label="Netherlands 2", rank=6, href="#r1")]
    drawn = atlas("map", WORDS, {"NL": (SQUARE,), "FR": (SQUARE,)}, marked, 900)

    root = ET.fromstring(drawn)
    assert [text.text for text in root.iter(f"{SVG}text")] == ["Netherlands 2"]
    assert 'class="chip k6"' in drawn
    assert 'href="#r1"' in drawn
    assert drawn.count('class="land"') == 1


def test_a_country_across_the_edge_is_cut_there() -> None:
    drawn = atlas("map", WORDS, {"RU": (ACROSS,)}, [], 900)
    xs = coordinates(drawn)[::2]

    assert drawn.count("M") >= 2
    assert not any(200 < x < 700 for x in xs)


def test_what_lies_in_the_far_south_is_left_out() -> None:
    assert coordinates(atlas("map", WORDS, {"AQ": (SOUTH,)}, [], 900)) == []


def test_labels_do_not_lie_over_each_other() -> None:
    marked = [Marked(code=code, label="Somewhere", rank=3) for code in ("A", "B", "C")]
    drawn = atlas("map", WORDS, dict.fromkeys("ABC", (SQUARE,)), marked, 900)
    places = [float(t.attrib["y"]) for t in ET.fromstring(drawn).iter(f"{SVG}text")]
    assert all(abs(one - other) > 12 for one, other in pairwise(places))


POINTS = st.tuples(st.floats(-200, 200), st.floats(-100, 100))


@given(st.lists(st.lists(POINTS, min_size=1, max_size=8), max_size=4), st.text(max_size=20))
def test_whatever_the_rings_nothing_leaves_the_paper(
    rings: list[list[tuple[float, float]]], label: str
) -> None:
    drawn = atlas("map", WORDS, {"X": rings}, [Marked(code="X", label=label, rank=1)], 600)
    xs = coordinates(drawn)[::2]
    assert all(-0.1 <= x <= 600.1 for x in xs)
