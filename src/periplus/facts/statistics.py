"""Official statistics of countries by year, as the World Bank and the ITU DataHub answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from periplus.facts.service import number, text
from periplus.model import Basis, Fact, Reading, Subject, SubjectKind

_MOST_ROWS = 2000
_FIRST_YEAR, _LAST_YEAR = 1960, 2100
_GENERATIONS = (
    ("5G", re.compile(r"\b5G\b|\bNR\b", re.IGNORECASE)),
    ("4G", re.compile(r"\b4G\b|\bLTE\b|WiMAX", re.IGNORECASE)),
    ("3G", re.compile(r"\b3G\b|\bUMTS\b", re.IGNORECASE)),
    ("2G", re.compile(r"\b2G\b|\bGSM\b|mobile-cellular network", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic(Fact):
    """One value of one indicator in one year, of the country that it is read about."""

    source: str  # world_bank, itu
    indicator: str  # as the source calls it: IT.NET.USER.ZS, 11624
    year: int
    value: float
    note: str  # whose figure it is, in the source's words


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageIndicator(Fact):
    """Which of a source's indicators is about which generation of mobile networks."""

    source: str
    indicator: str
    generation: str  # 2G, 3G, 4G, 5G
    label: str


def read_world_bank(document: Any, at: datetime) -> Iterator[Reading]:  # noqa: ANN401  JSON
    """Each value of an answer of `/v2/country/…/indicator/…`; years after `at` are left out."""
    rows = document[1] if isinstance(document, list) and len(document) > 1 else None
    for index, row in enumerate(rows[:_MOST_ROWS] if isinstance(rows, list) else ()):
        if not isinstance(row, dict):
            continue
        country, indicator = (_mapping(row.get(key)) for key in ("country", "indicator"))
        fact = _statistic(
            "world_bank", text(indicator.get("id"), 40), row.get("date"), row.get("value"), ""
        )
        yield from _about(text(country.get("id"), 2), fact, f"json:/1/{index}", at)


def read_itu(document: Any, codes: Mapping[str, str], at: datetime) -> Iterator[Reading]:  # noqa: ANN401  JSON
    """Each value of an answer of `/v2/data/bycode/…`. `codes`: ISO 3166-1 alpha-2 by alpha-3."""
    for index, row in enumerate(document[:_MOST_ROWS] if isinstance(document, list) else ()):
        if not isinstance(row, dict):
            continue
        answers = row.get("answer")
        first = answers[0] if isinstance(answers, list) and answers else None
        fact = _statistic(
            "itu",
            _code(row),
            row.get("dataYear"),
            _mapping(first).get("value"),
            text(row.get("dataSource")),
        )
        yield from _about(codes.get(text(row.get("isoCode"), 3), ""), fact, f"json:/{index}", at)


def read_itu_dictionary(document: Any, about: Subject) -> Iterator[Reading]:  # noqa: ANN401  JSON
    """The indicators by generation that an answer of `/v2/dictionaries/getbyid/…` names."""
    for outer, entry in enumerate(document[:10] if isinstance(document, list) else ()):
        groups = _mapping(entry).get("disaggregation")
        for middle, group in enumerate(groups[:20] if isinstance(groups, list) else ()):
            codes = _mapping(group).get("codes")
            for inner, code in enumerate(codes[:50] if isinstance(codes, list) else ()):
                fact = _coverage(_mapping(code))
                if fact is not None:
                    place = f"json:/{outer}/disaggregation/{middle}/codes/{inner}"
                    yield Reading(subject=about, fact=fact, selector=place)


def _coverage(row: Mapping[str, Any]) -> CoverageIndicator | None:
    label = text(row.get("label")) or text(row.get("codeDesc"))
    generation = next((name for name, form in _GENERATIONS if form.search(label)), "")
    if not generation or not _code(row):
        return None
    return CoverageIndicator(source="itu", indicator=_code(row), generation=generation, label=label)


def _statistic(source: str, indicator: str, year: object, value: object, note: str) -> Statistic | None:
    told, of = number(value), number(year)
    if told is None or of is None or not _FIRST_YEAR <= of <= _LAST_YEAR or not indicator:
        return None
    return Statistic(source=source, indicator=indicator, year=int(of), value=told, note=note)


def _about(code: str, fact: Statistic | None, selector: str, at: datetime) -> Iterator[Reading]:
    if fact is None or not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        return
    if fact.year <= at.year:
        yield Reading(
            subject=Subject(kind=SubjectKind.COUNTRY, key=code),
            fact=fact,
            selector=selector,
            basis=Basis.TOLD,
            observed_at=min(datetime(fact.year, 12, 31, tzinfo=UTC), at),
        )


def _code(row: Mapping[str, Any]) -> str:
    code = row.get("codeID")
    return str(code) if isinstance(code, int) and not isinstance(code, bool) and 0 < code < 10**9 else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
