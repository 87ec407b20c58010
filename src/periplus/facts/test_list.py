"""Lists of sites that volunteers test for blocking, in the CSV form of the Citizen Lab."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from periplus.facts.ooni import domain_of
from periplus.facts.selector import byte_range
from periplus.model import Fact

_MOST_ROWS = 20_000
_LONGEST = 300
_COLUMNS = ("url", "category_code", "category_description", "date_added")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSite(Fact):
    """That a list of sites to test holds a page."""

    url: str
    domain: str
    category: str  # the code, such as NEWS
    description: str
    added_on: date | None


def read_test_list(body: bytes) -> Iterator[tuple[ListedSite, str]]:
    """Each row with its selector; nothing of a body without that header. A row is one line."""
    header: list[str] = []
    position = 0
    for number, line in enumerate(body.split(b"\n")[: _MOST_ROWS + 1]):
        cells = _cells(line)
        if number == 0:
            header = [cell.strip().casefold() for cell in cells]
            if not {"url", "category_code"} <= set(header):
                return
        else:
            row = dict(zip(header, cells, strict=False))
            url, category, description, added = (row.get(name, "").strip() for name in _COLUMNS)
            if domain := domain_of(url[:_LONGEST]):
                listed = ListedSite(
                    url=url[:_LONGEST],
                    domain=domain,
                    category=category[:20],
                    description=description[:_LONGEST],
                    added_on=_day(added),
                )
                yield listed, byte_range(position, position + len(line.rstrip(b"\r")))
        position += len(line) + 1


def _cells(line: bytes) -> list[str]:
    try:
        return next(iter(csv.reader([line.decode("utf-8-sig", "replace").strip("\r")])), [])
    except csv.Error:
        return []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
