"""A reliability diagram: what was said, and how often it is so (Murphy & Winkler 1977)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from periplus.report.draw import svg
from periplus.report.draw.widths import width
from periplus.report.markup import Markup, tag

_PAD, _LEFT, _FOOT, _NOTE_PX = 22.0, 44.0, 40.0, 11.0
_LEAST, _MOST = 3.0, 11.0  # radius of a point
_PARTS = (0.0, 0.25, 0.5, 0.75, 1.0)
Dot: TypeAlias = tuple[float, float, float]  # centre and radius, px
Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, foot, px


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Statements of like probability: their mean, the share that is so with its interval, how many."""

    mean: float
    share: float
    low: float
    high: float
    so: int
    count: int


def reliability(name: str, title: str, points: Sequence[Point], wide: float) -> Markup:
    """The square picture `wide` px wide; on the diagonal what is said is so."""
    side = wide - _LEFT - _PAD
    high = side + _PAD + _FOOT
    parts = [*_frame(side)]
    most = max((one.count for one in points), default=1)
    dots = [_dot(point, side, most) for point in points]
    parts += [_drawn(point, dot, side) for point, dot in zip(points, dots, strict=True)]
    parts += _counts(points, dots)
    parts.append(
        svg.text(_LEFT, high - 6, "said, and upwards: how often it is so", _NOTE_PX, class_="note")
    )
    told = "; ".join(f"said {p.mean:.0%}: {p.so} of {p.count} so" for p in points)
    return svg.figure(name, title, told, (wide, high), parts)


def _frame(side: float) -> Iterator[Markup]:
    for part in _PARTS:
        across, down = _LEFT + part * side, _PAD + (1 - part) * side
        label = f"{part:.0%}"
        yield tag("path", d=f"M{_LEFT:g} {down:.1f}h{side:.1f}", class_="hatch")
        yield svg.text(_LEFT - width(label, _NOTE_PX) - 6, down + 4, label, _NOTE_PX, class_="note")
        yield svg.text(
            across - width(label, _NOTE_PX) / 2, _PAD + side + 15, label, _NOTE_PX, class_="note"
        )
    yield tag("path", d=f"M{_LEFT:g} {_PAD + side:.1f}L{_LEFT + side:.1f} {_PAD:g}", class_="hatch")


def _dot(point: Point, side: float, most: int) -> Dot:
    radius = max(_LEAST, _MOST * (point.count / most) ** 0.5)
    return _LEFT + point.mean * side, _PAD + (1 - point.share) * side, radius


def _drawn(point: Point, dot: Dot, side: float) -> Markup:
    x, y, radius = dot
    low, high = (_PAD + (1 - part) * side for part in (point.low, point.high))
    said = f"said {point.mean:.0%}, so {point.so} of {point.count} ({point.share:.0%})"
    return tag(
        "g",
        tag("title", said),
        tag("path", d=f"M{x:.1f} {low:.1f}V{high:.1f}", class_="hatch"),
        svg.circle(x, y, radius, class_="dot"),
        class_="bar k3",
    )


def _counts(points: Sequence[Point], dots: Sequence[Dot]) -> Iterator[Markup]:
    """How many each point stands for, beside it where there is room; the table has all of them."""
    taken = [(x - radius, y - radius, x + radius, y + radius) for x, y, radius in dots]
    for point, (x, y, radius) in zip(points, dots, strict=True):
        text = str(point.count)
        wide, high = width(text, _NOTE_PX), _NOTE_PX
        beside = (x + radius + 3, y + 4), (x - radius - 3 - wide, y + 4)
        above = (x - wide / 2, y - radius - 3), (x - wide / 2, y + radius + high)
        for left, foot in (*beside, *above):
            box = (left, foot - high, left + wide, foot)
            if not any(_meet(box, other) for other in taken):
                taken.append(box)
                yield svg.text(left, foot, text, _NOTE_PX, class_="note halo")
                break


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
