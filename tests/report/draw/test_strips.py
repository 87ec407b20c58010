"""Signals over time: all inside, gaps left open, events hatched and named."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from periplus.report.draw.strips import Mark, Strip, strips

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (318.0, 690.0, 894.0)
HOUR_S, DAY_S = 3600, 86_400
FLAT: list[float | None] = [10.0 for _ in range(24 * 35)]
START_S = 1_600_000_000


def strip(values: list[float | None], label: str = "IODA bgp") -> Strip:
    points = [(START_S + i * HOUR_S, value) for i, value in enumerate(values)]
    return Strip(
        label=label,
        note="routes",
        values=points,
        low=[(s, 8.0) for s, _ in points],
        high=[(s, 12.0) for s, _ in points],
    )


def paths(drawn: str, kind: str) -> list[str]:
    return [p.attrib["d"] for p in ET.fromstring(drawn).iter(f"{SVG}path") if p.get("class") == kind]


def corners(path: str) -> list[tuple[int, int]]:
    """The points that a path visits."""
    found: list[tuple[int, int]] = []
    for letter, numbers in re.findall(r"([MlhzHV])([^MlhzHV]*)", path):
        parts = [int(n) for n in re.findall(r"-?\d+", numbers)]
        if letter == "M":
            found.append((parts[0], parts[1]))
        elif letter == "l":
            found.append((found[-1][0] + parts[0], found[-1][1] + parts[1]))
    return found


values = st.lists(st.none() | st.floats(0, 1e6), max_size=300)


@given(st.lists(values, max_size=4), st.sampled_from(WIDTHS))
def test_all_stays_inside(rows: list[list[float | None]], wide: float) -> None:
    drawn = strips("s", "T", "D", [strip(row) for row in rows], [], wide)
    high = float(ET.fromstring(drawn).attrib["height"])
    for kind in ("trace", "usual"):
        for path in paths(drawn, kind):
            assert all(-1 <= x <= wide + 1 and -1 <= y <= high + 1 for x, y in corners(path))


def test_a_gap_is_left_open() -> None:
    held: list[float | None] = [10.0] * 200
    whole = paths(strips("s", "T", "D", [strip(held)], [], 894.0), "trace")
    held[80:120] = [None] * 40
    broken = paths(strips("s", "T", "D", [strip(held)], [], 894.0), "trace")
    assert [whole[0].count("M"), broken[0].count("M")] == [1, 2]


def test_a_value_between_gaps_is_a_dot() -> None:
    held: list[float | None] = [None] * 200
    held[0], held[100], held[199] = 10.0, 10.0, 10.0
    (path,) = paths(strips("s", "T", "D", [strip(held)], [], 894.0), "trace")
    assert path.count("h0") == 3


@given(st.integers(-DAY_S, 30 * DAY_S), st.integers(60, 40 * DAY_S), st.sampled_from(WIDTHS))
def test_an_event_is_hatched_and_named_inside(first: int, length: int, wide: float) -> None:
    mark = Mark(name="traffic cut", first_s=START_S + first, end_s=START_S + first + length, href="#r1")
    drawn = strips("s", "T", "D", [strip(FLAT)], [mark], wide)
    (box,) = [b for b in ET.fromstring(drawn).iter(f"{SVG}rect") if b.get("class") == "event"]
    assert float(box.attrib["x"]) >= 0
    assert float(box.attrib["x"]) + float(box.attrib["width"]) <= wide + 0.2
    assert box.attrib["fill"] == "url(#s-hatch)"
    assert "traffic cut</text>" in drawn
    assert 'href="#r1"' in drawn


def test_days_are_named_without_touching() -> None:
    drawn = strips("s", "T", "D", [strip(FLAT)], [], 318.0)
    named = [
        t for t in ET.fromstring(drawn).iter(f"{SVG}text") if re.match(r"[A-Z][a-z]{2} \d", t.text or "")
    ]
    places = [float(t.attrib["x"]) for t in named]
    assert len(places) >= 2
    assert all(b - a >= 40 for a, b in pairwise(places))
