"""A map: countries by how sure, the countries that ways passed, and lines that were traced or told."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from periplus.report.draw import svg
from periplus.report.draw.projection import Frame, Point, Ring, framed, mainland, middle, projected
from periplus.report.draw.widths import width
from periplus.report.markup import Markup, tag

_LABEL_PX, _DOT_PX = 12.0, 3.5
_GRID_PX = 1.6  # outlines lie on such a grid: half the bytes, and nothing that an eye would miss
_SPECK = 3  # steps of the grid: a smaller island is left out
_BEND = 0.16  # how far a line leaves the straight one, by its length
_TRIES = 2  # lines of text above and below at which a label looks for room

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom in px."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A country with a name: `rank` 0 to 7 is how sure, None: only passed."""

    code: str
    label: str
    rank: int | None
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A line from country to country; `told`: nobody saw it."""

    codes: tuple[str, ...]
    title: str
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What one map shows."""

    shapes: Mapping[str, Sequence[Ring]]
    marked: Sequence[Marked]
    courses: Sequence[Course] = ()
    drawn: tuple[str, float] | None = None  # name and width of a picture whose outlines serve here too


def atlas(name: str, words: tuple[str, str], chart: Chart, wide: float) -> Markup:
    """The picture `wide` px wide of the part of the world that matters; `words`: title, description."""
    found = {one.code: mainland(chart.shapes.get(one.code, ())) for one in chart.marked}
    lands = {code: land for code, land in found.items() if land}
    frame = framed(lands.values(), wide)
    high = round(frame.high * frame.scale, 1)
    at = {code: _kept(frame.at(middle(land)), (wide, high)) for code, land in lands.items()}
    parts = [_outlines(name, chart, frame, lands)]
    parts += _lines(chart.courses, at, frame)
    parts += [svg.circle(*at[one.code], _DOT_PX, class_="dot") for one in chart.marked if one.code in at]
    parts += _labels([one for one in chart.marked if one.code in at], at, (wide, high))
    return svg.figure(name, *words, (wide, high), parts)


def _outlines(name: str, chart: Chart, frame: Frame, lands: Container[str]) -> Markup:
    """All countries; from the other picture where that has drawn them."""
    if chart.drawn is not None:
        other, wide = chart.drawn
        return tag("use", href=f"#{other}-land", transform=f"scale({frame.wide / wide:.4g})")
    others = (chart.shapes[code] for code in sorted(chart.shapes) if code not in lands)
    ground = "".join(_path(rings, frame) for rings in others)
    marked = [_country(chart, one, frame) for one in chart.marked if one.code in lands]
    fine = f"scale({_GRID_PX:g})"
    return tag("g", tag("path", d=ground, class_="land"), *marked, id=f"{name}-land", transform=fine)


def _kept(place: Point, size: tuple[float, float]) -> Point:
    """The place, or the nearest in the picture: the middle of a crossed ring may lie anywhere."""
    return min(max(place[0], 0.0), size[0]), min(max(place[1], 0.0), size[1])


def _country(chart: Chart, one: Marked, frame: Frame) -> Markup:
    filled = tag("path", d=_path(chart.shapes[one.code], frame), class_="fill")
    sure = "passed" if one.rank is None else f"k{one.rank}"
    group = tag("g", tag("title", one.title or one.label), filled, class_=f"place {sure}")
    return tag("a", group, href=one.href) if one.href else group


def _path(rings: Sequence[Ring], frame: Frame) -> str:
    """SVG path data of the rings that the frame shows, in whole steps of the grid."""
    found: list[str] = []
    for ring in projected(rings):
        if frame.holds(ring):
            # Neighbours share points, and whole steps: their borders stay one line.
            points = _straight([_whole(frame.at(point)) for point in ring])
            if len(points) > 2 and (not found or _is_seen(points)):
                found.append(_steps(points))
    return "".join(found)


def _whole(place: Point) -> tuple[int, int]:
    return round(place[0] / _GRID_PX), round(place[1] / _GRID_PX)


def _is_seen(points: Sequence[tuple[int, int]]) -> bool:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(max(xs) - min(xs), max(ys) - min(ys)) >= _SPECK


