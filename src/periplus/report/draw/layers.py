"""Bands of badges: the layer diagram, and any picture of claims by where they belong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from periplus.model import Basis
from periplus.report.draw import svg
from periplus.report.draw.widths import fit, width, wrap
from periplus.report.markup import Markup, tag

_NAME_PX, _NOTE_PX, _CHIP_PX, _WORD_PX, _RING_PX = 13.0, 11.0, 13.0, 11.0, 10.0
_CHIP_HIGH, _RING_RADIUS, _INSIDE, _GAP, _PAD = 28.0, 9.0, 12.0, 7.0, 10.0
_LINE_HIGH, _NOTE_HIGH = 17.0, 14.0
_NOTE_LINES = 4
_LABEL_WIDE = 190.0  # where label and chips stand beside each other
_STACKED_BELOW = 600.0  # px: narrower pictures put the label above the chips


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One badge: a claim, or several of one kind counted."""

    text: str
    word: str  # certainty; empty for a reading
    rank: int  # 1 almost no chance … 7 almost certain; 0: no word, a reading
    basis: Basis
    groups: int  # independent groups; 0: no ring
    mark: str = ""  # past, struck, contested, unseen or empty
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One row of the picture; without chips it says why there are none."""

    name: str
    note: str
    chips: tuple[Chip, ...] = ()
    hatched: bool = False
    empty: str = "not seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text within a chip, its start in px from the chip's corner."""

    text: str
    x: float
    base: float
    size: float
    role: str  # what, word


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A chip with its place and size in px, its texts wrapped or cut to what fits."""

    chip: Chip
    x: float
    y: float
    wide: float
    high: float
    lines: tuple[Line, ...]


def diagram(name: str, title: str, desc: str, bands: Sequence[Band], wide: float) -> Markup:
    """The picture `wide` px wide, as high as its chips need."""
    parts: list[Markup] = []
    y = 1.0
    for band in bands:
        drawn, high = _band(name, band, y, wide)
        parts += drawn
        y += high + 6
    return svg.figure(name, title, desc, (wide, y - 5), parts)


def _band(name: str, band: Band, y: float, wide: float) -> tuple[list[Markup], float]:
    stacked = wide < _STACKED_BELOW
    room = wide - 2 * _PAD if stacked else _LABEL_WIDE - 2 * _PAD
    notes = wrap(band.note, room, _NOTE_PX, most=_NOTE_LINES)
    below = (len(notes) - 1) * _NOTE_HIGH
    left, top = (_PAD, y + 44 + below) if stacked else (_LABEL_WIDE, y + _PAD)
    placed = place(band.chips or (_unseen(band),), left, top, wide - _PAD)
    high = max(max(p.y + p.high for p in placed) + _PAD - y, 50.0 + below)
    fill = f"url(#{name}-hatch)" if band.hatched else None
    parts = [svg.box(1, y, wide - 2, high, rx=6, class_="band")]
    if fill:
        parts.append(svg.box(1, y, wide - 2, high, rx=6, fill=fill))
    label = fit(band.name, room, _NAME_PX, bold=True)
    parts.append(svg.text(_PAD + 2, y + 21, label, _NAME_PX, class_="name halo"))
    for number, note in enumerate(notes):
        base = y + 37 + number * _NOTE_HIGH
        parts.append(svg.text(_PAD + 2, base, note, _NOTE_PX, class_="note halo"))
    return parts + [_chip(name, p) for p in placed], high


def _unseen(band: Band) -> Chip:
    return Chip(text=band.empty, word="", rank=0, basis=Basis.WITNESSED, groups=0, mark="unseen")


def place(chips: Sequence[Chip], left: float, top: float, right: float) -> list[Placed]:
    """Chips in lines between `left` and `right`, first line at `top`; each fits its line."""
    placed: list[Placed] = []
    x, y, line_high = left, top, 0.0
    for chip in chips:
        wide, high, lines = _measured(chip, right - left)
        if x > left and x + wide > right:
            x, y, line_high = left, y + line_high + _GAP, 0.0
        placed.append(Placed(chip=chip, x=x, y=y, wide=wide, high=high, lines=lines))
        x, line_high = x + wide + _GAP, max(line_high, high)
    return placed


def _measured(chip: Chip, room: float) -> tuple[float, float, tuple[Line, ...]]:
    """Width and height of a chip, and its lines: one line where that fits, else several."""
    beside = 2 * _INSIDE + (2 * _RING_RADIUS + 2 if chip.groups else 0)
    what_px, word_px = width(chip.text, _CHIP_PX), width(chip.word, _WORD_PX)
    base = _CHIP_HIGH / 2 + _CHIP_PX * 0.36
    first = Line(text=chip.text, x=_INSIDE, base=base, size=_CHIP_PX, role="what")
    if what_px + bool(chip.word) * (word_px + 6) + beside <= room:
        word = Line(text=chip.word, x=_INSIDE + what_px + 6, base=base, size=_WORD_PX, role="word")
        lines = (first, word) if chip.word else (first,)
        return what_px + bool(chip.word) * (word_px + 6) + beside, _CHIP_HIGH, lines
    inner = room - beside
    texts = [(text, _CHIP_PX, "what") for text in wrap(chip.text, inner, _CHIP_PX, most=3)]
    if chip.word:
        texts.append((fit(chip.word, inner, _WORD_PX), _WORD_PX, "word"))
    several = tuple(
        Line(text=text, x=_INSIDE, base=base + number * _LINE_HIGH, size=size, role=role)
        for number, (text, size, role) in enumerate(texts)
    )
    widest = max(width(text, size) for text, size, _ in texts)
    return widest + beside, _CHIP_HIGH + (len(texts) - 1) * _LINE_HIGH, several


def _chip(name: str, placed: Placed) -> Markup:
    chip, x, y, wide, high = placed.chip, placed.x, placed.y, placed.wide, placed.high
    half = _CHIP_HIGH / 2
    parts = [svg.box(x, y, wide, high, rx=half, class_="fill")]
    if chip.mark == "unseen":
        parts.append(svg.box(x, y, wide, high, rx=half, fill=f"url(#{name}-hatch)"))
    outline = f"line {chip.basis.value}"
    parts.append(svg.box(x + 1.5, y + 1.5, wide - 3, high - 3, rx=half - 1.5, class_=outline))
    parts += [
        svg.text(x + line.x, y + line.base, line.text, line.size, class_=line.role)
        for line in placed.lines
    ]
    if chip.groups:
        parts += _ring(chip.groups, x + wide - _RING_RADIUS - 5, y + high / 2)
    shape = tag("g", tag("title", chip.title or chip.text), *parts, class_=_classes(chip))
    return tag("a", shape, href=chip.href) if chip.href else shape


def _classes(chip: Chip) -> str:
    return " ".join(filter(None, ("chip", f"k{chip.rank}", chip.mark)))


def _ring(groups: int, x: float, y: float) -> list[Markup]:
    number = str(groups) if groups < 100 else "99"
    left = x - width(number, _RING_PX) / 2
    return [
        svg.circle(x, y, _RING_RADIUS, class_="ring"),
        svg.text(left, y + _RING_PX * 0.36, number, _RING_PX, class_="count"),
    ]
