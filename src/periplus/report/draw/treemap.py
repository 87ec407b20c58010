"""Parts of a whole as a squarified treemap (Bruls, Huizing, van Wijk 2000)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from periplus.report.draw import svg
from periplus.report.draw.widths import fit, width
from periplus.report.markup import Markup, tag

_NAME_PX, _NOTE_PX, _PAD, _GAP = 12.0, 11.0, 6.0, 2.0
_LEAST_WORDS = 30.0  # a narrower tile has none; its title, its link and the table do
_ASPECT, _LEAST_HIGH = 0.36, 220.0  # height by width of the whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One part; `share` of the whole, all of them together at most 1."""

    label: str
    share: float
    note: str  # below the label
    told: bool = False
    marked: bool = False
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle in px."""

    x: float
    y: float
    wide: float
    high: float


def treemap(name: str, title: str, desc: str, tiles: Sequence[Tile], wide: float) -> Markup:
    """The picture `wide` px wide; what the tiles leave of the whole stays hatched."""
    high = round(max(wide * _ASPECT, _LEAST_HIGH))
    shown = sorted((one for one in tiles if one.share > 0), key=lambda one: (-one.share, one.label))
    whole = max(1.0, sum(one.share for one in shown))
    areas = [one.share / whole * wide * high for one in shown]
    parts: list[Markup] = [svg.box(0, 0, wide, high, fill=f"url(#{name}-hatch)")]
    for tile, room in zip(shown, squarified(areas, wide, high), strict=True):
        parts.append(_tile(tile, room))
    return svg.figure(name, title, desc, (wide, high), parts)


def squarified(areas: Sequence[float], wide: float, high: float) -> Iterator[Room]:
    """A rectangle for each area, in the order given, largest first; within `wide` × `high`."""
    free = Room(0.0, 0.0, wide, high)
    start = 0
    while start < len(areas):
        side = max(1e-9, min(free.wide, free.high))
        end = start + 1  # the row takes one more while that makes its worst tile no longer
        while end < len(areas) and _worst(areas[start : end + 1], side) <= _worst(
            areas[start:end], side
        ):
            end += 1
        row, free = _laid(areas[start:end], free)
        yield from row
        start = end


def _worst(areas: Sequence[float], side: float) -> float:
    """The largest ratio of sides in a row of these along `side`."""
    total = sum(areas)
    return max(max(side**2 * one / total**2, total**2 / (side**2 * one)) for one in areas)


def _laid(areas: Sequence[float], free: Room) -> tuple[list[Room], Room]:
    """A row along the shorter side, and what it leaves free."""
    total, found = sum(areas), []
    if free.wide >= free.high:
        thick, y = total / max(free.high, 1e-9), free.y
        for one in areas:
            found.append(Room(free.x, y, thick, one / max(thick, 1e-9)))
            y += found[-1].high
        return found, Room(free.x + thick, free.y, max(0.0, free.wide - thick), free.high)
    thick, x = total / max(free.wide, 1e-9), free.x
    for one in areas:
        found.append(Room(x, free.y, one / max(thick, 1e-9), thick))
        x += found[-1].wide
    return found, Room(free.x, free.y + thick, free.wide, max(0.0, free.high - thick))


def _tile(tile: Tile, room: Room) -> Markup:
    x, y = room.x + _GAP / 2, room.y + _GAP / 2
    wide, high = max(room.wide - _GAP, 0.5), max(room.high - _GAP, 0.5)
    line = "line told" if tile.told else "line deduced"
    parts = [
        svg.box(x, y, wide, high, rx=3, class_="fill"),
        svg.box(x + 1.5, y + 1.5, max(wide - 3, 0.5), max(high - 3, 0.5), rx=2, class_=line),
    ]
    inside = wide - 2 * _PAD
    if inside >= _LEAST_WORDS and high >= 20:
        label = fit(tile.label, inside, _NAME_PX)
        parts.append(svg.text(x + _PAD, y + 15, label, _NAME_PX, class_="what"))
        if high >= 36 and width(tile.note, _NOTE_PX) <= inside:
            parts.append(svg.text(x + _PAD, y + 30, tile.note, _NOTE_PX, class_="note"))
    shade = "k5" if tile.marked else "k3"
    shape = tag("g", tag("title", tile.title or tile.label), *parts, class_=f"chip {shade}")
    return tag("a", shape, href=tile.href) if tile.href else shape
