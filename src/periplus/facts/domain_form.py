"""The forms of WHOIS answers about domains (RFC 3912 §2): keys, values, headings, free lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from periplus.facts.domain_words import ANYWHERE, BLOCKS, HEADINGS, HOST
from periplus.facts.selector import byte_range

MAX_LINES = 10_000
_MAX_LINE_BYTES = 4096
_COMMENT = ("%", "#", ">>>", "--", "==", "++", "REMARK")
_BRACKETS = re.compile(r"\s*(?:[a-z]\. ?)?\[([^\[\]]{1,60})\]\s*(.*)")
_KEYED = re.compile(r"[\s*]*([^\W\d_][^:\[\]{}<>@|]{0,160}?)[ \t.]*:+(?!//)\s*(.*)")
_HEADED_COMMENT = re.compile(r"%+\s*([A-Za-z][A-Za-z -]{2,40}):?\s*")
_CLOCK = re.compile(r"(?<!\d)\d\d:\d\d:\d\d", re.ASCII)
_IN_PARENTHESES = re.compile(r"\([^()]*\)")
_JOINERS = re.compile(r"[\s._/'’\-*()]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of an answer: a value with its key, or a free line; the value is `body[first:end]`."""

    key: str  # as `plain` gives it; empty: a free line
    value: str
    raw: bytes  # of the value
    first: int
    section: str  # a kind of domain_words.HEADINGS, or empty: about the domain itself
    block: int  # paragraphs, counted from 0
    indent: int

    @property
    def selector(self) -> str:
        return byte_range(self.first, self.first + len(self.raw))

    def part(self, text: str) -> Entry:
        """The entry narrowed to the first occurrence of a text in its value."""
        for encoding in ("utf-8", "latin-1"):
            try:
                raw = text.encode(encoding)
            except UnicodeEncodeError:
                continue
            at = self.raw.find(raw)
            if raw and at >= 0:
                return replace(self, value=text, raw=raw, first=self.first + at)
        return replace(self, value=text)


def plain(text: str) -> str:
    """A key or heading without case, accents, leaders and what stands in parentheses."""
    decomposed = unicodedata.normalize("NFKD", _IN_PARENTHESES.sub(" ", text[:200]))
    folded = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    return _JOINERS.sub(" ", folded).strip()


def entries(body: bytes) -> list[Entry]:
    """The lines that say something, in order; comments and empty values left out."""
    form = _Form()
    position = 0
    for _ in range(MAX_LINES):
        if position >= len(body):
            break
        feed = body.find(b"\n", position)
        end = len(body) if feed < 0 else feed
        form.read(body[position : min(end, position + _MAX_LINE_BYTES)], position)
        position = end + 1
    return list(_with_block_kinds(form.found))


def blocks(found: Sequence[Entry]) -> list[list[Entry]]:
    """The entries by paragraph."""
    gathered: dict[int, list[Entry]] = {}
    for entry in found:
        gathered.setdefault(entry.block, []).append(entry)
    return list(gathered.values())


