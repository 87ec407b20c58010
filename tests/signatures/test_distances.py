"""Distances between countries: never more than the truth, and not absurdly less."""

from __future__ import annotations

import pytest

from periplus.signatures.countries import country_names
from periplus.signatures.distances import cells_of, least_km


@pytest.mark.parametrize(
    ("one", "other", "near_km", "far_km"),
    [
        # What lies between the nearest points is measured on maps; 630 km of it may be lost.
        ("PT", "BY", 1650, 2300),
        ("IS", "NZ", 12500, 13500),  # with Tokelau
        ("AU", "BR", 9000, 10000),  # with Heard Island
        ("DE", "JP", 7400, 8200),
        ("FJ", "US", 3500, 4700),  # over the antimeridian: Hawaii
        ("DE", "PL", 0, 0),
        ("US", "RU", 0, 0),  # the Bering Strait
        ("ES", "MA", 0, 0),
    ],
)
def test_countries_are_at_least_so_far_apart(
    one: str, other: str, near_km: float, far_km: float
) -> None:
    found = least_km(one, other)

    assert found is not None
    assert near_km <= found <= far_km
    assert least_km(other, one) == pytest.approx(found)


def test_what_has_no_outline_is_nowhere() -> None:
    assert least_km("ZZ", "DE") is None
    assert least_km("DE", "GF") is None


def test_nearly_every_country_has_its_cells() -> None:
    codes = set(country_names().values())

    assert len([code for code in codes if cells_of(code)]) > 230
