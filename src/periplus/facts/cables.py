"""Tables of cables that somebody else drew up: which countries each joins, who says so, and when."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from periplus.facts.selector import byte_range
from periplus.model import Fact

COLUMNS = ("cable", "countries", "source", "dated")
OTHER_COLUMNS = ("operator", "url")
_MOST_ROWS = 5000
_MOST_COUNTRIES = 60
_LONGEST = 200
_CODE = re.compile(r"[A-Z]{2}\Z")
_DATED = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class CableTold(Fact):
    """One cable as a table tells of it."""

    cable: str
    operator: str  # empty when the table names none
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2, two or more, in the order of the cable
    source: str
    dated: str  # ISO 8601: a year, month or day
    url: str  # empty when the table gives none


def check_cables(body: bytes) -> None:
    """ValueError with what is wrong, for a table that cannot be taken in."""
    lines = body.split(b"\n")
    header = _header(lines[0])
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise ValueError(f"its first line names no column {missing[0]}; it needs {', '.join(COLUMNS)}")
    unknown = sorted(set(header) - {*COLUMNS, *OTHER_COLUMNS})
    if unknown:
        raise ValueError(f"it has an unknown column: {unknown[0]!r}")
    if len(lines) - 1 > _MOST_ROWS:
        raise ValueError(f"it has more than {_MOST_ROWS} rows")
    for number, line in enumerate(lines[1:], 2):
        if line.strip() and _cable(dict(zip(header, _cells(line), strict=False))) is None:
            raise ValueError(
                f"line {number} needs a cable, two countries or more as ISO 3166-1 codes between blanks "
                "(DE PL BY), a source, and a year or day"
            )
    if not any(line.strip() for line in lines[1:]):
        raise ValueError("it has no row")


def read_cables(body: bytes) -> Iterator[tuple[CableTold, str]]:
    """Each cable with its selector, one line each; nothing of a body without that header."""
    lines = body.split(b"\n")
    header = _header(lines[0])
    if not set(COLUMNS) <= set(header):
        return
    position = len(lines[0]) + 1
    for line in lines[1 : _MOST_ROWS + 1]:
        told = _cable(dict(zip(header, _cells(line), strict=False)))
        if told is not None:
            yield told, byte_range(position, position + len(line.rstrip(b"\r")))
        position += len(line) + 1


def _header(line: bytes) -> list[str]:
    return [cell.strip().casefold() for cell in _cells(line)]


def _cells(line: bytes) -> list[str]:
    try:
        return next(iter(csv.reader([line.decode("utf-8-sig", "replace").strip("\r")])), [])
    except csv.Error:
        return []


def _cable(row: dict[str, str]) -> CableTold | None:
    told = {name: " ".join(row.get(name, "").split())[:_LONGEST] for name in (*COLUMNS, *OTHER_COLUMNS)}
    countries = tuple(told["countries"].upper().split())
    whole = told["cable"] and told["source"] and _DATED.match(told["dated"])
    if not whole or not 2 <= len(countries) <= _MOST_COUNTRIES:
        return None
    if not all(map(_CODE.match, countries)):
        return None
    return CableTold(
        cable=told["cable"],
        operator=told["operator"],
        countries=countries,
        source=told["source"],
        dated=told["dated"],
        url=told["url"],
    )
