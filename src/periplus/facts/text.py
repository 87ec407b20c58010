"""Running text: its sentences, what it names, and the masking of whoever it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from periplus.model import Fact

MASKED = "[…]"

_CONTACT = re.compile(
    r"""
    (?:https?://|www\.)\S+                         # addresses of pages name their owners
    | [\w.+-]+ \s? (?:@|\(at\)|\[at\]) \s? [\w-]+(?:\.[\w-]+)+
    | (?<!\w)@\w[\w.-]*
    | \b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}/\S+
    | (?<![\w+])\+?\d(?:[\s().-]{0,2}\d){6,14}(?!\w)
    """,
    re.VERBOSE,
)
# No word of a text is as long; what follows would try each of its letters as a beginning.
_ENDLESS = re.compile(r"[\w.+-]{200,}")
_WORD = re.compile(r"[^\W\d_][\w'’ʼ.·-]*[\w'’]|[^\W\d_]\.?")
_END = re.compile(r"(?<=[.!?…。！？])\s|\n")
_LONGEST_SENTENCE = 600
_PARTICLES = (
    "van|von|der|den|de|del|della|da|di|do|dos|du|la|le|el|al|bin|ibn|ben|bint|abu|y|e|zu|af|av|ter|ten"
)
# "de la" before a masked word belongs to the name.
_OF_A_NAME = re.compile(rf"(?:\b(?:{_PARTICLES})\s{{1,20}}){{1,6}}(?=\[…\])")


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnologyMention(Fact):
    """A technology that a text names; `sentence` as it stands there, persons masked."""

    technology: str
    sentence: str


def mask(text: str, known: re.Pattern[str], ordinary: Container[str]) -> str:
    """The text without contacts and names: what is not plainly an ordinary word is masked.

    Kept are lower-case words, the `ordinary` ones (given in lower case) however written, numbers,
    and whatever `known` matches. Words of scripts without case are all masked.
    """
    text = _ENDLESS.sub(MASKED, unicodedata.normalize("NFC", text))
    text = _CONTACT.sub(MASKED, text)
    pieces: list[str] = []
    position = 0
    for match in known.finditer(text):
        pieces += (_without_names(text[position : match.start()], ordinary), match.group())
        position = match.end()
    pieces.append(_without_names(text[position:], ordinary))
    return re.sub(r"(?:\[…\][\s,]*){2,}(?<=\])", MASKED, "".join(pieces))


def _without_names(text: str, ordinary: Container[str]) -> str:
    def shown(match: re.Match[str]) -> str:
        return match.group() if _is_ordinary(match.group(), ordinary) else MASKED

    return _OF_A_NAME.sub("", _WORD.sub(shown, text))


def _is_ordinary(word: str, ordinary: Container[str]) -> bool:
    bare = word.rstrip(".-'’").casefold()
    if any(map(_is_caseless, word)) or "." in bare:  # ivan.petrov
        return False
    if len(word) == 2 and word.endswith(".") and word[0].isupper():
        return False  # an initial
    return word == word.lower() or bare in ordinary


def _is_caseless(letter: str) -> bool:
    # A script without case shows no names; Georgian text is written in one case.
    return unicodedata.category(letter) in ("Lo", "Lm") or "\u10d0" <= letter <= "\u10ff"


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """First and end index of each sentence, in characters; the overlong are cut."""
    first = 0
    ends = [match.end() for match in _END.finditer(text)]
    for end in [*ends, len(text)]:
        while first < end:
            cut = min(end, first + _LONGEST_SENTENCE)
            if text[first:cut].strip():
                yield first, cut
            first = cut


def mentions(body: bytes, known: re.Pattern[str]) -> Iterator[tuple[str, str, int, int]]:
    """What `known` finds in UTF-8 text: as written, its sentence, first and end byte of that."""
    text = body.decode("utf-8", "replace")
    offset = 0
    done = 0
    for first, end in sentences(text):
        offset += len(text[done:first].encode("utf-8", "replace"))
        sentence = text[first:end]
        size = len(sentence.encode("utf-8", "replace"))
        for found in dict.fromkeys(match.group() for match in known.finditer(sentence)):
            yield found, " ".join(sentence.split()), offset, offset + size
        offset += size
        done = end


# ---------------------------------------------------------------- from pages to text


class _Text(HTMLParser):
    """The visible text of a page; a block ends a sentence."""

    _SILENT = frozenset({"script", "style", "template", "noscript", "svg"})
    _INLINE = frozenset(
        {"a", "abbr", "b", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, _attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in self._SILENT:
            self._silent.append(tag)
        elif tag not in self._INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()
        elif tag not in self._INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(" ".join(data.split("\n")))


def page_text(markup: str) -> str:
    """The visible text of HTML, blocks on lines of their own."""
    reader = _Text()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)
