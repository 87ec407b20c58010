"""Sources in words, and that every row of the table is whole."""

from __future__ import annotations

from periplus.signatures.sources import source_text
from periplus.signatures.tables import load


def test_names_in_words() -> None:
    assert source_text("world_bank") == "World Bank"
    assert source_text("an export of Shodan") == "an export of Shodan"


def test_every_source_has_bounds_and_terms() -> None:
    for row in load().rows("sources"):
        assert row["parallel"] >= 1
        assert row["daily"] >= row["parallel"]
        assert row["about"]
        assert row["licence"]
        assert row["citation"].startswith("https://")
