"""The border of the small world, and whom it needs."""

from __future__ import annotations

from periplus.rules import border

from .worlds import says_nothing_of_nothing, signs, values


def test_frontier_and_class() -> None:
    (value,) = values(signs(border), "country.border")

    assert (value["with_foreign_provider"], value["class"]) == (3, "significant")


def test_the_country_without_another() -> None:
    found = values(signs(border), "country.foreign_cut")

    assert [(row["country"], row["cut"], row["before"]) for row in found] == [("QV", 1.0, 0.0)]


def test_says_nothing_of_nothing() -> None:
    assert says_nothing_of_nothing(border)
