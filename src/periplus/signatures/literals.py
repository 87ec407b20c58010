"""What a text must contain for a pattern to fit: clauses of literals, for one Aho-Corasick pass."""

from __future__ import annotations

import re
import re._constants as codes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

from periplus.signatures.expressions import parsed

MAX_ALTERNATIVES = 32
MAX_WIDTH = 2000
SHORT = 4  # shorter literals stand on every page
_UNICODE_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_ESCAPE = re.compile(r"\\([.:/_-])")
_FUNCTION = re.compile(r"::?[\w-]+(?:\([^()]*\))?")
_SELECTOR_WORD = re.compile(
    r"""\[\s*(?P<attribute>[\w-]+)\s*(?:[~|^$*]?=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\]\s"']+))
        \s*(?P<flag>[a-zA-Z])?\s*)?\]
      | [.#](?P<name>-?[A-Za-z_][\w-]*)
      | (?P<custom>(?<![\w.#-])[a-z]+-[\w-]+)
      | (?P<comma>,)""",
    re.VERBOSE,
)
# Quotes, brackets and ampersands may be written in several ways in markup.
_PLAIN = re.compile(r"[!#$%()*+,./0-9:;=?@A-Z\[\\\]^_`a-z{|}~-]+")

Clause: TypeAlias = frozenset[str]
"""Lower-case ASCII literals, one of which must be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """All clauses must hold; none: nothing is known. A fit is at most `width_bytes` long (None: any)."""

    clauses: tuple[Clause, ...]
    width_bytes: int | None = None

    @property
    def rarest(self) -> Clause:
        """The clause with the longest shortest literal; empty when there is none."""
        return max(self.clauses, key=_worth, default=frozenset())

    def encoded(
        self, *, without: Clause = frozenset(), shortest: int = SHORT
    ) -> tuple[tuple[bytes, ...], ...]:
        """The clauses but one, as bytes, each sorted, if none of their literals is too short."""
        kept = (one for one in self.clauses if one != without and min(map(len, one)) >= shortest)
        return tuple(tuple(literal.encode() for literal in sorted(clause)) for clause in kept)


def _worth(clause: Clause) -> tuple[int, int, list[str]]:
    return min(map(len, clause)), -len(clause), sorted(clause)


# ---------------------------------------------------------------- regular expressions


def required_by(pattern: str) -> Required:
    """What a pattern needs, case ignored. Nothing is required by what cannot be read."""
    text = _UNICODE_ESCAPE.sub(lambda found: re.escape(chr(int(found[1], 16))), pattern)
    try:
        tree = parsed(text)
        _, most = tree.getwidth()
        clauses = {clause for clause in _clauses(tree) if clause and _usable(clause)}
    except (re.error, OverflowError, RecursionError):
        return Required(clauses=())
    # Four bytes per character, at most.
    width = int(most) * 4 if most <= MAX_WIDTH else None
    return Required(clauses=tuple(sorted(clauses, key=_worth, reverse=True)), width_bytes=width)


def _usable(clause: Clause) -> bool:
    return len(clause) <= MAX_ALTERNATIVES and all(len(literal) >= 2 for literal in clause)


def _clauses(items: Iterable[Any]) -> list[Clause]:
    """One clause per run of fixed characters, and what groups and branches need."""
    found: list[Clause] = []
    runs: list[str] = [""]
    for code, argument in items:
        chars = _characters(code, argument)
        if chars and len(runs) * len(chars) <= MAX_ALTERNATIVES:
            runs = [run + char for run, char in product(runs, chars)]
            continue
        found.append(frozenset(runs))
        runs = [""]
        found += _inner(code, argument)
    return [*found, frozenset(runs)]


def _characters(code: Any, argument: Any) -> tuple[str, ...]:  # noqa: ANN401
    """What one node may be, when that is a few ASCII characters."""
    if code is codes.LITERAL and argument < 128:
        return (chr(argument).lower(),)
    if code is not codes.IN or len(argument) > 4:
        return ()
    if any(one is not codes.LITERAL or value >= 128 for one, value in argument):
        return ()
    return tuple(sorted({chr(value).lower() for _, value in argument}))


def _inner(code: Any, argument: Any) -> list[Clause]:  # noqa: ANN401
    match code:
        case codes.SUBPATTERN:
            return _clauses(argument[3])
        case codes.MAX_REPEAT | codes.MIN_REPEAT if argument[0] > 0:
            return _clauses(argument[2])
        case codes.BRANCH:
            return _either([_clauses(one) for one in argument[1]])
        case _:
            return []


def _either(branches: Sequence[Sequence[Clause]]) -> list[Clause]:
    """One clause out of the best of each branch; none when a branch needs nothing."""
    best = [
        max((one for one in branch if one and _usable(one)), key=_worth, default=None)
        for branch in branches
    ]
    if any(one is None for one in best):
        return []
    return [frozenset().union(*(one for one in best if one is not None))]


# ---------------------------------------------------------------- selectors


def required_by_attribute(selector: str, attribute: str, pattern: str) -> Required:
    """What markup must contain for an element that is selected to have an attribute that fits."""
    name = attribute.lower()
    named = (frozenset({name}),) if _PLAIN.fullmatch(name) and len(name) > 1 else ()
    # Quotes, brackets and ampersands may be written in several ways in an attribute.
    told = [
        clause
        for clause in required_by(pattern).clauses
        if all(_PLAIN.fullmatch(literal) for literal in clause)
    ]
    return Required(clauses=(*required_by_selector(selector).clauses, *named, *told))


def required_by_selector(selector: str) -> Required:
    """What markup must contain for a CSS selector to select: one clause, a literal per alternative."""
    # What a function asks for (`:not`, `:is`) is left out; nested ones, and code points, leave nothing.
    plain = _FUNCTION.sub("", _ESCAPE.sub(r"\1", selector))
    if any(mark in plain for mark in "()\\"):
        return Required(clauses=())
    chosen: list[str] = []
    words: list[str] = []
    for found in _SELECTOR_WORD.finditer(f"{plain},"):
        if found["comma"]:
            longest = max(words, key=len, default="")
            if len(longest) < 2:
                return Required(clauses=())
            chosen.append(longest)
            words = []
        else:
            words += _words(found)
    return Required(clauses=(frozenset(chosen),)) if chosen else Required(clauses=())


def _words(found: re.Match[str]) -> list[str]:
    """The literals that one part of a selector asks for, as markup writes them."""
    text = next(filter(None, found.group("double", "single", "bare", "name")), "")
    custom = f"<{found['custom']}" if found["custom"] else ""
    return [word.lower() for word in (*_PLAIN.findall(text), found["attribute"] or "", custom)]
