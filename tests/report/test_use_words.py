"""Values about use and exposure in words; no key of theirs is needed."""

from __future__ import annotations

import pytest

from periplus.model import Value
from periplus.report import words
from periplus.report.use_words import RECORDS


@pytest.mark.parametrize("predicate", RECORDS)
def test_an_empty_record_has_words_too(predicate: str) -> None:
    assert isinstance(RECORDS[predicate]({}), str)


@pytest.mark.parametrize(
    ("predicate", "value", "text"),
    [
        ("internet_use", {"percent": 86.9, "year": 2021, "source": "itu"}, "2021, ITU DataHub: 86.9"),
        (
            "internet_use_beside",
            {"country": "FR", "difference": -0.8, "year": 2021, "source": "world_bank"},
            "beside France (FR), 2021, World Bank: -0.8",
        ),
        (
            "mobile_coverage",
            {"generation": "5G", "percent": None, "year": None, "source": "itu"},
            "5G, ITU DataHub: nothing told",
        ),
        (
            "exposure",
            {
                "searched": "router",
                "by": "port",
                "name": "22",
                "services": 5,
                "share": 0.5,
                "source": "x",
            },
            "routers, port 22, x: (50.0%) 5",
        ),
    ],
)
def test_year_and_source_stand_with_the_value(predicate: str, value: Value, text: str) -> None:
    assert words.value_text(f"country.{predicate}", value) == text
