"""Shares as a matrix of rows by columns: a number in each cell, hatched where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from periplus.report.draw import svg
from periplus.report.draw.widths import fit, width
from periplus.report.markup import Markup, tag

_PAD, _ROW_HIGH, _HEAD_HIGH = 10.0, 24.0, 22.0
_TEXT_PX, _CELL_PX, _LEGEND_PX = 12.0, 11.0, 11.0
_LEAST_CELL_PX, _MOST_CELL_PX = 40.0, 92.0
_LABEL_PART = 0.34
_STEPS = (0.02, 0.10, 0.25, 0.50, 0.75)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One share from 0 to 1; `faint`: too few measurements to say it."""

    share: float
    text: str
    faint: bool = False
    href: str = ""


def shown_columns(columns: int, wide: float) -> int:
    """How many columns a picture of that width holds."""
    room = wide - 2 * _PAD - wide * _LABEL_PART
    return max(1, min(columns, int(room // _LEAST_CELL_PX)))


def matrix(  # noqa: PLR0917 (as its sisters, and two sides)
    name: str,
    title: str,
    desc: str,
    rows: Sequence[tuple[str, Mapping[str, Cell]]],
    columns: Sequence[str],
    wide: float,
) -> Markup:
    """The picture `wide` px wide; columns that find no room are left to the table."""
    shown = columns[: shown_columns(len(columns), wide)]
    label_wide = wide * _LABEL_PART
    cell_wide = min(_MOST_CELL_PX, (wide - 2 * _PAD - label_wide) / max(1, len(shown)))
    parts: list[Markup] = []
    for place, column in enumerate(shown):
        x = _PAD + label_wide + place * cell_wide
        parts.append(svg.text(x + 2, 14, fit(column, cell_wide - 4, _CELL_PX), _CELL_PX, class_="note"))
    for number, (label, cells) in enumerate(rows):
        y = _HEAD_HIGH + number * _ROW_HIGH
        parts.append(svg.text(_PAD, y + 16, fit(label, label_wide - 8, _TEXT_PX), _TEXT_PX))
        for place, column in enumerate(shown):
            x = _PAD + label_wide + place * cell_wide
            parts.append(_cell(name, cells.get(column), (x, y), cell_wide))
    high = _HEAD_HIGH + len(rows) * _ROW_HIGH + _PAD
    return svg.figure(name, title, desc, (wide, high), parts)


def _cell(name: str, cell: Cell | None, at: tuple[float, float], wide: float) -> Markup:
    x, y = at
    inside = (x + 1, y + 2, wide - 2, _ROW_HIGH - 4)
    if cell is None:
        return svg.box(*inside, rx=3, class_="open", fill=f"url(#{name}-hatch)")
    text = fit(cell.text, wide - 6, _CELL_PX)
    start = x + (wide - width(text, _CELL_PX)) / 2
    shape = tag(
        "g",
        svg.box(*inside, rx=3, class_="fill"),
        svg.text(max(x + 3, start), y + 16, text, _CELL_PX),
        class_=f"cell k{1 if cell.faint else shade(cell.share)}" + (" faint" if cell.faint else ""),
    )
    return tag("a", shape, href=cell.href) if cell.href else shape


def shade(share: float) -> int:
    """The step of the shades, 2 to 7, darker for more."""
    return 2 + sum(share > step for step in _STEPS)
