"""Boxes one below the other, and lines beside them from each statement to whom it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from periplus.report.draw import svg
from periplus.report.draw.widths import fit, wrap
from periplus.report.markup import Markup, tag

_PAD, _LINE_HIGH, _GAP, _LANE = 10.0, 17.0, 10.0, 9.0
_NAME_PX, _NOTE_PX, _ROW_PX = 13.0, 10.5, 11.5
_MOST_LANES = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A statement of a box about another one."""

    text: str
    target: int  # place of the box that it names
    style: str  # classes of the line: witnessed, told, user, past
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rail:
    """A box with what it is, and its statements."""

    name: str
    notes: tuple[str, ...] = ()
    rungs: tuple[Rung, ...] = ()
    plain: bool = False  # no organisation: a zone, a network


def ladder(name: str, title: str, desc: str, rails: Sequence[Rail], wide: float) -> Markup:
    """The picture `wide` px wide; it grows downwards with what is said."""
    lanes = _lanes(rails)
    used = min(max(lanes.values(), default=-1) + 1, _MOST_LANES)
    room = wide - 2 - (used * _LANE + 16 if used else 0)
    tops: list[float] = []
    y = 1.0
    for rail in rails:
        tops.append(y)
        y += _high(rail, room) + _GAP
    parts: list[Markup] = []
    for place, rail in enumerate(rails):
        parts += _box(rail, tops[place], room)
        parts += _lines(rail, place, tops, room, lanes)
    return svg.figure(name, title, desc, (wide, y - _GAP + 1), parts)


def _lanes(rails: Sequence[Rail]) -> Mapping[tuple[int, int], int]:
    """For each statement the line's place beside the boxes: short ones near, none on another."""
    spans = sorted(
        (abs(rung.target - place), place, number, rung.target)
        for place, rail in enumerate(rails)
        for number, rung in enumerate(rail.rungs)
    )
    taken: list[list[tuple[int, int]]] = []
    found: dict[tuple[int, int], int] = {}
    for _, place, number, target in spans:
        low, high = sorted((place, target))
        lane = next(
            (n for n, held in enumerate(taken) if all(high < a or low > b for a, b in held)), len(taken)
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        found[place, number] = lane
    return found


def _notes(rail: Rail, room: float) -> list[str]:
    return [
        line for note in rail.notes for line in wrap(note, room - 2 * _PAD, _NOTE_PX, most=3) if line
    ]


def _names(rail: Rail, room: float) -> list[str]:
    # A bold letter is a tenth wider than what `wrap` measures.
    return wrap(rail.name, (room - 2 * _PAD) * 0.88, _NAME_PX, most=3)


def _high(rail: Rail, room: float) -> float:
    lines = len(_names(rail, room)) * 17 + len(_notes(rail, room)) * 14
    return 8 + lines + len(rail.rungs) * _LINE_HIGH + 6


def _box(rail: Rail, top: float, room: float) -> list[Markup]:
    shape = "fill rim deduced" if rail.plain else "fill rim"
    y = top + 4
    parts = [
        svg.box(1, top, room, _high(rail, room), rx=6, class_=shape),
    ]
    for line in _names(rail, room):
        y += 17
        parts.append(
            svg.text(
                _PAD, y - 3, fit(line, room - 2 * _PAD, _NAME_PX, bold=True), _NAME_PX, class_="name"
            )
        )
    for line in _notes(rail, room):
        y += 14
        parts.append(svg.text(_PAD, y - 2, line, _NOTE_PX, class_="note"))
    return [tag("g", tag("title", rail.name), *parts, class_="chip k0")]


def _lines(
    rail: Rail, place: int, tops: Sequence[float], room: float, lanes: Mapping[tuple[int, int], int]
) -> list[Markup]:
    first = tops[place] + _high(rail, room) - 6 - len(rail.rungs) * _LINE_HIGH
    parts: list[Markup] = []
    for number, rung in enumerate(rail.rungs):
        y = first + number * _LINE_HIGH + 12
        shown = svg.text(_PAD + 8, y, fit(rung.text, room - 2 * _PAD - 8, _ROW_PX), _ROW_PX)
        inner = tag("g", tag("title", rung.title or rung.text), shown)
        parts.append(tag("a", inner, href=rung.href) if rung.href else inner)
        lane = min(lanes[place, number], _MOST_LANES - 1)
        x = room + 8 + lane * _LANE
        # Lines that end in one box end one below the other.
        end = tops[rung.target] + 10 + (lane * 3) % 12
        parts.append(
            tag(
                "path",
                d=f"M{room + 1:.1f} {y - 4:.1f}H{x:.1f}V{end:.1f}H{room + 5:.1f}",
                class_=f"edge {rung.style}",
                fill="none",
            )
        )
        parts.append(
            tag(
                "path",
                d=f"M{room + 1:.1f} {end:.1f}l6 -3v6z",
                class_="tip past" if "past" in rung.style else "tip",
            )
        )
    return parts
