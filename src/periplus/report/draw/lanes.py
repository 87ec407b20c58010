"""Lanes of boxes: the way to each server, hop by hop, with silence hatched and borders marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from periplus.report.draw import svg
from periplus.report.draw.widths import fit, width
from periplus.report.markup import Markup, tag

_BOX_WIDE, _BOX_HIGH, _GAP, _PAD = 86.0, 54.0, 24.0, 10.0
_HEAD_HIGH, _STACK_GAP, _ROW_GAP = 42.0, 4.0, 16.0
_NAME_PX, _NOTE_PX = 11.5, 10.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Who stands at a hop, in three lines; without `name` nobody answered there."""

    name: str
    place: str = ""
    time: str = ""
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One hop: parallel boxes, and the border that is crossed before it."""

    boxes: tuple[Box, ...]
    border: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The way to one server."""

    name: str
    note: str
    steps: tuple[Step, ...]


def lanes(name: str, title: str, desc: str, found: Sequence[Lane], wide: float) -> Markup:
    """The picture `wide` px wide; steps that do not fit go on in the next row."""
    parts: list[Markup] = []
    y = 1.0
    for lane in found:
        drawn, high = _lane(name, lane, y, wide)
        parts += drawn
        y += high + 6
    return svg.figure(name, title, desc, (wide, y - 5), parts)


def _lane(name: str, lane: Lane, y: float, wide: float) -> tuple[list[Markup], float]:
    label = fit(lane.name, (wide - 2 * _PAD) * 0.6, 13, bold=True)
    used = width(label, 13, bold=True) + _PAD + 12
    note = fit(lane.note, wide - used - _PAD, _NOTE_PX)
    per_row = max(1, int((wide - 2 * _PAD + _GAP) // (_BOX_WIDE + _GAP)))
    body: list[Markup] = []
    top = y + _HEAD_HIGH
    for first in range(0, len(lane.steps), per_row):
        row = lane.steps[first : first + per_row]
        high = max(_step_high(step) for step in row)
        for place, step in enumerate(row):
            x = _PAD + place * (_BOX_WIDE + _GAP)
            body += _step(name, step, x, top, high, leads=place > 0)
        top += high + _ROW_GAP
    high = top - _ROW_GAP + _PAD - y
    return [
        svg.box(1, y, wide - 2, high, rx=6, class_="band"),
        svg.text(_PAD, y + 20, label, 13, class_="name"),
        svg.text(used, y + 20, note, _NOTE_PX, class_="note"),
        *body,
    ], high


def _step_high(step: Step) -> float:
    return len(step.boxes) * (_BOX_HIGH + _STACK_GAP) - _STACK_GAP


def _step(name: str, step: Step, x: float, top: float, high: float, *, leads: bool) -> list[Markup]:
    parts: list[Markup] = []
    y = top + (high - _step_high(step)) / 2
    middle = top + high / 2
    if leads:
        parts.append(
            tag("path", d=f"M{x - _GAP + 2:.1f} {middle:.1f}H{x - 2:.1f}", class_="lead", fill="none")
        )
    if step.border:
        at = max(x - _GAP / 2, _PAD / 2)  # a row may begin with a border
        parts.append(
            tag("path", d=f"M{at:.1f} {top - 2:.1f}V{top + high + 2:.1f}", class_="border", fill="none")
        )
        left = max(at - width(step.border, 9.5) / 2, 3.0)
        parts.append(svg.text(left, top - 4, step.border, 9.5, class_="note"))
    for box in step.boxes:
        parts.append(_box(name, box, x, y))
        y += _BOX_HIGH + _STACK_GAP
    return parts


def _box(name: str, box: Box, x: float, y: float) -> Markup:
    room = _BOX_WIDE - 10
    fill = [svg.box(x, y, _BOX_WIDE, _BOX_HIGH, rx=5, class_="fill rim")]
    if not box.name:
        fill.append(svg.box(x, y, _BOX_WIDE, _BOX_HIGH, rx=5, fill=f"url(#{name}-hatch)"))
    lines = ((box.name or "no answer", _NAME_PX), (box.place, _NOTE_PX), (box.time, _NOTE_PX))
    parts = [*fill] + [
        svg.text(x + 5, y + below, fit(line, room, size), size)
        for (line, size), below in zip(lines, (17, 32, 46), strict=True)
        if line
    ]
    shape = tag(
        "g",
        tag("title", box.title or box.name or "no answer"),
        *parts,
        class_="chip k0" if box.name else "chip k0 unseen",
    )
    return tag("a", shape, href=box.href) if box.href else shape
