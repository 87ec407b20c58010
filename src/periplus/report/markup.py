"""Markup by construction: what is not made by `tag` is escaped (HTML Living Standard §13.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from periplus.report.text import escaped

Attribute: TypeAlias = str | int | float | bool | None
_SHORT_AT_MOST = 11  # characters: a day has ten
_VOID = frozenset({"br", "hr", "img", "meta"})


class Markup(str):
    """Text that is markup already. Only this module makes it from other text."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: Attribute) -> Markup:
    """An element. Children that are no Markup, and all attribute values, are escaped.

    `class_` gives `class`, `aria_label` gives `aria-label`; None and False leave one out.
    """
    opening = f"<{name}{''.join(_attribute(k, v) for k, v in attributes.items())}>"
    inner = join(children)
    return Markup(opening if name in _VOID else f"{opening}{inner}</{name}>")


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f' {name}="{escaped(text)}"'


def join(children: Iterable[str], separator: str = "") -> Markup:
    """Children one after the other, escaped unless they are Markup."""
    return Markup(separator.join(c if isinstance(c, Markup) else escaped(c) for c in children))


def raw_style(css: str) -> Markup:
    """A style element of our own sheet; the text is not escaped, since the parser would not undo it."""
    return Markup(f"<style>{css}</style>")


def preformatted(text: str) -> Markup:
    """A `pre` element that keeps line ends and shows every other control character.

    It takes the focus: what scrolls must be in reach of the keyboard (WCAG 2.1.1).
    """
    return Markup(f'<pre tabindex="0">{escaped(text, lines=True)}</pre>')


def _short(cell: str) -> str | None:
    """The class of a cell that is one figure, day or word: a narrow column must not break it."""
    text = re.sub(r"<[^>]*>", "", cell)
    return "short" if 0 < len(text) <= _SHORT_AT_MOST and " " not in text else None


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], **attributes: Attribute
) -> Markup:
    """A table that folds to one block per row on a phone; its roles survive the folding."""
    body = [
        tag(
            "tr",
            *(
                tag("td", tag("div", cell), role="cell", data_label=name, class_=_short(cell))
                for name, cell in zip(head, row, strict=True)
            ),
            role="row",
        )
        for row in rows
    ]
    columns = tag(
        "tr", *(tag("th", name, scope="col", role="columnheader") for name in head), role="row"
    )
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", columns, role="rowgroup"),
        tag("tbody", *body, role="rowgroup"),
        role="table",
        **attributes,
    )
