"""Through whom two viewpoints reach the small world."""

from __future__ import annotations

from periplus.model import Status
from periplus.rules import hegemony

from .worlds import document, says_nothing_of_nothing, signs, values


def test_shares_of_routes() -> None:
    found = {row["network"]: row for row in values(signs(hegemony), "country.hegemony")}

    # 64502 and 64503 by 64501 in the second view, 64503 also in the first.
    assert found["AS64501"]["hegemony"] == round((128 * 0.5 + 128 * 1) / 448, 4)
    assert found["AS64500"]["transit_only"] == round(128 * 0.5 / 448, 4)


def test_influence_and_fraction() -> None:
    found = signs(hegemony)
    influence = {row["network"]: row["influence"] for row in values(found, "country.transit_influence")}
    (fraction,) = [s for s in found if s.predicate == "country.transit_fraction"]

    assert influence["AS64501"] > 0
    assert fraction.value == 1.0
    assert fraction.n == 2


def test_without_routes_it_is_not_to_be_had() -> None:
    # Origins without paths: the prefixes of a plain list would do the same.
    (sign,) = signs(hegemony, document("rib.mrt"))

    assert (sign.predicate, sign.value, sign.status) == ("country.hegemony", None, Status.INSUFFICIENT)


def test_says_nothing_of_nothing() -> None:
    assert says_nothing_of_nothing(hegemony)
