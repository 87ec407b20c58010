"""Single values as text, and text that others wrote, made safe for a terminal, HTML and Markdown."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import datetime

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_MARKDOWN = re.compile(r"([\\`*_{}\[\]|~$])")
_BLOCK_START = re.compile(r"^(\s*)([#+=:-]|\d+(?=[.)](?:\s|$)))")


def safe(text: str, *, lines: bool = False) -> str:
    """`text` with every control, format, surrogate and private character made visible.

    Terminal sequences (ESC, CSI as C1) and bidirectional overrides (UAX 9) come out as signs:
    ESC as U+241B, others as their code point in brackets. `lines` keeps line ends and tabs.
    """
    if lines:
        text = text.replace("\r\n", "\n").replace("\t", "    ")
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if lines and c == "\n" else _shown(c) for c in text)


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)  # Control Pictures
    return "\u2421" if code == 0x7F else f"\u27e8U+{code:04X}\u27e9"


def scalar_text(value: object) -> str:
    """One scalar in words."""
    match value:
        case None:
            return "not to be had"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.6g}"
        case _:
            return str(value)


def clip(text: str, limit: int) -> str:
    """`text`, cut to `limit` characters with an ellipsis when it is longer."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "\u2026"


def sentences(text: str, limit: int) -> str:
    """The first sentences of `text` that fit in `limit` characters; the first is cut if need be."""
    if len(text) <= limit:
        return text
    end = max(text.rfind(mark, 0, limit) for mark in (". ", "! ", "? ")) + 1
    return text[:end] if end else clip(text, limit)


def escaped(text: str, *, lines: bool = False) -> str:
    """Safe text for HTML content and for attribute values in either quote."""
    return html.escape(safe(text, lines=lines), quote=True)


def markdown(text: str) -> str:
    """Safe text for one Markdown line or table cell: no markup, no HTML, no further cell."""
    shown = html.escape(safe(text), quote=False)
    return _BLOCK_START.sub(_escape_block, _MARKDOWN.sub(r"\\\1", shown))


def _escape_block(match: re.Match[str]) -> str:
    start = match[2]
    return f"{match[1]}&#{ord(start[0])};{start[1:]}"


def code(text: str) -> str:
    """Safe text as a Markdown code span that its own backticks and pipes cannot end."""
    return f"<code>{markdown(text)}</code>"


def date(moment: datetime) -> str:
    """The UTC day, ISO 8601."""
    return f"{moment:%Y-%m-%d}"


def minute(moment: datetime) -> str:
    """The UTC time to the second, ISO 8601 with a blank."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 name server`, `3 name servers`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" and {words[-1]}" if words else ""
