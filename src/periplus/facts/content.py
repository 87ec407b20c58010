"""Framing and content of an HTTP/1.1 response message (RFC 9112 §2, §7; RFC 9110 §8.4)."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

MAX_CONTENT_BYTES = 8 * 1024 * 1024
MAX_FIELDS = 1000
MAX_HEAD_BYTES = 256 * 1024
_MAX_INTERIM = 16
_MAX_CODINGS = 4
_STATUS_LINE = re.compile(rb"(HTTP/\d\.\d)[ \t]{1,8}(\d{3})([^\n]{0,8192})\n")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,512}\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One field line and where it stands: `body[first:end]`, without its line end."""

    name: str  # as sent
    value: str  # latin-1, folds joined by one space
    first: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of the final response; interim (1xx) responses before it are passed over."""

    version: str
    status_code: int
    reason: str
    fields: tuple[FieldLine, ...]
    first: int
    end: int  # where the content starts; after the last whole line when the head was cut
    complete: bool  # the empty line came: what is absent was not sent

    def values(self, name: str) -> list[str]:
        """The values of all field lines of that name, any case, in order."""
        return [line.value for line in self.fields if line.name.lower() == name]


def read_head(body: bytes) -> Head | None:
    """The head of the final response in these bytes; None when there is no status line."""
    start = 0
    for _ in range(_MAX_INTERIM):
        status = _STATUS_LINE.match(body, start)
        if status is None:
            return None
        fields, end, complete = _read_fields(body, status.end())
        code = int(status[2])
        if 100 <= code < 200 and code != 101 and complete:
            start = end
            continue
        return Head(
            version=status[1].decode(),
            status_code=code,
            reason=_text(status[3]),
            fields=tuple(fields),
            first=start,
            end=end,
            complete=complete,
        )
    return None


def decoded_content(body: bytes) -> bytes:
    """The content without transfer and content codings, at most MAX_CONTENT_BYTES; b"" without a head.

    A coding we cannot read, or that breaks off, leaves what could be read so far.
    """
    head = read_head(body)
    if head is None or not head.complete or head.status_code in {204, 304}:
        return b""
    transfer = _codings(head.values("transfer-encoding"))
    content = body[head.end :]
    if transfer and transfer[-1] == "chunked":
        content = _dechunk(content)
    elif not transfer:
        content = _cut_to_length(content, head.values("content-length"))
    codings = _codings(head.values("content-encoding"))
    codings += [coding for coding in transfer if coding != "chunked"]
    for coding in reversed(codings[-_MAX_CODINGS:]):
        content = _decode(content, coding)
    return content[:MAX_CONTENT_BYTES]


def identity_start(body: bytes) -> int | None:
    """Where the content starts when it stands in the body as it is; None when it is coded."""
    head = read_head(body)
    if head is None or not head.complete:
        return None
    names = ("transfer-encoding", "content-encoding")
    return None if any(_codings(head.values(name)) for name in names) else head.end


def _read_fields(body: bytes, start: int) -> tuple[list[FieldLine], int, bool]:
    lines: list[FieldLine] = []
    position = start
    while len(lines) < MAX_FIELDS and position - start < MAX_HEAD_BYTES:
        feed = body.find(b"\n", position)
        if feed < 0:
            return lines, position, False
        end = feed - 1 if feed > position and body[feed - 1] == 0x0D else feed
        line, position, first = body[position:end], feed + 1, position
        if not line:
            return lines, position, True
        if line[0] in b" \t":
            _fold(lines, line, end)
            continue
        name, colon, value = line.partition(b":")
        if colon and name.strip(b" \t"):
            lines.append(
                FieldLine(name=_text(name), value=_text(value), first=first, end=end),
            )
    return lines, position, False


def _fold(lines: list[FieldLine], line: bytes, end: int) -> None:
    # RFC 9112 §5.2: an obsolete fold counts as one space. A fold after nothing is dropped.
    if lines and len(lines[-1].value) < 65536:
        last = lines[-1]
        value = f"{last.value} {_text(line)}".strip(" ")
        lines[-1] = FieldLine(name=last.name, value=value, first=last.first, end=end)


def _text(raw: bytes) -> str:
    return raw.strip(b" \t\r").decode("latin-1")


def _codings(values: list[str]) -> list[str]:
    codings = [coding.strip().lower() for value in values for coding in value.split(",")]
    return [coding for coding in codings if coding not in {"", "identity"}]


def _cut_to_length(content: bytes, lengths: list[str]) -> bytes:
    if len(set(lengths)) == 1 and lengths[0].isascii() and lengths[0].isdigit():
        return content[: int(lengths[0][:12])]
    return content


def _dechunk(coded: bytes) -> bytes:
    chunks: list[bytes] = []
    position = 0
    while (size_line := _CHUNK_SIZE.match(coded, position)) is not None:
        size = int(size_line[1], 16)
        if size == 0:
            break
        chunk = coded[size_line.end() : size_line.end() + size]
        chunks.append(chunk)
        position = size_line.end() + size
        position += 2 if coded[position : position + 2] == b"\r\n" else 1
    return b"".join(chunks)


def _decode(coded: bytes, coding: str) -> bytes:
    match coding:
        case "gzip" | "x-gzip":
            return _inflate(coded, 16 + zlib.MAX_WBITS)
        case "deflate":
            # RFC 9110 §8.4.1.2: the zlib format; some servers send the bare stream.
            return _inflate(coded, zlib.MAX_WBITS) or _inflate(coded, -zlib.MAX_WBITS)
        case _:
            return coded


def _inflate(coded: bytes, window_bits: int) -> bytes:
    # decompressobj stops at the bound: a bomb costs no more than its first 8 MiB.
    stream = zlib.decompressobj(window_bits)
    parts: list[bytes] = []
    room = MAX_CONTENT_BYTES
    try:
        while coded and room > 0 and not stream.eof:
            part = stream.decompress(coded[:65536], room)
            coded = stream.unconsumed_tail + coded[65536:]
            parts.append(part)
            room -= len(part)
    except zlib.error:
        pass
    return b"".join(parts)
