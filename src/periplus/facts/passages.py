"""Running text of HTML, CSV (RFC 4180) and JSON (RFC 8259), each character with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from periplus.facts.charset import guess
from periplus.facts.selector import load_json

MOST_BYTES = 4 * 1024 * 1024
_MOST_PASSAGES = 20_000
_MOST_TEXT = 600_000  # characters of a document: some seconds of reading
_LONGEST = 20_000  # characters of one passage
_DEEPEST = 40
_CODECS = {
    "windows-1251": "cp1251", "cp1251": "cp1251", "windows-1252": "cp1252", "iso-8859-1": "cp1252",
    "koi8-r": "koi8_r", "koi8-u": "koi8_u", "windows-1250": "cp1250", "iso-8859-2": "iso8859_2",
    "iso-8859-5": "iso8859_5", "windows-1257": "cp1257", "iso-8859-9": "cp1254",
    "windows-1254": "cp1254",
}  # fmt: skip
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_PIECE = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^>]*>?"
    r"|<(script|style|template|noscript|svg|head)\b.*?(?:</\1\s*>|\Z)"
    r"|<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>?"
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?"
    r"|\s+|[^<&\s]+|.",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "dfn",
        "em",
        "font",
        "i",
        "mark",
        "q",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "wbr",
    ]
)
_TITLE = re.compile(r"<title[^>]*>(.{1,400}?)</title", re.DOTALL | re.IGNORECASE)
_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?![ \t]*\r?\n))+")
_CELL = re.compile(rb'"((?:[^"]|"")*)"|([^,\r\n]*)')
_TABULAR = frozenset({"quote", "text", "statement"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One block of text with the place of each of its characters, or the one place of all of it."""

    text: str
    starts: tuple[int, ...] = ()  # byte offset of each character
    ends: tuple[int, ...] = ()  # byte offset after each character
    pointer: str = ""  # JSON pointer; then `starts` is empty
    beside: tuple[tuple[str, str], ...] = ()  # other cells of its row or members of its object

    def place(self, first: int, end: int, kind: str) -> str:
        """The selector of `text[first:end]`; `kind`: content or bytes."""
        if self.pointer:
            return f"json:{self.pointer}"
        return f"{kind}={self.starts[first]}-{self.ends[end - 1] - 1}"


def passages(content: bytes, charset: str = "") -> Iterator[Passage]:
    """The blocks of an HTML page, CSV table, JSON document or plain text; nothing of other bytes."""
    content = content[:MOST_BYTES]
    head = content[:2048].lstrip().lower()
    if not head or content.startswith((b"%PDF", b"PK\x03\x04")) or b"\0" in head:
        return
    found = _blocks(content, head, charset)
    left = _MOST_TEXT
    for _, passage in zip(range(_MOST_PASSAGES), found, strict=False):
        left -= len(passage.text)
        if left < 0:
            return
        if passage.text.strip():
            yield passage


def _blocks(content: bytes, head: bytes, charset: str) -> Iterator[Passage]:
    if head.startswith((b"{", b"[")):
        try:
            document = load_json(content)
        except ValueError:
            return
        yield from _leaves(document, "", (), 0)
    elif re.search(rb"<(?:!doctype html|html|head|body|div|p|h1|table)\b", head):
        yield from _html(content, codec_of(content, charset))
    elif _is_table(content):
        yield from _cells(content)
    else:
        yield from _plain(content, codec_of(content, charset))


def title_of(content: bytes, charset: str = "") -> str:
    """The title element of a page; empty when there is none."""
    text = content[:65536].decode(codec_of(content, charset), "replace")
    found = _TITLE.search(text)
    return " ".join(unescape(found[1]).split())[:200] if found else ""


def codec_of(content: bytes, charset: str) -> str:
    """The codec of a charset, told or of the page itself, or else guessed; UTF-8 for one not known."""
    meta = _META_CHARSET.search(content[:2048])
    named = (charset or (meta[1].decode() if meta else "")).strip().lower()
    return _CODECS.get(named, "utf-8") if named else guess(content)


# ---------------------------------------------------------------- text with places


