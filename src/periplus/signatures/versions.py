"""Which of two versions comes first: numbers by value, a pre-release before its release (semver.org)."""

from __future__ import annotations

import re
from typing import TypeAlias

_PART = re.compile(r"\d{1,18}|[a-z]{1,40}", re.ASCII)
_MOST_PARTS = 20
_Key: TypeAlias = tuple[tuple[int, ...], bool, tuple[tuple[int, int, str], ...]]


def compared(one: str, other: str) -> int:
    """-1, 0 or 1: the first version is earlier, equal or later. What follows `+` does not count.

    1.9.0b1 < 1.9.0 = 1.9 < 1.10; of pre-releases (§11) rc.9 < rc.10, and alpha < alpha.1 < alpha.beta.
    """
    left, right = _key(one), _key(other)
    return (left > right) - (left < right)


def lies_within(version: str, *, at_or_above: str, below: str) -> bool:
    """Whether a version lies between two, the second excluded; an empty bound is none."""
    if at_or_above and compared(version, at_or_above) < 0:
        return False
    return not below or compared(version, below) < 0


def _key(version: str) -> _Key:
    told = re.sub(r"\Av(?=\d)", "", version.strip().lower()).partition("+")[0]
    parts = _PART.findall(told)[:_MOST_PARTS]
    letters = next((at for at, part in enumerate(parts) if not part.isdigit()), len(parts))
    release = [int(part) for part in parts[:letters]]
    while release and release[-1] == 0:
        release.pop()
    before = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts[letters:])
    return tuple(release), not before, before