class _Form:
    """What has been read so far of one answer: entries, and the heading in force."""

    def __init__(self) -> None:
        self.found: list[Entry] = []
        self._section = ""
        self._filled = False  # the section has content: an empty line ends it
        self._block = 0
        self._fresh = True  # no line of this block was read
        self._pending: tuple[str, int] | None = None  # a heading's kind and indent, in mid-block
        self._key = ""  # a key whose value is the next line
        self._object = False  # within a contact that began without an empty line

    def read(self, raw: bytes, offset: int) -> None:
        line = _decoded(raw)
        if not line.strip():
            self._end_block()
        elif (banner := _BRACKETS.fullmatch(line)) and HOST.fullmatch(banner[1]):
            self._end_block()  # a client program names the server that it asked
        elif line.lstrip().startswith(_COMMENT):
            self._comment(line)
        else:
            self._line(line, raw, offset)
            self._fresh = False

    def _end_block(self) -> None:
        if self._pending:
            self._open(self._pending[0])
            self._pending = None
        self._key, self._object = "", False
        self._block += not self._fresh
        self._fresh = True
        if self._filled:
            self._section = ""

    def _comment(self, line: str) -> None:
        headed = _HEADED_COMMENT.fullmatch(line.rstrip())
        kind = HEADINGS.get(plain(headed[1])) if headed else None
        if kind is not None:
            self._open(kind)

    def _open(self, kind: str) -> None:
        self._section, self._filled = kind, False
        self._block += not self._fresh
        self._fresh = True

    def _line(self, line: str, raw: bytes, offset: int) -> None:
        key, value = self._split(line)
        indent = len(line) - len(line.lstrip())
        kind = HEADINGS.get(plain(key or value))
        if not key and self._key:
            key, self._key = self._key, ""
        self._begin_object(plain(key), value)
        if self._pending and (not key or indent > self._pending[1]):
            self._open(self._pending[0])
        self._pending = None
        if kind is not None and (not key or value.startswith("[") or (not value and self._fresh)):
            self._open(kind)
        elif key and not value:
            # An empty value, unless what follows shows that it was a heading.
            if self._fresh:
                self._key = key if plain(key) in ANYWHERE else ""
                self._open("" if self._key else "other")
            elif kind is not None:
                self._pending = kind, indent
        else:
            self._append(key, value, raw, offset, indent)

    def _begin_object(self, key: str, value: str) -> None:
        """Contacts, and name servers after them, may follow each other without an empty line."""
        handles = [e for e in self.found[-5:] if e.block == self._block and e.key == "nic hdl"]
        begins = key == "contact" and not handles
        if value and not self._fresh and (begins or (self._object and key == "nserver")):
            self._open("")
        if value and key in {"contact", "nserver"}:
            self._object = key == "contact"

    def _split(self, line: str) -> tuple[str, str]:
        bracketed = _BRACKETS.fullmatch(line)
        if bracketed is not None:
            return bracketed[1], bracketed[2].strip()
        first = line.split(maxsplit=1)[0]
        keyed = None if HOST.fullmatch(first.rstrip(".,")) else _KEYED.fullmatch(line)
        if keyed is None or (keyed[1][-1].isdigit() and _CLOCK.search(line, keyed.end(1) - 2)):
            return "", line.strip(" \t\r*").removesuffix(":")
        return keyed[1], keyed[2].strip()

    def _append(self, key: str, value: str, raw: bytes, offset: int, indent: int) -> None:
        name = plain(key)
        # A deeper line without key goes on with the value before it: name servers, statuses.
        before = next((one for one in self.found[-1:] if one.block == self._block), None)
        if not name and before and before.key and indent > before.indent:
            name, indent = before.key, before.indent
        encoded = _trimmed(raw, value)
        first = offset + max(0, raw.rfind(encoded))
        self.found.append(
            Entry(
                key=name,
                value=value,
                raw=encoded,
                first=first,
                section=self._section,
                block=self._block,
                indent=indent,
            )
        )
        self._filled = True


def _decoded(raw: bytes) -> str:
    if b"\x1b$" in raw:
        return raw.decode("iso2022_jp", "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _trimmed(raw: bytes, value: str) -> bytes:
    """The bytes of the value in its line; those of the whole line when they cannot be told."""
    for encoding in ("utf-8", "latin-1"):
        try:
            encoded = value.encode(encoding)
        except UnicodeEncodeError:
            continue
        if encoded in raw:
            return encoded
    return raw.strip()


def _with_block_kinds(found: Sequence[Entry]) -> Iterator[Entry]:
    """Paragraphs without heading that their own keys tell: contacts, registrars, name server sets."""
    for block in blocks(found):
        kind = "" if block[0].section else _block_kind(block)
        for entry in block:
            yield replace(entry, section=kind) if kind else entry


def _block_kind(block: Sequence[Entry]) -> str:
    keys = {entry.key for entry in block}
    if keys & {"domain", "domain name"}:
        return ""
    if block[0].key == "registrant" and "address" in keys:
        return "holder"
    if block[0].key == "registrar":
        return "registrar" if keys & {"organization", "address", "url", "country", "phone"} else ""
    return next((kind for key, kind in BLOCKS.items() if key in keys), "")
