"""Quotes without natural persons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.organisations import formed_mentions
from periplus.facts.persons import masked
from periplus.facts.text import MASKED
from periplus.signatures.grammar import forms


def shown(text: str) -> str:
    return masked(text, [m.name for m in formed_mentions(text, forms())], forms())


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("The director, Ivan Petrov, says that Coastal JSC grows.", "Petrov"),
        ("Директор Иванов И. И. возглавляет РУП «Берег».", "Иванов"),
        ("Начальник И.И. Иванова работает в РУП «Берег».", "Иванова"),
        ("Coastal JSC is led by J. R. Smith.", "Smith"),
        ("Write to anna@example.org or +375 17 123 45 67 of Coastal JSC.", "anna"),
        ("Coastal JSC hat Frau Müller ernannt.", "Müller"),
    ],
)
def test_persons_go_and_organisations_stay(text: str, person: str) -> None:
    assert person not in shown(text)
    assert MASKED in shown(text)
    assert "Coastal JSC" in shown(text) or "РУП «Берег»" in shown(text)


def test_nouns_stay_where_a_language_capitalises_them() -> None:
    text = "Die Küstennetz AG erteilt die Genehmigung für den Betrieb einer Leitung."
    assert masked(text, ["Küstennetz AG"], forms(), nouns=True) == text


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Die Küstennetz AG leitet Frau Müller seit dem Umbau.", "Müller"),
        ("Die Küstennetz AG, vertreten durch Dr. Prof. Seiler, baut.", "Seiler"),
        ("Die Küstennetz AG leitet Anna Seiler seit dem Umbau.", "Seiler"),
        ("Die Küstennetz AG unter A. Seiler baut.", "Seiler"),
    ],
)
def test_persons_go_there_too(text: str, person: str) -> None:
    assert person not in masked(text, ["Küstennetz AG"], forms(), nouns=True)


def test_places_and_acronyms_stay() -> None:
    text = "Coastal JSC serves Belarus, and the DNS of the Republic of Belarus."
    assert shown(text) == text


@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    shown(text)
