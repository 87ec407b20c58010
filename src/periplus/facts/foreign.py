"""JSON documents of other tools (RFC 8259), within bounds of depth and number of values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from periplus.facts.selector import load_json

MOST_VALUES = 3_000_000  # a value costs Python up to some hundred bytes


def read_json(content: bytes) -> Any:  # noqa: ANN401 - JSON is what it is
    """The document. ValueError, with a sentence, when it is none or holds too much."""
    if sum(map(content.count, (b"[", b"{", b","))) > MOST_VALUES:
        raise ValueError(f"it may hold more than {MOST_VALUES:,} values")
    try:
        return load_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        deep = "nested too deeply" in str(error)
        raise ValueError("it is nested too deeply" if deep else "it is no JSON") from None


def as_object(value: object) -> Mapping[str, Any]:
    """The value when it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object, most: int) -> list[Any]:
    """The first elements when it is a list, else none."""
    return value[:most] if isinstance(value, list) else []


def as_text(value: object, most: int = 2000) -> str:
    """The string, cut, without what cannot be encoded; of a number its digits; else empty."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = f"{value:.15g}"
    return value[:most].encode(errors="replace").decode() if isinstance(value, str) else ""


def as_count(value: object) -> int:
    """The whole number when it is one of at most a billion, else 0."""
    return value if type(value) is int and 0 <= value <= 1_000_000_000 else 0


def moment(value: object) -> datetime | None:
    """A time of ISO 8601 in UTC; without an offset it is taken for UTC; None when it is none."""
    try:
        told = datetime.fromisoformat(as_text(value, 40).strip())
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
