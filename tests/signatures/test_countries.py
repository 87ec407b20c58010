"""Countries by the names that registries print, and told by name and code."""

from __future__ import annotations

import pytest

from periplus.signatures.countries import code_by_alpha3, country_names, country_text


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
