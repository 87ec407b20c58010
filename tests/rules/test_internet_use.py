"""Internet use: the newest year of each source, and differences in a year that both have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from periplus.facts.statistics import Statistic
from periplus.model import Basis, Observation, Status
from periplus.rules import internet_use

from .conftest import Ask, subject

Observe = Callable[..., Observation]


def told(
    observe: Observe, country: str, year: int, value: float, source: str = "world_bank"
) -> Observation:
    indicator = "11624" if source == "itu" else "IT.NET.USER.ZS"
    fact = Statistic(source=source, indicator=indicator, year=year, value=value, note="")
    return observe(f"COUNTRY:{country}", fact, target=subject("COUNTRY:ZZ"))


def test_the_newest_year_of_each_source(ask: Ask, observe: Observe) -> None:
    claims = ask(
        internet_use,
        told(observe, "ZZ", 2020, 60.04),
        told(observe, "ZZ", 2021, 61.66),
        told(observe, "ZZ", 2022, 65, source="itu"),
    )

    assert [(c.predicate, c.value) for c in claims] == [
        ("country.internet_use", {"percent": 61.7, "year": 2021, "source": "world_bank"}),
        ("country.internet_use", {"percent": 65, "year": 2022, "source": "itu"}),
    ]
    assert claims[0].unit == "% of people"
    assert "World Bank" in claims[0].reasons[0]


def test_beside_another_in_the_newest_year_of_both(ask: Ask, observe: Observe) -> None:
    claims = ask(
        internet_use,
        told(observe, "ZZ", 2020, 60),
        told(observe, "ZZ", 2021, 61),
        told(observe, "FR", 2020, 84.8),
        told(observe, "FR", 2019, 83),
    )

    (beside,) = (c for c in claims if c.predicate == "country.internet_use_beside")
    assert (str(beside.subject), beside.value) == (
        "COUNTRY:ZZ",
        {"country": "FR", "difference": -24.8, "year": 2020, "source": "world_bank"},
    )
    assert len(beside.support) == 2
    assert {str(c.subject) for c in claims} == {"COUNTRY:ZZ", "COUNTRY:FR"}


def test_years_and_sources_that_do_not_meet_are_not_compared(ask: Ask, observe: Observe) -> None:
    claims = ask(
        internet_use, told(observe, "ZZ", 2021, 61, source="itu"), told(observe, "FR", 2021, 84.8)
    )
    assert {c.predicate for c in claims} == {"country.internet_use"}


def test_what_is_no_percentage_is_left_out(ask: Ask, observe: Observe) -> None:
    other = Statistic(source="itu", indicator="430", year=2021, value=99, note="")
    assert ask(internet_use, told(observe, "ZZ", 2021, 161), ("COUNTRY:ZZ", other)) == []


def test_a_told_figure_stays_told(ask: Ask, observe: Observe) -> None:
    (claim,) = ask(internet_use, replace(told(observe, "ZZ", 2021, 61), basis=Basis.TOLD))
    assert claim.status is Status.TOLD_ONLY
