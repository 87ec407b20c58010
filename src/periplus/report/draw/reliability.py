"""A reliability diagram: what was said, and how often it is so (Murphy & Winkler 1977)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from periplus.report.draw import svg
from periplus.report.draw.widths import width
from periplus.report.markup import Markup, tag

_PAD, _LEFT, _FOOT, _NOTE_PX = 14.0, 44.0, 40.0, 11.0
_LEAST, _MOST = 3.0, 11.0  # radius of a point
_PARTS = (0.0, 0.25, 0.5, 0.75, 1.0)


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
    for point in points:
        parts += _point(point, side, most)
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


def _point(point: Point, side: float, most: int) -> Iterator[Markup]:
    x = _LEFT + point.mean * side
    y, low, high = (_PAD + (1 - part) * side for part in (point.share, point.low, point.high))
    radius = max(_LEAST, _MOST * (point.count / most) ** 0.5)
    said = f"said {point.mean:.0%}, so {point.so} of {point.count} ({point.share:.0%})"
    yield tag(
        "g",
        tag("title", said),
        tag("path", d=f"M{x:.1f} {low:.1f}V{high:.1f}", class_="hatch"),
        svg.circle(x, y, radius, class_="dot"),
        svg.text(x + radius + 3, y + 4, str(point.count), _NOTE_PX, class_="note halo"),
        class_="bar k3",
    )
