"""Coverage by generation: the newest value, and silence that stays silence."""

from __future__ import annotations

from periplus.facts.statistics import CoverageIndicator, Statistic
from periplus.model import Status
from periplus.rules import mobile_coverage

from .conftest import Ask


def named(indicator: str, generation: str) -> tuple[str, CoverageIndicator]:
    label = f"At least {generation}"
    return "COUNTRY:ZZ", CoverageIndicator(
        source="itu", indicator=indicator, generation=generation, label=label
    )


def told(indicator: str, year: int, value: float) -> tuple[str, Statistic]:
    return "COUNTRY:ZZ", Statistic(
        source="itu", indicator=indicator, year=year, value=value, note="Operators."
    )


def test_the_newest_value_of_each_generation(ask: Ask) -> None:
    claims = ask(
        mobile_coverage, named("1", "3G"), named("2", "4G"), told("1", 2020, 98), told("1", 2021, 99.94),
        told("2", 2021, 0),
    )  # fmt: skip

    assert [c.value for c in claims] == [
        {"generation": "3G", "percent": 99.9, "year": 2021, "source": "itu"},
        {"generation": "4G", "percent": 0, "year": 2021, "source": "itu"},
    ]
    assert len(claims[0].support) == 2
    assert "(Operators)" in claims[0].reasons[0]
    assert all(c.status is Status.SUPPORTED for c in claims)


def test_nothing_told_is_no_zero(ask: Ask) -> None:
    (claim,) = ask(mobile_coverage, named("9", "5G"))

    assert claim.value == {"generation": "5G", "percent": None, "year": None, "source": "itu"}
    assert claim.status is Status.INSUFFICIENT
    assert "no zero" in claim.reasons[0]


def test_a_figure_that_no_dictionary_explains_is_left_out(ask: Ask) -> None:
    assert ask(mobile_coverage, told("1", 2021, 99)) == []


def test_a_generation_named_twice_is_told_once(ask: Ask) -> None:
    claims = ask(mobile_coverage, named("1", "3G"), named("2", "3G"), told("1", 2021, 99))
    assert len(claims) == 1
