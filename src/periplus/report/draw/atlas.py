"""A map of the world with some countries marked (Equal Earth: Savric, Patterson, Jenny, 2018)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from periplus.report.draw import svg
from periplus.report.draw.widths import width
from periplus.report.markup import Markup, tag

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_HALF_WIDE, _HALF_HIGH = 2.7066, 1.3173
_LEAST_STEP = 0.8  # px: nearer points are one
_SOUTH = -60.0  # degrees; what lies beyond is left out
_LABEL_PX = 12.0

Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A country to fill: `rank` 0 to 7 is how sure, `label` stands in it."""

    code: str
    label: str
    rank: int
    href: str = ""


def atlas(
    name: str,
    words: tuple[str, str],
    shapes: Mapping[str, Sequence[Ring]],
    marked: Sequence[Marked],
    wide: float,
) -> Markup:
    """The picture `wide` px wide; `words` are its title and description; `shapes` by country code."""
    scale = wide / (2 * _HALF_WIDE)
    high = (_HALF_HIGH + -_project(0.0, _SOUTH)[1]) * scale
    wanted = {one.code for one in marked}
    ground = "".join(_path(shapes[code], scale) for code in sorted(shapes) if code not in wanted)
    parts = [tag("path", d=ground, class_="land")]
    for one in marked:
        if one.code in shapes:
            filled = tag("path", d=_path(shapes[one.code], scale), class_="fill")
            group = tag("g", filled, class_=f"chip k{one.rank}")
            parts.append(tag("a", group, href=one.href) if one.href else group)
    parts += _labels(shapes, marked, scale, wide)
    return svg.figure(name, *words, (wide, round(high, 1)), parts)


def _project(longitude: float, latitude: float) -> tuple[float, float]:
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = 9 * _A4 * square**4 + 7 * _A3 * sixth + 3 * _A2 * square + _A1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    return x, theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


def _on_paper(point: tuple[float, float], scale: float) -> tuple[float, float]:
    x, y = _project(max(-180.0, min(180.0, point[0])), max(-90.0, min(90.0, point[1])))
    return (_HALF_WIDE + x) * scale, (_HALF_HIGH - y) * scale


def _path(rings: Sequence[Ring], scale: float) -> str:
    """SVG path data of the rings that reach north of the map's lower edge."""
    found = []
    for ring in rings:
        if any(latitude > _SOUTH for _, latitude in ring):
            for part in _within(ring):
                points = list(_thinned(part, scale))
                if len(points) > 2:
                    found.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(found)


def _within(ring: Ring) -> Iterator[Ring]:
    """The ring, or where it crosses the edge of the map, once for each side."""
    turns, before, whole = 0, ring[0][0], []
    for longitude, latitude in ring:
        turns += (before - longitude > 180) - (longitude - before > 180)
        before = longitude
        whole.append((longitude + 360 * turns, latitude))
    for shift in (0, 360, -360):
        moved = [(longitude + shift, latitude) for longitude, latitude in whole]
        if any(-180 < longitude < 180 for longitude, _ in moved):
            yield moved


def _thinned(ring: Ring, scale: float) -> Iterator[tuple[float, float]]:
    before = (-9.0, -9.0)
    for point in ring:
        here = _on_paper(point, scale)
        if abs(here[0] - before[0]) + abs(here[1] - before[1]) >= _LEAST_STEP:
            before = here
            yield here


def _labels(
    shapes: Mapping[str, Sequence[Ring]], marked: Sequence[Marked], scale: float, wide: float
) -> Iterator[Markup]:
    """The labels in the middle of the largest part of each country, none over another."""
    taken: list[tuple[float, float, float]] = []
    for one in marked:
        largest = max(shapes.get(one.code, ()), key=len, default=())
        if not largest:
            continue
        points = [_on_paper(point, scale) for point in largest]
        half = width(one.label, _LABEL_PX, bold=True) / 2
        x = sum(x for x, _ in points) / len(points)
        x = max(half + 2, min(wide - half - 2, x))
        across = max(x for x, _ in points) - min(x for x, _ in points)
        # A country that its label would hide is named above.
        small = across < 2 * half
        y = min(y for _, y in points) - 3 if small else sum(y for _, y in points) / len(points) + 4
        while any(abs(x - u) < half + h and abs(y - v) < _LABEL_PX + 2 for u, v, h in taken):
            y += _LABEL_PX + 3
        taken.append((x, y, half))
        yield svg.text(x, y, one.label, _LABEL_PX, class_="name halo", text_anchor="middle")
