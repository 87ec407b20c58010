"""Signals over time below each other: value, usual band, gaps left open, events hatched and named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from periplus.report.draw import svg
from periplus.report.draw.widths import fit, width
from periplus.report.markup import Markup, tag

_PAD, _TOP, _STRIP_HIGH, _LABEL_HIGH, _AXIS_HIGH = 10.0, 22.0, 44.0, 18.0, 18.0
_TEXT_PX, _NOTE_PX = 12.0, 11.0
_COLUMN_PX = 4.0  # a point of the line
_BAND_PX = 8.0
_DAY_ROOM_PX = 58.0
_LEAST_NOTE_PX = 30.0

Point = tuple[int, float | None]  # seconds since 1970, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One signal; `low` and `high` bound what is usual at the same times."""

    label: str
    note: str
    values: Sequence[Point]
    low: Sequence[Point]
    high: Sequence[Point]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An event: hatched over all strips, its name in words above them."""

    name: str
    first_s: int
    end_s: int
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    first_s: int
    end_s: int
    wide: float

    def x(self, second: float) -> float:
        part = (second - self.first_s) / max(1, self.end_s - self.first_s)
        return _PAD + min(max(part, 0.0), 1.0) * (self.wide - 2 * _PAD)


def strips(  # noqa: PLR0917 (as its sisters, and what is marked)
    name: str, title: str, desc: str, found: Sequence[Strip], marks: Sequence[Mark], wide: float
) -> Markup:
    """The picture `wide` px wide; without any value only its frame."""
    seconds = [second for strip in found for second, _ in strip.values]
    axis = _Axis(first_s=min(seconds, default=0), end_s=max(seconds, default=1), wide=wide)
    bottom = _TOP + len(found) * (_LABEL_HIGH + _STRIP_HIGH)
    parts = [*_days(axis, bottom), *(part for mark in marks for part in _mark(name, mark, axis, bottom))]
    for number, strip in enumerate(found):
        parts.append(_strip(strip, axis, _TOP + number * (_LABEL_HIGH + _STRIP_HIGH)))
    return svg.figure(name, title, desc, (wide, bottom + _AXIS_HIGH), parts)


def _days(axis: _Axis, bottom: float) -> list[Markup]:
    """A line per day, or per second, seventh, … day, so that their names do not touch."""
    start = datetime.fromtimestamp(axis.first_s, UTC)
    day = datetime(start.year, start.month, start.day, tzinfo=UTC) + timedelta(days=1)
    days = max(1, (axis.end_s - axis.first_s) // 86_400)
    room = axis.wide - 2 * _PAD
    step = next(s for s in (1, 2, 7, 14, 30, 365, 10_000) if days / s * _DAY_ROOM_PX <= room)
    parts: list[Markup] = []
    while day.timestamp() < axis.end_s:
        x = axis.x(day.timestamp())
        label = f"{day:%b} {day.day}" + (f", {day:%Y}" if not parts else "")
        if x + width(label, _NOTE_PX) + 4 < axis.wide:
            parts.append(tag("path", d=f"M{x:.1f} {_TOP:g}V{bottom:g}", class_="hatch"))
            parts.append(svg.text(x, bottom + 13, label, _NOTE_PX, class_="note"))
        day += timedelta(days=step if parts else 1)
    return parts


def _mark(name: str, mark: Mark, axis: _Axis, bottom: float) -> list[Markup]:
    left, right = axis.x(mark.first_s), axis.x(mark.end_s)
    wide = max(right - left, 4.0)
    left = min(left, axis.wide - _PAD - wide)
    label = fit(mark.name, axis.wide - 2 * _PAD, _TEXT_PX)
    start = max(_PAD, min(left, axis.wide - _PAD - width(label, _TEXT_PX, bold=True)))
    shape = tag(
        "g",
        tag("title", mark.title or mark.name),
        svg.box(left, _TOP, wide, bottom - _TOP, class_="event", fill=f"url(#{name}-hatch)"),
        svg.text(start, 14, label, _TEXT_PX, class_="name halo"),
        class_="mark",
    )
    return [tag("a", shape, href=mark.href) if mark.href else shape]


def _strip(strip: Strip, axis: _Axis, y: float) -> Markup:
    top = max((v for _, v in (*strip.values, *strip.high) if v is not None), default=0.0) or 1.0
    base = y + _LABEL_HIGH + _STRIP_HIGH - 4
    scale = (_STRIP_HIGH - 8) / top

    def at(
        points: Iterable[Point], column_px: float, choose: Callable[[list[float]], float]
    ) -> list[tuple[int, float | None]]:
        held: dict[int, list[float]] = {}
        for second, value in points:
            place = held.setdefault(int(axis.x(second) / column_px), [])
            if value is not None:
                place.append(value)
        # A column between two samples is no gap; one whose samples hold nothing is.
        heights = {c: base - choose(values) * scale for c, values in held.items() if values}
        return [(round(c * column_px), heights.get(c)) for c in sorted(held)]

    # Where a column is half a day wide, what is usual spans both its ends.
    usual = _area(at(strip.high, _BAND_PX, max), at(strip.low, _BAND_PX, min))
    label = fit(strip.label, axis.wide - 2 * _PAD, _TEXT_PX)
    room = axis.wide - 2 * _PAD - width(label, _TEXT_PX) - 8
    note = fit(strip.note, room, _NOTE_PX) if room >= _LEAST_NOTE_PX else ""
    beside = _PAD + width(label, _TEXT_PX) + 8
    return tag(
        "g",
        tag("title", strip.title or strip.label),
        tag("path", d=usual, class_="usual"),
        tag("path", d=f"M{_PAD:g} {base:g}H{axis.wide - _PAD:g}", class_="zero"),
        tag("path", d=_line(at(strip.values, _COLUMN_PX, median)), class_="trace"),
        svg.text(_PAD, y + 13, label, _TEXT_PX, class_="what halo"),
        svg.text(beside, y + 13, note, _NOTE_PX, class_="note halo"),
        class_="strip",
    )


def _line(points: Sequence[tuple[int, float | None]]) -> str:
    """A path that is broken where there is no value; a value between two gaps is a dot."""
    return "".join(f"{_steps(run)}h0" if len(run) == 1 else _steps(run) for run in _runs(points))


def _area(high: Sequence[tuple[int, float | None]], low: Sequence[tuple[int, float | None]]) -> str:
    """One closed path per run without a gap."""
    floor = dict(low)
    parts = []
    for run in _runs([(x, None if floor.get(x) is None else y) for x, y in high]):
        back = [(x, floor[x]) for x, _ in reversed(run)]
        parts += [f"{_steps([*run, *_whole(back)])}z"] if len(run) > 1 else []
    return "".join(parts)


def _runs(points: Sequence[tuple[int, float | None]]) -> Iterator[list[tuple[int, int]]]:
    run: list[tuple[int, float | None]] = []
    for x, y in (*points, (0, None)):
        if y is not None:
            run.append((x, y))
        elif run:
            yield _whole(run)
            run = []


def _whole(points: Iterable[tuple[int, float | None]]) -> list[tuple[int, int]]:
    return [(x, round(y or 0.0)) for x, y in points]


def _steps(points: Sequence[tuple[int, int]]) -> str:
    """From the first point, each next one as a step: shorter than places."""
    (x, y), *rest = points
    parts = [f"M{x} {y}"]
    for at_x, at_y in rest:
        # A minus sign divides numbers as a blank does.
        parts.append(f"l{at_x - x}{'' if at_y < y else ' '}{at_y - y}")
        x, y = at_x, at_y
    return "".join(parts)
