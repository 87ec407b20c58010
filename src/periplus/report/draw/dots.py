"""Values on one scale: a dot each, and a line where the middle half lies (Cleveland 1984)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from periplus.report.draw import svg
from periplus.report.draw.widths import fit, width
from periplus.report.markup import Markup, tag

_TEXT_PX, _NOTE_PX, _TICK_PX = 12.0, 11.0, 11.0
_ROW_HIGH, _PAD, _TOP, _DOT, _LINE = 40.0, 12.0, 18.0, 5.0, 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One value, with the interval that its source gives, if any."""

    label: str
    note: str  # the value in words
    value: float
    low: float | None = None
    high: float | None = None
    own: bool = False  # of the country that the report is about
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The values of one picture, and how far their common scale goes from zero."""

    values: Sequence[Dot]
    most: float
    unit: str


def dots(name: str, title: str, desc: str, scale: Scale, wide: float) -> Markup:
    """The picture `wide` px wide."""
    values, most, unit = scale.values, scale.most, scale.unit
    high = _TOP + _PAD + _ROW_HIGH * len(values)
    room = wide - 2 * _PAD
    parts: list[Markup] = []
    for part in (0.0, 0.5, 1.0):
        x = _PAD + part * room
        label = f"{most * part:g}{unit if unit == '%' else f' {unit}'}"
        parts.append(tag("path", d=f"M{x:.1f} {_TOP - 2:g}V{high - 4:g}", class_="hatch"))
        start = min(max(_PAD, x - width(label, _TICK_PX) / 2), wide - _PAD - width(label, _TICK_PX))
        parts.append(svg.text(start, 12, label, _TICK_PX, class_="note"))
    for number, one in enumerate(values):
        parts.append(_dot(one, _TOP + number * _ROW_HIGH, room, most))
    return svg.figure(name, title, desc, (wide, high), parts)


def _dot(one: Dot, y: float, room: float, most: float) -> Markup:
    def place(value: float) -> float:
        return _PAD + min(max(value / most, 0.0), 1.0) * room

    note = fit(one.note, room * 0.6, _NOTE_PX)
    free = max(room - width(note, _NOTE_PX) - 8, 12.0)
    label = fit(one.label, free, _TEXT_PX, bold=one.own)
    middle = y + 27
    parts = [
        svg.text(_PAD, y + 14, label, _TEXT_PX, class_="what name halo" if one.own else "what halo"),
        svg.text(
            _PAD + width(label, _TEXT_PX, bold=one.own) + 8, y + 14, note, _NOTE_PX, class_="note halo"
        ),
    ]
    parts.append(tag("path", d=f"M{_PAD:g} {middle:g}H{_PAD + room:.1f}", class_="hatch"))
    if one.low is not None and one.high is not None:
        first, last = place(one.low), place(one.high)
        parts.append(svg.box(first, middle - _LINE / 2, last - first, _LINE, rx=3, class_="fill"))
    parts.append(svg.circle(place(one.value), middle, _DOT, class_="dot"))
    body = tag(
        "g", tag("title", one.title or one.label), *parts, class_="bar k5" if one.own else "bar k3"
    )
    return tag("a", body, href=one.href) if one.href else body
