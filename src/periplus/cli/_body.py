"""A stored body on a terminal: text as text, what is none as offset, octets and letters."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.report.text import safe

MOST_DUMPED = 4096  # octets; all of them are had with --raw
_COLUMNS = 16
_LOOKED_AT = 64 * 1024  # where a text would have no NUL


def shown_lines(content: bytes) -> Iterator[str]:
    """Lines to print. A body of both has its leading lines of text as such."""
    if b"\0" not in content[:_LOOKED_AT]:
        yield safe(content.decode("utf-8", "replace"), lines=True)
        return
    first = 0
    while (line := _text_line(content, first)) is not None:
        yield safe(line)
        first += len(line.encode()) + 1
    last = min(len(content), first + MOST_DUMPED)
    for at in range(first, last, _COLUMNS):
        yield _dumped(at, content[at : min(at + _COLUMNS, last)])
    if last < len(content):
        yield f"{len(content) - last:,} octets more; --raw gives all of them"


def _text_line(content: bytes, first: int) -> str | None:
    """The line that begins there, when it ends and is text."""
    end = content.find(b"\n", first)
    try:
        line = content[first:end].decode() if end >= 0 else ""
    except UnicodeDecodeError:
        return None
    return line if end >= 0 and line.removesuffix("\r").isprintable() else None


def _dumped(at: int, octets: bytes) -> str:
    letters = "".join(chr(one) if 32 <= one < 127 else "." for one in octets)
    return f"{at:08x}  {octets.hex(' '):<{3 * _COLUMNS}} {letters}"
