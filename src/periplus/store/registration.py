"""Where natural persons stand: WHOIS (RFC 3912), RDAP (RFC 9083), jCard (RFC 7095)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TypeAlias

from periplus.store.jsonspans import Node, children, parse, text_of
from periplus.store.persons import is_natural_person, mail_spans, number_spans

Span: TypeAlias = tuple[int, int]

_FIELD = re.compile(
    rb"^[ \t]*(?:[a-z]\.[ \t]*)?\[?([^:\]\r\n]{1,64})[:\]][ \t]*([^\r\n]*)", re.MULTILINE
)
_NUMBER_KEY = re.compile(rb"phone|\bfax|\btel\b|mobile|\bvoice\b", re.IGNORECASE)
_MAIL_KEY = re.compile(rb"e-?mail|\bmail(box)?\b", re.IGNORECASE)
_NAME_KEY = re.compile(
    rb"person|^(full |first |last |given |family )?name$|responsible|"
    rb"^(registrant|admin\w*|tech\w*|billing|owner|abuse|holder)?[ -/]*(contact)?[ -/]*name$|"
    rb"^(owner|registrant|holder|admin-c|tech-c|registrant contact|administrative contact|"
    rb"technical contact|billing contact|contact)$",
    re.IGNORECASE,
)
_FLAGS = re.IGNORECASE | re.MULTILINE
_CODED = re.compile(rb"^content-encoding[ \t]*:(?![ \t]*identity[ \t]*\r?$)", _FLAGS)
_CHUNKED = re.compile(rb"^transfer-encoding[ \t]*:[^\r\n]*chunked", _FLAGS)
_JSON = re.compile(rb"^content-type[ \t]*:[^\r\n;]*json", _FLAGS)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,256}\r\n")
_MANY_NAMES = 200  # names that are also looked for in the rest of the body
_JCARD_PERSONAL = {"email", "tel", "impp"}
_JCARD_NAMES = {"fn", "n", "nickname"}


def whois_spans(body: bytes) -> Iterator[Span]:
    """Persons, mail addresses and numbers of a WHOIS answer, in no order."""
    yield from mail_spans(body)
    yield from number_spans(body)
    names: set[bytes] = set()
    for found in _FIELD.finditer(body):
        key, value = found[1].strip(), found[2].strip()
        place = found.start(2), found.start(2) + len(value)
        number = _NUMBER_KEY.search(key) and re.search(rb"\d{3}", value)
        if number or (_MAIL_KEY.search(key) and _is_one_word(value)):
            yield place
        elif _NAME_KEY.search(key) and is_natural_person(_decoded(value)):
            names.add(value)
            yield place
    yield from _headed(body, names)
    yield from _again(body, names)


def _is_one_word(value: bytes) -> bool:
    return value != b"" and b" " not in value and b"://" not in value


def _headed(body: bytes, names: set[bytes]) -> Iterator[Span]:
    # "Registrant:" with its value on the next, deeper line.
    position, heading = 0, b""
    for line in body.splitlines(keepends=True):
        text = line.strip()
        if heading and text and line[:1] in b" \t" and b":" not in text:
            start = position + line.index(text)
            if is_natural_person(_decoded(text)):
                names.add(text)
                yield start, start + len(text)
        if text:
            key = text.removesuffix(b":")
            heading = key if text.endswith(b":") and _NAME_KEY.search(key.strip()) else b""
        position += len(line)


def _again(body: bytes, names: set[bytes]) -> Iterator[Span]:
    # A name given in its field often stands in remarks and addresses too.
    for name in sorted(names)[:_MANY_NAMES]:
        if len(name) < 5 or b" " not in name:
            continue
        start = body.find(name)
        while start >= 0:
            yield start, start + len(name)
            start = body.find(name, start + len(name))


def rdap_spans(content: bytes) -> Iterator[Span]:
    """Persons, mail addresses and numbers of a JSON answer, in no order."""
    yield from mail_spans(content)
    yield from number_spans(content)
    for node in parse(content):
        if node.kind == "string":
            # Escapes hide a mail address from a search of the bytes, not from a reader.
            text = text_of(content, node).encode("utf-8", "replace")
            if text != content[node.start + 1 : node.end - 1] and (
                any(mail_spans(text)) or any(number_spans(text))
            ):
                yield _inside(node)
        elif node.kind == "array":
            yield from _jcard(content, node)


def _jcard(content: bytes, node: Node) -> Iterator[Span]:
    parts = children(node)
    if len(parts) != 2 or parts[0].kind != "string" or text_of(content, parts[0]) != "vcard":
        return
    properties = [
        (text_of(content, cells[0]).casefold(), cells[3:])
        for cells in map(children, children(parts[1]))
        if len(cells) >= 4 and cells[0].kind == "string"
    ]
    kinds = [_text(content, values) for name, values in properties if name == "kind"]
    organisational = any(
        kind.casefold() in {"org", "group", "application", "location"} for kind in kinds
    )
    individual = any(kind.casefold() == "individual" for kind in kinds)
    for name, values in properties:
        personal = name in _JCARD_PERSONAL or (
            name in _JCARD_NAMES and not organisational and is_natural_person(_text(content, values))
        )
        if personal or (individual and name == "adr"):
            yield from (_inside(leaf) for value in values for leaf in _strings(value))


def _text(content: bytes, values: list[Node]) -> str:
    return " ".join(text_of(content, leaf) for value in values for leaf in _strings(value))


def _strings(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        top = waiting.pop()
        if top.kind == "string" and top.end - top.start > 2:
            yield top
        waiting.extend(reversed(children(top)))


def _inside(node: Node) -> Span:
    return node.start + 1, node.end - 1


def http_spans(message: bytes) -> Iterator[Span]:
    """The same for a message as it came off the connection (RFC 9112): head, then content."""
    head, mark, _ = message.partition(b"\r\n\r\n")
    start = len(head) + len(mark)
    yield from (*mail_spans(head), *number_spans(head))
    if _CODED.search(head):
        yield start, len(message)
        return
    chunked = _CHUNKED.search(head)
    pieces = list(_chunks(message, start)) if chunked else [(start, len(message))]
    content = b"".join(message[first:last] for first, last in pieces)
    json_type = _JSON.search(head)
    found = rdap_spans(content) if json_type else (*mail_spans(content), *number_spans(content))
    yield from _placed(sorted(found), pieces)


def _chunks(message: bytes, start: int) -> Iterator[Span]:
    # RFC 9112 §7.1. What is not a chunk is taken as content: better read twice than not at all.
    while size := _CHUNK.match(message, start):
        length = int(size[1], 16)
        first, last = size.end(), min(size.end() + length, len(message))
        if length == 0:
            start = size.end()
            break
        yield first, last
        start = last + 2 if message[last : last + 2] == b"\r\n" else last
    if start < len(message):
        yield start, len(message)


def _placed(spans: list[Span], pieces: list[Span]) -> Iterator[Span]:
    # Spans of the joined content, in order, to spans of the message; a chunk's edge cuts one.
    edges = [0]
    for first, last in pieces:
        edges.append(edges[-1] + last - first)
    for start, end in spans:
        at = bisect_right(edges, start) - 1
        while at < len(pieces) and edges[at] < end:
            low, high = max(start, edges[at]), min(end, edges[at + 1])
            shift = pieces[at][0] - edges[at]
            if low < high:
                yield low + shift, high + shift
            at += 1


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
