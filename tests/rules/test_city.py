"""Cities come from regions and databases, and are never surer than their country."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.place import AddressPlace, PackRow, ProviderRange
from periplus.model import Basis, Status
from periplus.rules import city, place

ADDRESS = "ADDRESS:192.0.2.1"
RANGE = {"first": "192.0.2.0", "last": "192.0.2.255"}
TABLE = PackRow(
    pack="city",
    source="file",
    dated="2024-05-01",
    licence="CC0",
    attribution="Somebody",
    caution=None,
    digest="ab",
)
IN_DELFT = AddressPlace(**RANGE, country="NL", region="ZH", city="Delft", source="mmdb")
IN_SEOUL = ProviderRange(
    **RANGE, provider="aws", category="cloud", service="EC2", region="ap-northeast-2"
)


def test_a_database_tells_a_city(ask: Any, observe: Any) -> None:
    row = observe(ADDRESS, IN_DELFT, basis=Basis.TOLD)
    (claim,) = ask(city, row, observe(ADDRESS, TABLE, basis=Basis.TOLD))
    assert (claim.value, claim.status) == ("Delft", Status.TOLD_ONLY)
    assert len(claim.support) == 2
    assert claim.reasons[0].startswith("The table city of 2024-05-01 (Somebody) puts")


def test_a_region_tells_its_city(ask: Any) -> None:
    (claim,) = ask(city, (ADDRESS, IN_SEOUL))
    assert (claim.value, claim.status, claim.basis) == ("Seoul", Status.SUPPORTED, Basis.DEDUCED)
    assert "which stands in Seoul (https://" in claim.reasons[0]


@pytest.mark.parametrize(
    "fact",
    [
        AddressPlace(**RANGE, country="NL", region=None, city=None, source="city"),
        AddressPlace(**RANGE, country=None, region=None, city="Delft", source="city"),
        ProviderRange(**RANGE, provider="aws", category="cloud", service=None, region="us-west-1"),
        ProviderRange(**RANGE, provider="aws", category="cloud", service=None, region="GLOBAL"),
    ],
)
def test_what_names_no_city_says_nothing(ask: Any, fact: Any) -> None:
    assert ask(city, (ADDRESS, fact)) == []


def test_a_city_is_no_surer_than_its_country(ask: Any, observe: Any) -> None:
    elsewhere = observe(ADDRESS, IN_SEOUL, evidence="e2")
    claims = ask(place, observe(ADDRESS, IN_DELFT), elsewhere)
    countries = {c.value: c.probability for c in claims if c.predicate == "address.located_country"}
    assert countries["KR"] > countries["NL"]
    found = ask(city, observe(ADDRESS, IN_DELFT), elsewhere, lower=claims)
    cities = {claim.value: claim.probability for claim in found}
    assert cities["Delft"] <= countries["NL"]
    assert cities["Seoul"] <= countries["KR"]
