"""What the user of this program says of organisations: a file of their own, marked as theirs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from periplus.facts.selector import byte_range
from periplus.model import Basis, Fact, Reading, Subject, SubjectKind

_MOST = 1000
_MOST_BYTES = 1 << 20
_MOST_OF_LINE = 5_000
_KEYS = frozenset({"organisation", "says", "other", "source", "until"})


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTold(Fact):
    """One statement of the user."""

    says: str  # a role, relation, power or service
    other: str  # another organisation; empty when there is none
    source: str  # where the user has it from
    until: str  # ISO 8601 day or year; empty while it holds


def check_told(content: bytes) -> None:
    """ValueError with what is wrong, for a file that cannot be taken in."""
    try:
        rows = _rows(_document(content))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"it is not TOML: {error}") from None
    if not rows:
        raise ValueError("it holds no [[told]] tables")
    for row in rows:
        unknown = sorted(set(row) - _KEYS)
        if unknown:
            raise ValueError(f"a told table has an unknown key: {unknown[0]}")
        if not str(row.get("organisation", "")).strip() or not str(row.get("says", "")).strip():
            raise ValueError("a told table needs organisation and says")


def read_told(content: bytes) -> Iterator[Reading]:
    """The statements of a file; nothing of other bytes."""
    try:
        rows = _rows(_document(content))
    except (ValueError, RecursionError):
        return
    for row in rows[:_MOST]:
        name, says = (_text(row.get(key)) for key in ("organisation", "says"))
        if name and says:
            fact = UserTold(
                says=says,
                other=_text(row.get("other")),
                source=_text(row.get("source")),
                until=_text(row.get("until")),
            )
            about = Subject(kind=SubjectKind.ORGANISATION, key=name)
            selector = byte_range(0, len(content))
            yield Reading(subject=about, fact=fact, selector=selector, basis=Basis.TOLD)


def _document(content: bytes) -> dict[str, Any]:
    """The parsed file. A dotted key costs the reader the square of its parts, so lines are bounded."""
    if len(content) > _MOST_BYTES:
        raise ValueError(f"it is larger than {_MOST_BYTES} bytes")
    if max(map(len, content.splitlines()), default=0) > _MOST_OF_LINE:
        raise ValueError(f"a line is longer than {_MOST_OF_LINE} bytes")
    return tomllib.loads(content.decode("utf-8-sig"))


def _rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    rows = document.get("told", [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _text(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return " ".join(str(value).split())[:200]
