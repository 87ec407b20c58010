"""The words of registries: keys are in the form in which they are looked up."""

from __future__ import annotations

import pytest

from periplus.facts import domain_words as words
from periplus.facts.domain_form import plain

TABLES = (words.ANYWHERE, words.IN_DOMAIN, words.IN_HOLDER, words.IN_REGISTRAR, words.HEADINGS)


@pytest.mark.parametrize("table", [*TABLES, words.BLOCKS, words.CONTACTS])
def test_keys_are_plain(table: dict[str, str]) -> None:
    assert [key for key in table if plain(key) != key] == []


@pytest.mark.parametrize(
    ("name", "is_organisation"),
    [
        ("Example, Inc.", True),
        ("Example S.A.", True),
        ("Example AG", True),
        ("University of Onhava", True),
        ("\u682a\u5f0f\u4f1a\u793e\u4f8b", True),
        ("John Shade", False),
        ("Maria as", False),
        ("Sybil Irondell", False),
        ("", False),
    ],
)
def test_names_organisation(name: str, is_organisation: bool) -> None:
    assert words.names_organisation(name) is is_organisation


@pytest.mark.parametrize(
    "phrase", ["REDACTED FOR PRIVACY", "Not Disclosed", "n/a", "None", "-", "hidden"]
)
def test_withheld(phrase: str) -> None:
    assert words.WITHHELD.match(phrase)
    assert not words.WITHHELD.match("Nathan Ltd")
