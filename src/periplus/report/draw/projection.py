"""The world on paper: Equal Earth (Savric, Patterson, Jenny, 2018), and the part of it that is shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Ring: TypeAlias = Sequence[tuple[float, float]]
"""Longitude and latitude in degrees."""
Point: TypeAlias = tuple[float, float]

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_HALF_WIDE, _HALF_HIGH = 2.7066, 1.3173
_SOUTH = -60.0  # degrees; what lies beyond is left out
_LEAST_WIDE = 1.1  # of a part: a fifth of the world, so that a reader knows where it lies
_FLATTEST, _STEEPEST = 0.38, 0.62  # height by width of a part
_MARGIN = 0.06


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The part of the world that a picture `wide` px wide shows; in units of the projection."""

    left: float
    top: float
    span: float  # width
    high: float
    wide: float

    @property
    def scale(self) -> float:
        """Px for a unit."""
        return self.wide / self.span

    def at(self, point: Point) -> Point:
        """The place of a projected point in px."""
        return (point[0] - self.left) * self.scale, (point[1] - self.top) * self.scale

    @property
    def around(self) -> float:
        """Px once around the world."""
        return 2 * _HALF_WIDE * self.scale

    def holds(self, ring: Sequence[Point]) -> bool:
        """Whether any part of what surrounds a projected ring is shown."""
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        across = max(xs) >= self.left and min(xs) <= self.left + self.span
        return across and max(ys) >= self.top and min(ys) <= self.top + self.high


def on_paper(longitude: float, latitude: float) -> Point:
    """A place in units of the projection, from the upper left corner of the world."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(max(-90.0, min(90.0, latitude)))))
    square = theta * theta
    sixth = square**3
    slope = 9 * _A4 * square**4 + 7 * _A3 * sixth + 3 * _A2 * square + _A1
    x = 2 * math.sqrt(3) * math.radians(max(-180.0, min(180.0, longitude))) * math.cos(theta)
    return _HALF_WIDE + x / (3 * slope), _HALF_HIGH - theta * (
        _A1 + _A2 * square + sixth * (_A3 + _A4 * square)
    )


def projected(rings: Iterable[Ring]) -> Iterator[list[Point]]:
    """The rings that reach north of the map's lower edge; one across its side edge on both sides."""
    for ring in rings:
        if any(latitude > _SOUTH for _, latitude in ring):
            for part in _within(ring):
                yield [on_paper(*point) for point in part]


def _within(ring: Ring) -> Iterator[Ring]:
    turns, before, whole = 0, ring[0][0], []
    for longitude, latitude in ring:
        turns += (before - longitude > 180) - (longitude - before > 180)
        before = longitude
        whole.append((longitude + 360 * turns, latitude))
    for shift in (0, 360, -360):
        moved = [(longitude + shift, latitude) for longitude, latitude in whole]
        if any(-180 < longitude < 180 for longitude, _ in moved):
            yield moved


def _area(ring: Sequence[Point]) -> float:
    following = [*ring[1:], ring[0]]
    return abs(sum(a * d - c * b for (a, b), (c, d) in zip(ring, following, strict=True))) / 2


def mainland(rings: Iterable[Ring]) -> list[Point]:
    """The largest part of a country, projected; empty when it has none."""
    return max(projected(rings), key=_area, default=[])


def middle(ring: Sequence[Point]) -> Point:
    """The centroid of a projected ring, or the mean of its points where it has no area."""
    twice = x = y = 0.0
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = a * d - c * b
        twice, x, y = twice + cross, x + (a + c) * cross, y + (b + d) * cross
    if abs(twice) < 1e-12:
        return sum(a for a, _ in ring) / len(ring), sum(b for _, b in ring) / len(ring)
    return x / (3 * twice), y / (3 * twice)


def framed(parts: Iterable[Sequence[Point]], wide: float) -> Frame:
    """The frame around projected rings, with a margin; the whole world for none."""
    points = [point for part in parts for point in part]
    whole_high = on_paper(0.0, _SOUTH)[1]
    if not points:
        return Frame(left=0.0, top=0.0, span=2 * _HALF_WIDE, high=whole_high, wide=wide)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    span = max((max(xs) - min(xs)) * (1 + 2 * _MARGIN), _LEAST_WIDE)
    high = (max(ys) - min(ys)) * (1 + 2 * _MARGIN)
    span = min(max(span, high / _STEEPEST), 2 * _HALF_WIDE)
    high = min(max(high, span * _FLATTEST), whole_high)
    left = _shifted((max(xs) + min(xs) - span) / 2, span, 2 * _HALF_WIDE)
    top = _shifted((max(ys) + min(ys) - high) / 2, high, whole_high)
    return Frame(left=left, top=top, span=span, high=high, wide=wide)


def _shifted(start: float, length: float, most: float) -> float:
    """A start at which a stretch of that length lies within 0 and `most`."""
    return max(0.0, min(start, most - length))
