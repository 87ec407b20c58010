"""Regions of providers: cited, with a known country, found case aside."""

from __future__ import annotations

import pytest

from periplus.signatures.regions import Region, region_of
from periplus.signatures.tables import load

TABLES = load()


@pytest.mark.parametrize(
    ("provider", "region", "expected"),
    [
        ("aws", "ap-northeast-2", ("KR", "Seoul")),
        ("AWS", "AP-Northeast-2", ("KR", "Seoul")),
        ("aws", "us-west-1", ("US", None)),
        ("gcp", "europe-west3", ("DE", "Frankfurt")),
        ("azure", "koreacentral", ("KR", "Seoul")),
    ],
)
def test_a_region_stands_somewhere(provider: str, region: str, expected: tuple[str, str | None]) -> None:
    found = region_of(TABLES, provider, region)
    assert isinstance(found, Region)
    assert (found.country, found.city) == expected


@pytest.mark.parametrize(
    ("provider", "region"),
    [("aws", "GLOBAL"), ("aws", None), ("aws", ""), ("aws", "xx-1"), ("gcp", "us-west-1"), ("", "x")],
)
def test_an_unknown_region_stands_nowhere(provider: str, region: str | None) -> None:
    assert region_of(TABLES, provider, region) is None


def test_every_row_is_cited_and_stands_once_in_a_known_country() -> None:
    rows = TABLES.rows("provider_regions")
    countries = {row["code"] for row in TABLES.rows("countries")}
    assert {row["country"] for row in rows} <= countries
    assert all(row["citation"].startswith("https://") for row in rows)
    assert len({(row["provider"], row["region"]) for row in rows}) == len(rows)
    assert all(row["provider"].islower() and row["region"].islower() for row in rows)
