"""Start tags and raw text of HTML, each with its place (HTML Living Standard §13.2.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_TAG_NAME = re.compile(rb"[A-Za-z][^\s/>]*")
_NAME = re.compile(rb"[\s/]*(=?[^\s/>=]*)")
_EQUALS = re.compile(rb"\s*=\s*")
_BARE = re.compile(rb"[^\s>]*")
_RAW = {
    name: re.compile(rb"</" + name.encode() + rb"(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "noembed", "noframes", "iframe")
}
_MAX_VALUE_BYTES = 4096
_MAX_ATTRIBUTES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A start tag at `content[first:end]`, and the raw text that follows it up to its end tag."""

    name: str  # lower case
    attributes: tuple[tuple[str, str], ...]  # names lower case, in order, first of each name
    first: int
    end: int
    raw_end: int  # equals `end` for elements whose content is markup

    def get(self, name: str) -> str:
        """The value of an attribute; empty when it is not there."""
        return next((value for one, value in self.attributes if one == name), "")


def read_tags(content: bytes) -> Iterator[Tag]:
    """The start tags in order, time linear in the content; scripting is off, so `noscript` is read.

    As in browsers, a comment, tag or raw text that does not end takes all that is left.
    """
    position = content.find(b"<")
    while position >= 0:
        tag = _tag(content, position)
        if tag is not None:
            yield tag
            after = tag.raw_end
        elif content[position + 1 : position + 2] in (b"!", b"?", b"/"):
            comment = content.startswith(b"<!--", position)
            # A comment may close within its own opening: `<!-->`.
            close = content.find(b"-->" if comment else b">", position + 2)
            after = close + 1
            if close < 0:
                return
        elif _TAG_NAME.match(content, position + 1):
            return  # a start tag that never ends
        else:
            after = position + 1
        position = content.find(b"<", after)


def _tag(content: bytes, first: int) -> Tag | None:
    name = _TAG_NAME.match(content, first + 1)
    if name is None:
        return None
    attributes, end = _attributes(content, name.end())
    if end < 0:
        return None
    called = name[0].decode("latin-1").lower()
    return Tag(
        name=called,
        attributes=attributes,
        first=first,
        end=end,
        raw_end=_raw_end(content, called, end),
    )


def _attributes(content: bytes, position: int) -> tuple[tuple[tuple[str, str], ...], int]:
    """The attributes and where the tag ends; -1 when it does not."""
    found: dict[str, str] = {}
    while True:
        name = _NAME.match(content, position)
        position = name.end() if name else len(content)
        if position >= len(content):
            return (), -1
        if content[position : position + 1] == b">" and not (name and name[1]):
            return tuple(found.items()), position + 1
        value, position = _value(content, position)
        if position < 0:
            return (), -1
        if name and len(found) < _MAX_ATTRIBUTES:
            found.setdefault(name[1][:200].decode("latin-1").lower(), value)


def _value(content: bytes, position: int) -> tuple[str, int]:
    equals = _EQUALS.match(content, position)
    if equals is None:
        return "", position
    first = equals.end()
    quote = content[first : first + 1]
    if quote in (b'"', b"'"):
        end = content.find(quote, first + 1)
        return (_text(content[first + 1 : end]), end + 1) if end >= 0 else ("", -1)
    bare = _BARE.match(content, first)
    end = bare.end() if bare else first
    return _text(content[first:end]), end


def _raw_end(content: bytes, name: str, end: int) -> int:
    closing = _RAW.get(name)
    if closing is None:
        return end
    found = closing.search(content, end)
    return found.start() if found else len(content)


def _text(raw: bytes) -> str:
    return unescape(raw[:_MAX_VALUE_BYTES].decode(errors="replace")).strip()
