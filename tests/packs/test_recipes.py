"""Recipes are whole, and dates are found in versions."""

from __future__ import annotations

import pytest

from periplus.packs.kinds import KINDS
from periplus.packs.recipes import RECIPES, Client, Reader, Recipe, day_in, recipe


@pytest.mark.parametrize("one", RECIPES, ids=lambda one: one.name)
def test_a_recipe_is_whole(one: Recipe) -> None:
    assert recipe(one.name) is one
    assert one.what
    assert one.licence
    assert one.attribution
    assert one.client is Client.NONE or (one.package and one.members)
    assert (one.kind in KINDS) == (one.reader in {Reader.LINES, Reader.PROVIDERS})


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(KeyError, match="no pack is called 'asn'; there are as, city"):
        recipe("asn")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("asn-2.3.2026061719.tgz", "2026-06-17"),
        ("list-1.1.2.20261023-py3", "2026-10-23"),
        ("// VERSION: 2026-10-22_08-36-41_UTC", "2026-10-22"),
        ("1.20269999.20260101", "2026-01-01"),
        ("1.0.0", None),
        ("120260617", None),
    ],
)
def test_day(text: str, day: str | None) -> None:
    assert day_in(text) == day
