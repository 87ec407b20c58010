"""Countries by the names that registries print, and told by name and code."""

from __future__ import annotations

import pytest

from periplus.signatures.countries import (
    alpha3_of,
    beside,
    code_by_alpha3,
    continent,
    country_names,
    country_text,
)


def test_names_and_other_names() -> None:
    names = country_names()

    assert (names["germany"], names["usa"], names["turkiye"], names["turkey"]) == (
        "DE",
        "US",
        "TR",
        "TR",
    )
    assert all(len(code) == 2 for code in names.values())


@pytest.mark.parametrize(
    ("code", "text"), [("NL", "Netherlands (NL)"), ("ZZ", "ZZ"), ("nl", "nl"), ("", "")]
)
def test_text(code: str, text: str) -> None:
    assert country_text(code) == text


def test_three_letters_lead_to_two() -> None:
    codes = code_by_alpha3()
    assert (codes["NLD"], codes["GBR"], codes["KOR"]) == ("NL", "GB", "KR")
    assert len(set(codes.values())) == len(codes) > 240


def test_a_code_that_the_table_does_not_hold_has_three_letters_too() -> None:
    assert [alpha3_of(code) for code in ("NL", "XK", "ZZ")] == ["NLD", "XKX", "ZZZ"]


def test_countries_beside_another() -> None:
    assert beside("fr, PL,,fr,XX,nl", "NL") == ("FR", "PL")
    assert beside("", "NL") == ()
    assert len(beside(",".join(code_by_alpha3().values()), "NL")) == 8


def test_every_country_has_one_continent() -> None:
    assert {continent(code) for code in code_by_alpha3().values()} == {
        "AF", "AN", "AS", "EU", "NA", "OC", "SA",
    }  # fmt: skip
    assert continent("ZZ") == "ZZ"
    assert continent("??") == ""
