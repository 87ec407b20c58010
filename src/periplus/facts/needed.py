"""The words without which a regular expression cannot match: a cheap question before a dear one."""

from __future__ import annotations

import re
import re._constants as codes
import re._parser as parser
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, TypeAlias

_MOST = 64  # words of one choice

Choice: TypeAlias = frozenset[str]
"""Lower-case words, one of which stands in every text that matches; empty: none is known."""


def needed_by(pattern: str) -> Choice:
    """The choice of a pattern whose shortest word is the longest; case is ignored, as in IGNORECASE.

    A letter that has more than one lower-case form (ſ beside s) is taken as it is written.
    """
    try:
        found = _choices(parser.parse(pattern, re.IGNORECASE))
    except (re.error, OverflowError, RecursionError):
        return frozenset()
    return max(found, key=_worth, default=frozenset())


def _worth(choice: Choice) -> tuple[int, int, list[str]]:
    return min(map(len, choice)), -len(choice), sorted(choice)


def _choices(items: Iterable[Any]) -> list[Choice]:
    """One choice for each run of fixed letters, and what groups and branches need."""
    found: list[Choice] = []
    runs = [""]
    for code, argument in items:
        letters = _letters(code, argument)
        if letters and len(runs) * len(letters) <= _MOST:
            runs = [run + letter for run, letter in product(runs, letters)]
            continue
        found.append(frozenset(runs))
        runs = [""]
        found += _inner(code, argument)
    return [one for one in (*found, frozenset(runs)) if "" not in one]


def _letters(code: Any, argument: Any) -> Sequence[str]:  # noqa: ANN401
    """What one node may be, when that is a letter or a choice of few."""
    if code is codes.LITERAL:
        return (chr(argument).lower(),)
    if code is codes.IN and len(argument) <= 4 and all(one is codes.LITERAL for one, _ in argument):
        return sorted({chr(value).lower() for _, value in argument})
    return ()


def _inner(code: Any, argument: Any) -> list[Choice]:  # noqa: ANN401
    match code:
        case codes.SUBPATTERN:
            return _choices(argument[3])
        case codes.MAX_REPEAT | codes.MIN_REPEAT if argument[0] > 0:
            return _choices(argument[2])
        case codes.BRANCH:
            return _either([_choices(one) for one in argument[1]])
        case _:
            return []


def _either(branches: Sequence[Sequence[Choice]]) -> list[Choice]:
    """One choice out of the best of each branch; none when a branch needs nothing."""
    if not all(branches):
        return []
    whole = frozenset[str]().union(*(max(branch, key=_worth) for branch in branches))
    return [whole] if len(whole) <= _MOST else []
