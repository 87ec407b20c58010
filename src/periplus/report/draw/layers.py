"""Bands of badges: the layer diagram, and any picture of claims by where they belong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from periplus.model import Basis
from periplus.report.draw import svg
from periplus.report.draw.widths import fit, width
from periplus.report.markup import Markup, tag

_NAME_PX, _NOTE_PX, _CHIP_PX, _WORD_PX, _RING_PX = 13.0, 11.0, 13.0, 11.0, 10.0
_CHIP_HIGH, _RING_RADIUS, _INSIDE, _GAP, _PAD = 28.0, 9.0, 12.0, 7.0, 10.0
_LABEL_WIDE = 180.0  # where label and chips stand beside each other
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
    """One row of the picture; without chips it says `not seen`."""

    name: str
    note: str
    chips: tuple[Chip, ...] = ()
    hatched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A chip with its place in px, its texts cut to what fits."""

    chip: Chip
    x: float
    y: float
    wide: float
    text: str
    text_px: float  # measured width of text
    word_px: float


UNSEEN = Chip(text="not seen", word="", rank=0, basis=Basis.WITNESSED, groups=0, mark="unseen")


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
    left, top = (_PAD, y + 44) if stacked else (_LABEL_WIDE, y + _PAD)
    placed = place(band.chips or (UNSEEN,), left, top, wide - _PAD)
    high = max(placed[-1].y + _CHIP_HIGH + _PAD - y, 50.0)
    fill = f"url(#{name}-hatch)" if band.hatched else None
    parts = [svg.box(1, y, wide - 2, high, rx=6, class_="band")]
    if fill:
        parts.append(svg.box(1, y, wide - 2, high, rx=6, fill=fill))
    label = fit(band.name, room, _NAME_PX, bold=True)
    parts.append(svg.text(_PAD + 2, y + 21, label, _NAME_PX, class_="name halo"))
    parts.append(
        svg.text(_PAD + 2, y + 37, fit(band.note, room, _NOTE_PX), _NOTE_PX, class_="note halo")
    )
    return parts + [_chip(name, p) for p in placed], high


def place(chips: Sequence[Chip], left: float, top: float, right: float) -> list[Placed]:
    """Chips in lines between `left` and `right`, first line at `top`; each fits its line."""
    placed: list[Placed] = []
    x, y = left, top
    for chip in chips:
        measured = _measure(chip, right - left)
        if x > left and x + measured[0] > right:
            x, y = left, y + _CHIP_HIGH + _GAP
        wide, text, text_px, word_px = measured
        placed.append(
            Placed(chip=chip, x=x, y=y, wide=wide, text=text, text_px=text_px, word_px=word_px)
        )
        x += wide + _GAP
    return placed


def _measure(chip: Chip, room: float) -> tuple[float, str, float, float]:
    word_px = width(chip.word, _WORD_PX)
    beside = (
        2 * _INSIDE + (word_px + 6 if chip.word else 0) + (2 * _RING_RADIUS + 2 if chip.groups else 0)
    )
    text = fit(chip.text, room - beside, _CHIP_PX)
    text_px = width(text, _CHIP_PX)
    return text_px + beside, text, text_px, word_px


def _chip(name: str, placed: Placed) -> Markup:
    chip, x, y = placed.chip, placed.x, placed.y
    half = _CHIP_HIGH / 2
    base = y + half + _CHIP_PX * 0.36
    parts = [svg.box(x, y, placed.wide, _CHIP_HIGH, rx=half, class_="fill")]
    if chip.mark == "unseen":
        parts.append(svg.box(x, y, placed.wide, _CHIP_HIGH, rx=half, fill=f"url(#{name}-hatch)"))
    parts.append(
        svg.box(
            x + 1.5,
            y + 1.5,
            placed.wide - 3,
            _CHIP_HIGH - 3,
            rx=half - 1.5,
            class_=f"line {chip.basis.value}",
        )
    )
    parts.append(svg.text(x + _INSIDE, base, placed.text, _CHIP_PX, class_="what"))
    if chip.word:
        parts.append(
            svg.text(x + _INSIDE + placed.text_px + 6, base, chip.word, _WORD_PX, class_="word")
        )
    if chip.groups:
        parts += _ring(chip.groups, x + placed.wide - _RING_RADIUS - 5, y + half)
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
