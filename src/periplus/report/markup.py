"""Markup by construction: what is not made by `tag` is escaped (HTML Living Standard §13.1)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import TypeAlias

from periplus.report.text import escaped

Attribute: TypeAlias = str | int | float | bool | None
_SHORT_AT_MOST = 12  # characters: a day has ten, `certificates` twelve
_FIGURE = re.compile(r"[\d.,:%+-]+")  # a day or a number: breaks nowhere, not on paper either
_DAY = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)")  # ISO 8601
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


def days(text: str) -> list[str]:
    """Running text as children of an element, in which no day breaks at its hyphens."""
    parts = (
        tag("span", part, class_="day") if _DAY.fullmatch(part) else part for part in _DAY.split(text)
    )
    return [part for part in parts if part]


def _short(cell: str) -> str | None:
    """The classes of a cell that is one figure, day or word: a narrow column must not break it."""
    text = re.sub(r"<[^>]*>", "", cell)
    if not 0 < len(text) <= _SHORT_AT_MOST or " " in text:
        return None
    return "short figure" if _FIGURE.fullmatch(text) else "short"


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], **attributes: Attribute
) -> Markup:
    """A table that folds to one block per row on a phone.

    Folded, each cell is named by `labels`: the table's class tells which head it has.
    """
    names = f"{_heads(head)} {attributes.pop('class_', None) or ''}".rstrip()
    body = [
        tag("tr", *(tag("td", cell, class_=_short(cell)) for _, cell in zip(head, row, strict=True)))
        for row in rows
    ]
    columns = tag("tr", *(tag("th", name, scope="col") for name in head))
    parts = (tag("caption", caption), tag("thead", columns), tag("tbody", *body))
    return tag("table", *parts, class_=names, **attributes)


def _heads(head: Sequence[str]) -> str:
    """A class for all tables with this head; a digest, for a head may hold any text."""
    return "h" + hashlib.sha256("\0".join(map(escaped, head)).encode()).hexdigest()[:6]


_HEAD = re.compile(r'<table class="(h[0-9a-f]{6})[^>]*>.*?<thead>(.*?)</thead>', re.DOTALL)
_PLAIN = re.compile(r"[^A-Za-z0-9 ,]")  # what a string of a style sheet may not hold as it is
_COLUMN = re.compile(r'<th scope="col">(.*?)</th>', re.DOTALL)


def labels(page: Markup) -> str:
    """Rules of a style sheet that name the cells of the page's tables, once per head."""
    rules = []
    most = 0
    for name, found in dict(_HEAD.findall(page)).items():
        columns = [
            _PLAIN.sub(lambda c: f"\\{ord(c[0]):x} ", unescape(c)) for c in _COLUMN.findall(found)
        ]
        texts = ";".join(f'--c{number}:"{text}"' for number, text in enumerate(columns, 1))
        rules.append(f".{name}{{{texts}}}")
        most = max(most, len(columns))
    shown = (f"td:nth-child({n})::before{{content:var(--c{n})}}" for n in range(1, most + 1))
    return "\n".join((*rules, *shown))


_CLOSED = re.compile(r"></(?:rect|path|circle|line)>")
_IMPLIED = re.compile(r"</td>(?=<td|</tr>)|</th>(?=<th|</tr>)|</tr>(?=<tr|</t)|</li>(?=<li|</[ou]l>)")
_NARROW = re.compile(r'<svg class="narrow".*?</svg>', re.DOTALL)
_WHOLE = re.compile(r"(?<=\d)\.0(?=[HVLMZl \"])")  # of a number in a path
_PATH = re.compile(r' d="[^"]*"')
_HINT = re.compile("<title>[^<]*</title>")


def compact(page: Markup) -> Markup:
    """The same document in fewer bytes: what HTML lets us leave out (§13.1.2), and what nobody meets.

    Hints of a narrow picture go, for a finger does not hover. Text cannot be hurt, since in text
    every quote and angle bracket is escaped.
    """
    text = _NARROW.sub(lambda picture: _HINT.sub("", picture[0]), page)
    text = _PATH.sub(lambda path: _WHOLE.sub("", path[0]), text)
    return Markup(_CLOSED.sub("/>", _IMPLIED.sub("", text)))
