"""How many services a search engine of scans counts, and with whom: totals and facets, no hosts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from periplus.facts.service import number, text
from periplus.model import Basis, Fact, Reading, Subject

FACETS: Mapping[str, str] = {
    "org": "organisation",
    "port": "port",
    "product": "product",
    "device": "device",
}
"""What the engine calls what we call."""

_MOST = 50
_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureTotal(Fact):
    """How many services one search counts."""

    source: str
    searched: str  # everything, router, switch
    services: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureFacet(Fact):
    """How many of them stand with one organisation, on one port, are of one product or device."""

    source: str
    searched: str
    by: str  # organisation, port, product, device
    name: str
    services: int
    total: int


def read_counts(document: Any, about: Subject, source: str, searched: str) -> Iterator[Reading]:  # noqa: ANN401  JSON
    """The total and the facets of an answer of `/shodan/host/count`."""
    if not isinstance(document, dict):
        return
    total = _count(document.get("total"))
    if total is None:
        return
    fact = ExposureTotal(source=source, searched=searched, services=total)
    yield Reading(subject=about, fact=fact, selector="json:/total", basis=Basis.TOLD)
    facets = document.get("facets")
    for key, by in FACETS.items():
        rows = facets.get(key) if isinstance(facets, dict) else None
        for index, row in enumerate(rows[:_MOST] if isinstance(rows, list) else ()):
            found = _facet(row, source, searched, by, total)
            if found is not None:
                place = f"json:/facets/{key}/{index}"
                yield Reading(subject=about, fact=found, selector=place, basis=Basis.TOLD)


def _facet(row: object, source: str, searched: str, by: str, total: int) -> ExposureFacet | None:
    if not isinstance(row, dict):
        return None
    name, services = _name(row.get("value")), _count(row.get("count"))
    if not name or services is None or services > total:
        return None
    return ExposureFacet(
        source=source, searched=searched, by=by, name=name, services=services, total=total
    )


def _name(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**9 else ""
    return " ".join(text(value, _LONGEST).split())


def _count(value: object) -> int | None:
    found = number(value)
    return int(found) if found is not None and found >= 0 and found == int(found) else None
