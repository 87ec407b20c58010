"""Who can cut users, IPv6 space and domains of the small world, beside its addresses."""

from __future__ import annotations

from periplus.rules import weighted_cut

from .worlds import document, says_nothing_of_nothing, signs, values


def test_each_weight_has_its_own_set() -> None:
    found = {row["weight"]: row for row in values(signs(weighted_cut), "country.cut_by")}

    assert set(found) == {"users", "IPv6 space", "domains"}
    # 64502 has three quarters of the users; both others leave by themselves or belong together.
    assert (found["users"]["size"], found["users"]["at_least"], found["users"]["cut"]) == (2, 2, 1.0)
    assert found["IPv6 space"]["who"] == "Zembla Cables"
    assert (found["domains"]["who"], found["domains"]["cut"]) == ("Zembla Cables", 1.0)


def test_what_the_set_for_addresses_cuts_stands_beside() -> None:
    found = values(signs(weighted_cut), "country.cut_by")

    assert all(row["address_set_cut"] == 1 for row in found)


def test_days_and_denominators_are_told() -> None:
    sign = next(s for s in signs(weighted_cut) if "users" in s.reason)

    assert "users of 2022-10-01" in sign.reason
    assert sign.denominator == "users of domestic networks that the table of users tells"


def test_without_the_tables_nothing_is_said() -> None:
    body = document("users-2022-10-01.csv", "domains-2022-10-01.csv", "rib.mrt")

    assert signs(weighted_cut, body) == []


def test_says_nothing_of_nothing() -> None:
    assert says_nothing_of_nothing(weighted_cut)
