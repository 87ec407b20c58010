"""Official statistics by year: values as they stand, nothing where nothing is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.statistics import (
    CoverageIndicator,
    Statistic,
    read_itu,
    read_itu_dictionary,
    read_world_bank,
)
from periplus.model import Basis, Subject, SubjectKind

AT = datetime(2022, 11, 19, tzinfo=UTC)
ZZ = Subject(kind=SubjectKind.COUNTRY, key="ZZ")
CODES = {"ZZZ": "ZZ", "NLD": "NL"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=30,
)


def bank_row(country: str, year: str, value: float | None) -> dict[str, Any]:
    return {
        "indicator": {"id": "IT.NET.USER.ZS", "value": "Individuals using the Internet"},
        "country": {"id": country, "value": country},
        "countryiso3code": "",
        "date": year,
        "value": value,
        "unit": "",
        "obs_status": "",
        "decimal": 0,
    }


def bank(*rows: dict[str, Any]) -> list[Any]:
    meta = {"page": 1, "pages": 1, "per_page": 500, "total": len(rows), "lastupdated": "2022-09-16"}
    return [meta, list(rows)]


def itu_row(indicator: int, year: int, value: str, country: str = "ZZZ") -> dict[str, Any]:
    return {
        "codeID": indicator,
        "shortName": "Zembla",
        "answer": [{"value": value, "id": 1}],
        "dataID": 1,
        "code": "i99H",
        "isoCode": country,
        "dataNote": "",
        "dataYear": year,
        "countryID": 1,
        "dataSource": "ITU estimate.",
    }


def coverage(*labels: tuple[int, str]) -> list[Any]:
    codes = [{"codeID": number, "label": label, "code": "x"} for number, label in labels]
    return [{"codeID": 100095, "disaggregation": [{"group": "Technology", "codes": codes}]}]


def test_values_of_the_world_bank() -> None:
    document = bank(
        bank_row("ZZ", "2021", 86.9), bank_row("ZZ", "2022", None), bank_row("1W", "2021", 6)
    )
    (reading,) = read_world_bank(document, AT)

    assert reading.fact == Statistic(
        source="world_bank", indicator="IT.NET.USER.ZS", year=2021, value=86.9, note=""
    )
    assert (str(reading.subject), reading.selector, reading.basis) == (
        "COUNTRY:ZZ", "json:/1/0", Basis.TOLD,
    )  # fmt: skip
    assert reading.observed_at == datetime(2021, 12, 31, tzinfo=UTC)


@pytest.mark.parametrize("year", ["2023", "1899", "", "nan", "9" * 400, None, []])
def test_a_year_that_is_none_or_to_come_is_no_year(year: Any) -> None:
    assert list(read_world_bank(bank(bank_row("ZZ", year, 5)), AT)) == []


def test_the_year_under_way_is_told_of_the_day_of_asking() -> None:
    (reading,) = read_world_bank(bank(bank_row("ZZ", "2022", 5)), AT)
    assert reading.observed_at == AT


def test_an_error_of_the_world_bank_holds_no_value() -> None:
    error = [{"message": [{"id": "120", "key": "Invalid value", "value": "not valid"}]}]
    assert list(read_world_bank(error, AT)) == []


def test_values_of_the_itu() -> None:
    document = [
        itu_row(11624, 2021, "86.888"),
        itu_row(11624, 2021, "", "NLD"),
        itu_row(1, 2021, "1", "X"),
    ]
    (reading,) = read_itu(document, CODES, AT)

    assert reading.fact == Statistic(
        source="itu", indicator="11624", year=2021, value=86.888, note="ITU estimate."
    )
    assert reading.selector == "json:/0"


@pytest.mark.parametrize("answer", [None, [], [None], [{}], {"value": 1}, [{"value": "n/a"}]])
def test_an_answer_without_a_value_is_no_zero(answer: Any) -> None:
    assert list(read_itu([{**itu_row(11624, 2021, "1"), "answer": answer}], CODES, AT)) == []


def test_which_indicator_is_about_which_generation() -> None:
    document = coverage(
        (1, "By at least a 5G mobile network"), (2, "4G/LTE"), (3, "At least 3G"),
        (4, "Population covered by a mobile-cellular network"), (5, "Rural"),
    )  # fmt: skip
    facts = [reading.fact for reading in read_itu_dictionary(document, ZZ)]

    assert [f.generation for f in facts if isinstance(f, CoverageIndicator)] == ["5G", "4G", "3G", "2G"]
    assert [f.indicator for f in facts if isinstance(f, CoverageIndicator)] == ["1", "2", "3", "4"]


@given(JSON)
def test_any_document_is_read_without_an_error(document: Any) -> None:
    list(read_world_bank(document, AT))
    list(read_itu(document, CODES, AT))
    list(read_itu_dictionary(document, ZZ))


@given(JSON, st.sampled_from(["answer", "dataYear", "codeID", "isoCode", "dataSource"]))
def test_any_field_may_hold_anything(value: Any, field: str) -> None:
    list(read_itu([{**itu_row(1, 2021, "1"), field: value}], CODES, AT))
    list(read_itu_dictionary([{"disaggregation": [{"codes": [{"codeID": value, "label": value}]}]}], ZZ))
    for place in ("indicator", "country", "date", "value"):
        list(read_world_bank(bank({**bank_row("ZZ", "2021", 1), place: value}), AT))


def test_json_numbers_that_are_no_numbers() -> None:
    document = json.loads('[{}, [{"country": {"id": "ZZ"}, "indicator": {"id": "A"}, "date": NaN}]]')
    assert list(read_world_bank(document, AT)) == []
