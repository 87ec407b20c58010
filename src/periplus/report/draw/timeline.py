"""Spans on an axis of years: what a name had, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from periplus.report.draw import svg
from periplus.report.draw.widths import fit, width
from periplus.report.markup import Markup, tag
from periplus.report.text import safe

_TEXT_PX, _YEAR_PX = 12.0, 11.0
_ROW_HIGH, _BAR_HIGH, _PAD = 40.0, 10.0, 10.0
_SHORTEST_PX = 4.0  # a day must be seen
_YEAR_ROOM_PX = 44.0
_LEAST_NOTE_PX = 24.0  # for less, a note is left to the table


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One bar: from the first to the last day that it was seen."""

    label: str
    note: str
    first: date
    last: date
    past: bool
    href: str = ""
    title: str = ""


def timeline(  # noqa: PLR0917 (as its sisters, and an end)
    name: str, title: str, desc: str, spans: Sequence[Span], until: date, wide: float
) -> Markup:
    """The picture `wide` px wide, spans in their order below each other, to the day `until`."""
    first = min((span.first for span in spans), default=until)
    last = max((until, *(span.last for span in spans)))
    if first >= last:
        first = last - timedelta(days=1)
    axis = _Axis(first=first, days=(last - first).days, wide=wide)
    high = _PAD * 2 + _ROW_HIGH * len(spans) + 14
    parts = list(_years(axis, first.year, last.year, high))
    for number, span in enumerate(spans):
        parts.append(_bar(span, axis, _PAD + 14 + number * _ROW_HIGH))
    return svg.figure(name, title, desc, (wide, high), parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    first: date
    days: int
    wide: float

    def x(self, day: date) -> float:
        return _PAD + (day - self.first).days / self.days * (self.wide - 2 * _PAD)


def _years(axis: _Axis, first: int, last: int, high: float) -> list[Markup]:
    """A line per new year, or per second, fifth, … year, so that their names do not touch."""
    room = axis.wide - 2 * _PAD
    step = next(s for s in (1, 2, 5, 10, 50, 10_000) if (last - first) / s * _YEAR_ROOM_PX <= room)
    parts: list[Markup] = []
    for year in range(first + 1, last + 1):
        x = axis.x(date(year, 1, 1))
        if year % step or x + _YEAR_ROOM_PX > axis.wide:
            continue
        parts.append(tag("path", d=f"M{x:.1f} 16V{high - 4:g}", class_="hatch"))
        parts.append(svg.text(x - 2, 12, str(year), _YEAR_PX, class_="note"))
    return parts


def _bar(span: Span, axis: _Axis, y: float) -> Markup:
    left, right = axis.x(span.first), axis.x(span.last)
    wide = max(right - left, _SHORTEST_PX)
    left = min(left, axis.wide - _PAD - wide)
    room = axis.wide - 2 * _PAD
    label = fit(safe(span.label), room, _TEXT_PX)
    beside = room - width(label, _TEXT_PX) - 8
    note = fit(safe(span.note), beside, _YEAR_PX) if beside >= _LEAST_NOTE_PX else ""
    labelled = width(label, _TEXT_PX) + 8 + width(note, _YEAR_PX)
    start = max(_PAD, min(left, axis.wide - _PAD - labelled))
    parts = [
        svg.text(start, y + 14, label, _TEXT_PX, class_="what halo"),
        svg.text(start + width(label, _TEXT_PX) + 8, y + 14, note, _YEAR_PX, class_="note halo"),
        svg.box(left, y + 19, wide, _BAR_HIGH, rx=3, class_="fill"),
        svg.box(left, y + 19, wide, _BAR_HIGH, rx=3, class_="line told"),
    ]
    shape = tag("g", tag("title", span.title or span.label), *parts, class_=_classes(span))
    return tag("a", shape, href=span.href) if span.href else shape


def _classes(span: Span) -> str:
    return "bar past" if span.past else "bar k5"
