"""Users per network of a country, as APNIC Labs estimates them from advertisements shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from periplus.facts.service import number, text
from periplus.model import Basis, Fact, Reading, Subject, SubjectKind

_MOST_ROWS = 2000
_MOST_ASN = 2**32


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkUsers(Fact):
    """How many of a country's users one network has."""

    source: str
    country: str  # ISO 3166-1 alpha-2
    name: str
    percent: float  # of the country's users
    samples: int | None


def read_network_users(document: Any, country: str) -> Iterator[Reading]:  # noqa: ANN401  JSON
    """Each network of an answer `CC.asns.json`."""
    for index, row in enumerate(document[:_MOST_ROWS] if isinstance(document, list) else ()):
        if not isinstance(row, dict):
            continue
        asn, percent, samples = (number(row.get(key)) for key in ("as", "percent", "samples"))
        if asn is None or percent is None or not 0 < asn < _MOST_ASN or not 0 <= percent <= 100:
            continue
        fact = NetworkUsers(
            source="apnic_users",
            country=country,
            name=text(row.get("autnum")),
            percent=percent,
            samples=int(samples) if samples is not None and samples >= 0 else None,
        )
        subject = Subject(kind=SubjectKind.ASN, key=f"AS{int(asn)}")
        yield Reading(subject=subject, fact=fact, selector=f"json:/{index}", basis=Basis.TOLD)