def _straight(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without repeats, and without what lies on the line between its neighbours."""
    kept: list[tuple[int, int]] = []
    for here in points:
        if kept and here == kept[-1]:
            continue
        if len(kept) > 1 and _between(kept[-2], kept[-1], here):
            kept.pop()
        kept.append(here)
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _between(first: tuple[int, int], inner: tuple[int, int], last: tuple[int, int]) -> bool:
    a, b = inner[0] - first[0], inner[1] - first[1]
    c, d = last[0] - inner[0], last[1] - inner[1]
    return a * d == b * c and a * c + b * d > 0


def _steps(points: Sequence[tuple[int, int]]) -> str:
    """One closed run: the first point, then steps; a minus sign divides as a blank does."""
    (x, y), *rest = points
    steps = []
    for at_x, at_y in rest:
        steps += [str(at_x - x), str(at_y - y)]
        x, y = at_x, at_y
    joined = "".join(s if s[0] == "-" or not n else f" {s}" for n, s in enumerate(steps))
    return f"M{points[0][0]} {points[0][1]}l{joined}z"


def _lines(courses: Sequence[Course], at: Mapping[str, Point], frame: Frame) -> Iterator[Markup]:
    """Each step of a course as a bow; the more traced courses share it, the wider."""
    shared: dict[tuple[bool, str, str], list[str]] = {}
    for course in courses:
        codes = [code for code in course.codes if code in at]
        for step in pairwise(codes):
            if step[0] != step[1]:
                shared.setdefault((course.told, *step), []).append(course.title)
    for (told, first, last), titles in shared.items():
        # Told lines bow to the other side: one must not hide the other.
        bow = _bows(at[first], at[last], -_BEND if told else _BEND, frame)
        wide = None if told else min(1.2 + 0.6 * len(titles), 6.0)
        line = tag(
            "path",
            d=bow,
            class_="way told" if told else "way",
            fill="none",
            stroke_width=wide,
        )
        yield tag("g", tag("title", "; ".join(dict.fromkeys(titles))), line)


def _bows(first: Point, last: Point, bend: float, frame: Frame) -> str:
    """One bow, or two to the edges where the shorter way leads around the back of the map."""
    if abs(first[0] - last[0]) <= frame.around / 2:
        return _bow(first, last, bend)
    west, east = sorted((first, last))
    edge = (west[1] + east[1]) / 2
    return _bow(west, (0.0, edge), bend / 2) + _bow(east, (frame.wide, edge), bend / 2)


def _bow(first: Point, last: Point, bend: float) -> str:
    (a, b), (c, d) = first, last
    side = -1 if c < a else 1  # upwards, whichever way it leads
    x, y = (a + c) / 2 + side * bend * (d - b), (b + d) / 2 - side * bend * (c - a)
    return f"M{a:.1f} {b:.1f}Q{x:.1f} {y:.1f} {c:.1f} {d:.1f}"


def _labels(
    marked: Sequence[Marked], at: Mapping[str, Point], size: tuple[float, float]
) -> Iterator[Markup]:
    """Names beside the dots, none over another; one that finds no room is left to the tables."""
    taken = [(x - _DOT_PX, y - _DOT_PX, x + _DOT_PX, y + _DOT_PX) for x, y in at.values()]
    for one in sorted(marked, key=lambda m: (m.rank is None, -(m.rank or 0), m.code)):
        long = width(one.label, _LABEL_PX, bold=one.rank is not None) + 2
        tries = _TRIES + (one.rank is not None)
        spots = _spots(at[one.code], long, size, tries)
        place = next((spot for spot in spots if not any(_meet(spot, other) for other in taken)), None)
        if place is not None:
            taken.append(place)
            kind = "note halo" if one.rank is None else "name halo"
            yield svg.text(place[0], place[3] - 3, one.label, _LABEL_PX, class_=kind)


def _spots(dot: Point, long: float, size: tuple[float, float], tries: int) -> Iterator[Box]:
    """Boxes of a label around a dot, the best first, all within the picture."""
    x, y = dot
    for line in range(tries):
        for up in (-1, 1) if line else (0,):
            for left in (x + _DOT_PX + 3, x - _DOT_PX - 3 - long, x - long / 2):
                top = y - 8 + up * line * (_LABEL_PX + 5)
                across = left >= 1 and left + long <= size[0] - 1
                inside = across and top >= 1 and top + 16 <= size[1] - 1
                if inside and (line or left != x - long / 2):
                    yield left, top, left + long, top + 16


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
