"""A map: countries in the paper, lines from one to the next, labels not over each other."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from itertools import accumulate, combinations

from hypothesis import given
from hypothesis import strategies as st

from periplus.report.draw.atlas import Chart, Course, Marked, atlas
from periplus.report.draw.projection import Ring

SQUARE = ((4.0, 50.0), (8.0, 50.0), (8.0, 54.0), (4.0, 54.0), (4.0, 50.0))
EAST = ((20.0, 50.0), (24.0, 50.0), (24.0, 54.0), (20.0, 54.0), (20.0, 50.0))
WEST = ((-110.0, 40.0), (-90.0, 40.0), (-90.0, 50.0), (-110.0, 50.0), (-110.0, 40.0))
FAR = ((150.0, 40.0), (170.0, 40.0), (170.0, 50.0), (150.0, 50.0), (150.0, 40.0))
ACROSS = ((170.0, 60.0), (-170.0, 60.0), (-170.0, 70.0), (170.0, 70.0), (170.0, 60.0))
SOUTH = ((0.0, -70.0), (9.0, -70.0), (9.0, -80.0), (0.0, -70.0))
WORDS = ("T", "D")
SVG = "{http://www.w3.org/2000/svg}"


def drawn_of(
    shapes: dict[str, Sequence[Ring]], *marked: Marked, courses: Sequence[Course] = (), wide: float = 900
) -> str:
    return atlas("map", WORDS, Chart(shapes=shapes, marked=marked, courses=courses), wide)


def runs(drawn: str) -> list[list[tuple[float, float]]]:
    """The points of each closed run, in px: a place, then steps on the map's grid."""
    found = []
    scale = float((re.findall(r'transform="scale\(([0-9.]+)\)"', drawn) or ["1"])[0])
    for path in re.findall(r' d="(M[^"]*z)"', drawn):
        for run in path.split("z")[:-1]:
            numbers = [int(number) for number in re.findall(r"-?[0-9]+", run)]
            xs, ys = accumulate(numbers[::2]), accumulate(numbers[1::2])
            found.append([(scale * x, scale * y) for x, y in zip(xs, ys, strict=True)])
    return found


def test_a_marked_country_is_filled_and_named() -> None:
    marked = Marked(code="NL", label="Netherlands 2", rank=6, href="#r1")
    drawn = drawn_of({"NL": (SQUARE,), "FR": (EAST,)}, marked)

    assert [text.text for text in ET.fromstring(drawn).iter(f"{SVG}text")] == ["Netherlands 2"]
    assert 'class="place k6"' in drawn
    assert 'href="#r1"' in drawn
    assert drawn.count('class="land"') == 1


def test_a_country_that_is_only_passed_has_no_shade() -> None:
    drawn = drawn_of({"PL": (EAST,)}, Marked(code="PL", label="Poland", rank=None))
    assert 'class="place passed"' in drawn
    assert 'class="note halo"' in drawn


def test_lines_lead_from_country_to_country() -> None:
    marked = [Marked(code=code, label=code, rank=None) for code in ("A", "B")]
    courses = [
        Course(codes=("A", "B"), title="one"),
        Course(codes=("A", "?", "B"), title="two"),
        Course(codes=("B", "A"), title="a cable", told=True),
    ]
    drawn = drawn_of({"A": (SQUARE,), "B": (EAST,)}, *marked, courses=courses)

    assert re.findall(r'class="(way[^"]*)"', drawn) == ["way", "way told"]
    assert "<title>one; two</title>" in drawn
    assert 'stroke-width="2.4"' in drawn
    ends = re.findall(r'd="M([-0-9. ]+)Q[-0-9. ]+? ([-0-9.]+ [-0-9.]+)" class="way', drawn)
    assert ends[0] == ends[1][::-1]


def test_the_shorter_way_leads_around_the_back_of_the_map() -> None:
    marked = [Marked(code=code, label=code, rank=None) for code in ("US", "KR")]
    courses = [Course(codes=("US", "KR"), title="ns")]
    drawn = drawn_of({"US": (WEST,), "KR": (FAR,)}, *marked, courses=courses)
    (line,) = re.findall(r'd="(M[^"]*)" class="way"', drawn)
    assert line.count("M") == 2
    assert " 0.0 " in line.replace("Q", " ")
    assert " 900.0 " in line.replace("Q", " ")


def test_a_second_picture_takes_the_outlines_of_the_first() -> None:
    shapes: dict[str, Sequence[Ring]] = {"NL": (SQUARE,), "PL": (EAST,)}
    chart = Chart(shapes=shapes, marked=[Marked(code="NL", label="N", rank=6)], drawn=("map-wide", 900))
    drawn = atlas("map-narrow", WORDS, chart, 300)
    assert '<use href="#map-wide-land" transform="scale(0.3333)">' in drawn
    assert runs(drawn) == []
    assert 'id="map-land"' in drawn_of(shapes)


def test_a_country_across_the_edge_is_cut_there() -> None:
    drawn = drawn_of({"RU": (ACROSS,)})
    assert drawn.count("M") >= 2
    assert not any(200 < x < 700 for run in runs(drawn) for x, _ in run)


def test_neighbours_share_their_border() -> None:
    left = ((4.0, 50.0), (8.3, 50.1), (8.6, 52.0), (8.2, 54.0), (4.0, 54.0))
    right = ((8.2, 54.0), (8.6, 52.0), (8.3, 50.1), (12.0, 50.0), (12.0, 54.0))
    one, other = runs(drawn_of({"A": (left,), "B": (right,)}, wide=9000))
    assert len(set(one) & set(other)) == 3


def test_what_lies_in_the_far_south_is_left_out() -> None:
    assert runs(drawn_of({"AQ": (SOUTH,)})) == []


def test_labels_do_not_lie_over_each_other() -> None:
    marked = [Marked(code=code, label="Somewhere", rank=3) for code in "ABCDEFGHIJ"]
    drawn = drawn_of(dict.fromkeys("ABCDEFGHIJ", (SQUARE,)), *marked)
    texts = [
        (float(t.attrib["x"]), float(t.attrib["y"])) for t in ET.fromstring(drawn).iter(f"{SVG}text")
    ]
    assert 2 < len(texts) <= 10
    assert all(abs(a - c) > 60 or abs(b - d) > 12 for (a, b), (c, d) in combinations(texts, 2))


POINTS = st.tuples(st.floats(-200, 200), st.floats(-100, 100))


@given(st.lists(st.lists(POINTS, min_size=1, max_size=8), max_size=4), st.text(max_size=20))
def test_whatever_the_rings_names_and_dots_stay_in_the_paper(
    rings: list[list[tuple[float, float]]], label: str
) -> None:
    drawn = drawn_of({"X": rings}, Marked(code="X", label=label, rank=1), wide=600)
    places = re.findall(r'<(?:text x|circle cx)="([-0-9.]+)" c?y="([-0-9.]+)"', drawn)
    high = float(re.findall(r'viewBox="0 0 600 ([0-9.]+)"', drawn)[0])
    assert all(0 <= float(x) <= 600 and 0 <= float(y) <= high for x, y in places)
    assert "<script" not in drawn
