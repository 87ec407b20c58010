"""The smallest sets that cut the small world, alone and step by step."""

from __future__ import annotations

from periplus.model import Basis
from periplus.rules import cut

from .worlds import document, says_nothing_of_nothing, signs, values


def test_sets_by_organisation_and_by_network() -> None:
    found = values(signs(cut), "country.cut_set")
    located = [row for row in found if row["definition"] == "located" and row["wanted"] == 0.9]

    # 64501 is not domestic by its space, so 64502 and 64503 leave by themselves.
    assert [(row["by"], row["size"], row["at_least"]) for row in located] == [
        ("organisations", 2, 2), ("networks", 3, 3),
    ]  # fmt: skip
    assert located[0]["who"] in {"Zembla Cables; AS64502", "AS64502; Zembla Cables"}
    assert located[0]["cut"] == 1
    assert {row["definition"] for row in found} == {"located", "registered", "organisation"}


def test_members_alone_and_the_curve() -> None:
    found = signs(cut)
    alone = {row["who"]: row["cut"] for row in values(found, "country.cut_alone")}
    steps = [row["cut"] for row in values(found, "country.cut_step")]

    assert alone["Zembla Cables"] == round(320 / 448, 4)
    assert steps == [round(320 / 448, 4), 1.0]


def test_a_set_rests_on_its_networks_and_tells_its_grounds() -> None:
    first = next(s for s in signs(cut) if s.predicate == "country.cut_set")

    assert len(first.support) > 1
    assert "Read from links of 2022-11-01" in first.reason
    assert first.denominator
    assert first.basis is Basis.DEDUCED


def test_without_routes_it_is_told_only() -> None:
    files = ("rib.mrt",)
    assert signs(cut, document(*files)) == []  # no origins, so no weight


def test_says_nothing_of_nothing() -> None:
    assert says_nothing_of_nothing(cut)
