"""Shares as bars below each other: the curve of cuts, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from periplus.report.draw import svg
from periplus.report.draw.widths import fit, width
from periplus.report.markup import Markup, tag

_TEXT_PX, _NOTE_PX, _TICK_PX = 12.0, 11.0, 11.0
_ROW_HIGH, _BAR_HIGH, _PAD, _TOP = 40.0, 10.0, 10.0, 18.0
_TICKS = (0.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One share, with what it adds to the bar above marked apart."""

    label: str
    share: float  # 0 to 1
    before: float  # of it, what the bar above had already
    told: bool = False
    missing: str = ""  # what to say where there is no share; the place is hatched
    href: str = ""
    title: str = ""


def bars(name: str, title: str, desc: str, shares: Sequence[Bar], wide: float) -> Markup:
    """The picture `wide` px wide, on a scale from 0 to 100%."""
    high = _TOP + _PAD + _ROW_HIGH * len(shares)
    room = wide - 2 * _PAD
    parts: list[Markup] = []
    for tick in _TICKS:
        x = _PAD + tick * room
        label = f"{tick:.0%}"
        parts.append(tag("path", d=f"M{x:.1f} {_TOP - 2:g}V{high - 4:g}", class_="hatch"))
        start = min(max(_PAD, x - width(label, _TICK_PX) / 2), wide - _PAD - width(label, _TICK_PX))
        parts.append(svg.text(start, 12, label, _TICK_PX, class_="note"))
    for number, bar in enumerate(shares):
        parts.append(_bar(bar, _TOP + number * _ROW_HIGH, room, name))
    return svg.figure(name, title, desc, (wide, high), parts)


def _bar(bar: Bar, y: float, room: float, name: str) -> Markup:
    note = bar.missing or f"{bar.share:.1%}"
    label = fit(bar.label, max(room - width(note, _NOTE_PX) - 8, 12.0), _TEXT_PX)
    whole = min(max(bar.share, 0.0), 1.0) * room
    held = min(max(bar.before, 0.0), 1.0) * room
    line = "line told" if bar.told else "line deduced"
    shown = [
        svg.box(_PAD, y + 19, whole, _BAR_HIGH, rx=3, class_="fill"),
        svg.box(_PAD + held, y + 19, max(whole - held, 0.0), _BAR_HIGH, rx=3, class_=line),
    ]
    if bar.missing:
        shown = [svg.box(_PAD, y + 19, room, _BAR_HIGH, rx=3, fill=f"url(#{name}-hatch)")]
    parts = [
        svg.text(_PAD, y + 14, label, _TEXT_PX, class_="what halo"),
        svg.text(_PAD + width(label, _TEXT_PX) + 8, y + 14, note, _NOTE_PX, class_="note halo"),
        *shown,
    ]
    shape = tag("g", tag("title", bar.title or bar.label), *parts, class_="bar k5")
    return tag("a", shape, href=bar.href) if bar.href else shape
