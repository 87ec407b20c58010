"""Regular expressions of others, searched in time linear in the text (RE2), or within a bound."""

from __future__ import annotations

import re
import re._constants as codes
import re._parser as parser
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import re2

MAX_PATTERN_CHARS = 4096
WINDOW_BYTES = 1024
"""How much of a text a pattern with lookaround is tried on; RE2 first says where."""

_UNICODE_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_LOOKAROUND = re.compile(r"\(\?<?[=!]")


class PatternError(ValueError):
    """A pattern that is not used; its text is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a pattern fits first: bytes `text[first:end]`, and its groups."""

    first: int
    end: int
    groups: tuple[str | None, ...]


def _options() -> Any:  # noqa: ANN401 - the library has no types
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 1 << 20
    return options


_OPTIONS = _options()


class Expression:
    """One pattern in JavaScript's dialect, case ignored, over UTF-8."""

    __slots__ = ("_engine", "_exact", "source")

    def __init__(self, source: str) -> None:
        """PatternError when neither RE2 nor a bounded search can run it."""
        if len(source) > MAX_PATTERN_CHARS:
            raise PatternError("It is too long.")
        self.source = source
        # RE2 writes a code point as \\x{…}; all else that JavaScript and RE2 share is written alike.
        text = _UNICODE_ESCAPE.sub(r"\\x{\1}", source)
        self._exact: re.Pattern[str] | None = None
        if _LOOKAROUND.search(text):
            self._exact = _bounded(text)
            text = _without_lookaround(text)
        try:
            self._engine = re2.compile(text, _OPTIONS)
        except re2.error as error:
            raise PatternError("RE2 does not know its syntax.") from error

    def search(self, text: bytes, first: int = 0, end: int | None = None) -> Found | None:
        """The leftmost fit within `text[first:end]`; what stands before is context."""
        match = self._engine.search(text, first, len(text) if end is None else end)
        if match is None:
            return None
        if self._exact is not None:
            return _search_exact(self._exact, text, match.start())
        groups = tuple(None if one is None else one.decode(errors="replace") for one in match.groups())
        return Found(first=match.start(), end=match.end(), groups=groups)


def _search_exact(pattern: re.Pattern[str], text: bytes, at: int) -> Found | None:
    first = max(0, at - WINDOW_BYTES // 2)
    window = text[first : first + WINDOW_BYTES].decode("latin-1")
    match = pattern.search(window)
    if match is None:
        return None
    groups = tuple(None if one is None else _as_utf8(one) for one in match.groups())
    return Found(first=first + match.start(), end=first + match.end(), groups=groups)


def _as_utf8(text: str) -> str:
    return text.encode("latin-1").decode(errors="replace")


def parsed(pattern: str) -> Any:  # noqa: ANN401 - the library's own tree
    """Python's parse tree of a pattern, case ignored; re.error and the like as Python raises them."""
    with _unwarned():
        return parser.parse(pattern, re.IGNORECASE | re.ASCII)


@contextmanager
def _unwarned() -> Iterator[None]:
    # `[[` and `--` in a class may mean something in a later Python; here they are plain characters.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


# ---------------------------------------------------------------- lookaround


def _bounded(text: str) -> re.Pattern[str]:
    try:
        tree = parsed(text)
        with _unwarned():
            pattern = re.compile(text, re.IGNORECASE | re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError("It has lookaround, and Python does not know its syntax.") from error
    if _may_explode(tree):
        raise PatternError("It has lookaround, and nested repetition that cannot be bounded.")
    return pattern


def _may_explode(items: Sequence[Any], depth: int = 0) -> bool:
    """Whether an unbounded repeat stands in another with nothing fixed behind it."""
    for code, argument in items:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            _, most, body = argument
            unbounded = most is codes.MAXREPEAT
            if unbounded and depth and len(items) == 1:
                return True
            # `(?:\d+\.)+` is safe: what ends each round is fixed, and no digit.
            if unbounded and len(body) > 1 and body[-1][0] is not codes.LITERAL:
                if any(_repeats(part) for part in body):
                    return True
            elif _may_explode(body, depth + unbounded):
                return True
        elif any(_may_explode(part, depth) for part in _parts(code, argument)):
            return True
    return False


def _repeats(item: tuple[Any, Any]) -> bool:
    code, argument = item
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        return argument[1] is codes.MAXREPEAT or any(_repeats(one) for one in argument[2])
    return any(_repeats(one) for part in _parts(code, argument) for one in part)


def _parts(code: Any, argument: Any) -> Sequence[Sequence[Any]]:  # noqa: ANN401
    """The sequences inside one node of Python's parse tree."""
    match code:
        case codes.SUBPATTERN:
            return (argument[3],)
        case codes.BRANCH:
            return tuple(argument[1])
        case codes.ASSERT | codes.ASSERT_NOT:
            return (argument[1],)
        case _:
            return ()


def _without_lookaround(text: str) -> str:
    """The pattern with every lookaround taken out: it fits wherever the whole one does."""
    kept, at = [], 0
    while (found := _LOOKAROUND.search(text, at)) is not None:
        kept.append(text[at : found.start()])
        at = _closing(text, found.end())
        # What was repeated is gone, so its quantifier must not fall on what stood before.
        at += len(re.match(r"(?:[*+?]|\{\d+,?\d*\})?\??", text[at:])[0])  # type: ignore[index]
    return "".join(kept) + text[at:]


def _closing(text: str, at: int) -> int:
    depth, in_class = 1, False
    while at < len(text) and depth:
        match text[at]:
            case "\\":
                at += 1
            case "[":
                in_class = True
            case "]":
                in_class = False
            case "(" if not in_class:
                depth += 1
            case ")" if not in_class:
                depth -= 1
        at += 1
    return at
