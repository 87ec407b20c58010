"""Countries by the names that registries print."""

from __future__ import annotations

from periplus.signatures.countries import country_names


def test_names_and_other_names() -> None:
    names = country_names()

    assert (names["germany"], names["usa"], names["turkiye"], names["turkey"]) == (
        "DE",
        "US",
        "TR",
        "TR",
    )
    assert all(len(code) == 2 for code in names.values())
