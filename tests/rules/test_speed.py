"""Speed: medians over days, weighed by tests, for each direction."""

from __future__ import annotations

from periplus.facts.speed import SpeedDay
from periplus.rules import speed

from .conftest import Ask


def day(told: str, median: float, tests: int, direction: str = "download") -> tuple[str, SpeedDay]:
    fact = SpeedDay(
        source="mlab", day=told, direction=direction, lower=median / 2, median=median, upper=median * 2,
        tests=tests,
    )  # fmt: skip
    return "COUNTRY:ZZ", fact


def test_days_with_more_tests_count_more(ask: Ask) -> None:
    (claim,) = ask(speed, day("2024-01-01", 10, 5), day("2024-01-03", 40, 100), day("2024-01-02", 20, 5))

    assert claim.value == {
        "direction": "download",
        "mbit_s": 40,
        "first_day": "2024-01-01",
        "last_day": "2024-01-03",
        "source": "mlab",
    }
    assert (claim.interval, claim.n, claim.unit) == ((20, 80), 110, "Mbit/s")
    assert len(claim.support) == 3


def test_each_direction_by_itself(ask: Ask) -> None:
    claims = ask(speed, day("2024-01-01", 10, 5), day("2024-01-01", 2, 5, direction="upload"))
    assert {c.value["direction"] for c in claims if isinstance(c.value, dict)} == {"download", "upload"}