class _Block:
    """Text that grows character by character, blanks drawn together."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def add(self, piece: str, offsets: Sequence[int]) -> None:
        """Characters with the offset of each, and after the last; one piece of many for one sign."""
        for at, character in enumerate(piece):
            if not (character == " " and (not self.text or self.text[-1] == " ")):
                self.text.append(character)
                self.starts.append(offsets[at])
                self.ends.append(max(offsets[at + 1], offsets[at]))

    def mark(self, sign: str) -> None:
        """A sign that is not in the bytes: between the cells of a row."""
        if self.text and self.text[-1] not in ":;.?!":
            self.add(sign, [self.ends[-1]] * (len(sign) + 1))

    def passage(self) -> Passage | None:
        while self.text and self.text[-1] == " ":
            self.starts.pop()
            self.ends.pop()
            self.text.pop()
        if not self.text:
            return None
        text = _clean("".join(self.text))[:_LONGEST]
        return Passage(
            text=text, starts=tuple(self.starts[: len(text)]), ends=tuple(self.ends[: len(text)])
        )


def _offsets(text: str, codec: str) -> list[int]:
    """The byte offset of each character, and the length."""
    if codec != "utf-8":
        return list(range(len(text) + 1))
    found, at = [0], 0
    for character in text:
        point = ord(character)
        surrogate = 0xDC80 <= point <= 0xDCFF  # one byte that is no UTF-8
        at += 1 if point < 0x80 or surrogate else 2 if point < 0x800 else 3 if point < 0x10000 else 4
        found.append(at)
    return found


_LONE = re.compile("[\ud800-\udfff]")


def _clean(text: str) -> str:
    """Bytes that are no text of the code, each as one sign."""
    return _LONE.sub("\ufffd", text)


def _decode(content: bytes, codec: str) -> str:
    return content.decode(codec, "surrogateescape")


def _html(content: bytes, codec: str) -> Iterator[Passage]:
    text = _decode(content, codec)
    at = _offsets(text, codec)
    block = _Block()
    for piece in _PIECE.finditer(text):
        whole, name = piece[0], (piece[3] or "").lower()
        if name:
            if name in ("td", "th", "dt", "dd") and not (name == "dt" and not piece[2]):
                _between_cells(block, name, closing=bool(piece[2]))
            elif name not in _INLINE:
                found, block = block.passage(), _Block()
                if found:
                    yield found
        elif whole.startswith("&"):
            shown = unescape(whole).replace("\xa0", " ")
            block.add(shown, [at[piece.start()]] * len(shown) + [at[piece.end()]])
        elif not whole.startswith("<") or len(whole) == 1:
            shown = " " if whole.isspace() else whole
            first = piece.start()
            block.add(shown, [*at[first : first + len(shown)], at[piece.end()]])
    if found := block.passage():
        yield found


def _between_cells(block: _Block, name: str, *, closing: bool) -> None:
    if closing and name in ("th", "dt"):
        block.mark(": ")
    elif closing and name == "td":
        block.mark("; ")


def _plain(content: bytes, codec: str) -> Iterator[Passage]:
    text = _decode(content, codec)
    at = _offsets(text, codec)
    for paragraph in _PARAGRAPH.finditer(text):
        block = _Block()
        for piece in re.finditer(r"\s+|\S+", paragraph[0]):
            first = paragraph.start() + piece.start()
            shown = " " if piece[0].isspace() else piece[0]
            block.add(shown, [*at[first : first + len(shown)], at[first + len(piece[0])]])
        if found := block.passage():
            yield found


# ---------------------------------------------------------------- tables and trees


def _is_table(content: bytes) -> bool:
    first = content.partition(b"\n")[0].lstrip(b"\xef\xbb\xbf").strip().lower()
    return bool(_TABULAR & {cell.strip(b' "').decode("ascii", "replace") for cell in first.split(b",")})


def _cells(content: bytes) -> Iterator[Passage]:
    """The quotes of a table, with the other cells of their rows."""
    names: list[str] | None = None
    position = 3 if content.startswith(b"\xef\xbb\xbf") else 0
    while position < len(content):
        row, position = _row(content, position)
        if names is None:
            names = [text.strip().lower() for text, _ in row]
            continue
        cells = list(zip(names, row, strict=False))
        beside = tuple((name, _clean(text)) for name, (text, _) in cells if name not in _TABULAR)
        for name, (text, first) in cells:
            if name in _TABULAR and text.strip():
                yield _without_doubles(text[:_LONGEST], first, beside)


def _row(content: bytes, position: int) -> tuple[list[tuple[str, int]], int]:
    """The cells of a line with the byte at which their text begins, and where the next line begins."""
    cells: list[tuple[str, int]] = []
    while True:
        cell = _CELL.match(content, position)
        if cell is None:
            return cells, len(content)
        group = 1 if cell[1] is not None else 2
        cells.append((_decode(cell[group], "utf-8"), cell.start(group)))
        position = cell.end()
        if content[position : position + 1] != b",":
            end = content.find(b"\n", position)
            return cells, end + 1 if end >= 0 else len(content)
        position += 1


def _without_doubles(text: str, first: int, beside: tuple[tuple[str, str], ...]) -> Passage:
    """The text of a cell: two quotes stand for one (RFC 4180 §2.7)."""
    at = _offsets(text, "utf-8")
    kept: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(text):
        length = 2 if text.startswith('""', position) else 1
        kept.append(" " if text[position].isspace() else text[position])
        starts.append(first + at[position])
        ends.append(first + at[position + length])
        position += length
    return Passage(text=_clean("".join(kept)), starts=tuple(starts), ends=tuple(ends), beside=beside)


def _leaves(
    value: Any,  # noqa: ANN401 - JSON is what it is
    pointer: str,
    beside: tuple[tuple[str, str], ...],
    depth: int,
) -> Iterator[Passage]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        if " " in value:
            text = _clean(" ".join(value.split()))[:_LONGEST]
            yield Passage(text=text, pointer=_clean(pointer), beside=beside)
    elif isinstance(value, Mapping):
        mine = tuple((k.lower(), _clean(v)) for k, v in value.items() if isinstance(v, str))
        for key, inner in value.items():
            escaped = key.replace("~", "~0").replace("/", "~1")
            yield from _leaves(inner, f"{pointer}/{escaped}", mine, depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{pointer}/{number}", beside, depth + 1)
