"""Technology profiles with dates, as profiling services export them: CSV, or JSON in two shapes."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from periplus.facts.selector import byte_range, load_json
from periplus.model import Fact

_MOST_ROWS = 5000
_LONGEST = 200
_NAMES = ("technology", "name", "product")
_CATEGORIES = ("category", "tag", "categories", "type")
_FIRST = ("first detected", "first_detected", "firstdetected", "first seen", "first_seen", "first")
_LAST = ("last detected", "last_detected", "lastdetected", "last seen", "last_seen", "last")


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnologySeen(Fact):
    """That a profiling service saw a technology on a site between two days."""

    technology: str
    category: str  # the service's own word, or ""
    first_on: date | None
    last_on: date | None


def read_profile(body: bytes) -> Iterator[tuple[TechnologySeen, str]]:
    """Each row with its selector; nothing of a body that is no profile.

    CSV with a header (technology or name; first and last detected), a JSON list of such rows, or
    the JSON of a domain API: Results / Result / Paths / Technologies with times in milliseconds.
    """
    if body.lstrip()[:1] in (b"[", b"{"):
        yield from _of_json(body)
    else:
        yield from _of_csv(body)


def _of_json(body: bytes) -> Iterator[tuple[TechnologySeen, str]]:
    try:
        document = load_json(body)
    except ValueError:
        return
    for number, (row, pointer) in enumerate(_rows_of(document, "", 0)):
        seen = _seen({str(key).casefold(): value for key, value in row.items()})
        if number >= _MOST_ROWS:
            return
        if seen is not None:
            yield seen, f"json:{pointer}"


def _rows_of(node: Any, pointer: str, depth: int) -> Iterator[tuple[Mapping[str, Any], str]]:  # noqa: ANN401
    """The objects that lie in lists, however deep the service hides them."""
    if depth > 8:
        return
    if isinstance(node, list):
        for index, item in enumerate(node[:_MOST_ROWS]):
            if isinstance(item, dict) and any(str(key).casefold() in _NAMES for key in item):
                yield item, f"{pointer}/{index}"
            else:
                yield from _rows_of(item, f"{pointer}/{index}", depth + 1)
    elif isinstance(node, dict):
        for key, value in node.items():
            escaped = str(key).replace("~", "~0").replace("/", "~1")
            yield from _rows_of(value, f"{pointer}/{escaped}", depth + 1)


def _of_csv(body: bytes) -> Iterator[tuple[TechnologySeen, str]]:
    lines = body.split(b"\n")
    header: list[str] = []
    position = 0
    for number, line in enumerate(lines[: _MOST_ROWS + 1]):
        cells = _cells(line)
        if number == 0:
            header = [cell.strip().casefold() for cell in cells]
            if not set(header) & set(_NAMES):
                return
        else:
            seen = _seen(dict(zip(header, cells, strict=False)))
            if seen is not None:
                yield seen, byte_range(position, position + len(line.rstrip(b"\r")))
        position += len(line) + 1


def _cells(line: bytes) -> list[str]:
    text = line.decode("utf-8-sig", "replace").strip("\r")
    try:
        return next(iter(csv.reader([text])), [])
    except csv.Error:
        return []


def _seen(row: Mapping[str, Any]) -> TechnologySeen | None:
    technology = _text(row, _NAMES)
    if not technology:
        return None
    first, last = (_day(_value(row, keys)) for keys in (_FIRST, _LAST))
    if first is None and last is None:
        return None
    return TechnologySeen(
        technology=technology, category=_text(row, _CATEGORIES), first_on=first, last_on=last
    )


def _value(row: Mapping[str, Any], keys: tuple[str, ...]) -> Any:  # noqa: ANN401
    return next((row[key] for key in keys if row.get(key) not in (None, "")), None)


def _text(row: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    value = _value(row, keys)
    if isinstance(value, list):
        value = value[0] if value else ""
    return " ".join(str(value).split())[:_LONGEST] if isinstance(value, str | int | float) else ""


def _day(value: Any) -> date | None:  # noqa: ANN401
    """ISO 8601 days and times, a month (its first day), or milliseconds since 1970."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC).date()
        text = str(value or "").strip()
        if len(text) == 7 and text[4] == "-":
            text = f"{text}-01"
        return date.fromisoformat(text[:10])
    except (ValueError, OverflowError, OSError):
        return None
