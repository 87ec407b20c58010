"""Which names are of one organisation."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.organisations import alike, same, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("РУП «Берегтелеком»", "Beregtelecom"),
        ("Береговому центру связи", "Береговой центр связи"),
        ("Coastal Exchange Center", 'Republican Unitary Enterprise "Coastal Exchange Centre"'),
        ("Ministry of Wharves and Quays", "The Ministry of Wharves and Quays of the Republic of Zembla"),
        ("Küstennetz AG", "Kustennetz"),
        ("Urząd Regulacji Sieci", "Urzędu Regulacji Sieci"),
        ("Latarnia sp. z o.o.", "spółka Latarnia"),
        ("АТ «Загіртелеком»", "Zahirtelecom"),
        ("ТОВ «Хмара Бурштин»", "Khmara Burshtyn"),
        ("Приморська оптика", "Prymorska optyka"),
        ("Міністерство зв’язку", "Міністерство зв'язку"),
        ("Міністерство звʼязку", "Міністерству зв'язку"),
        ("ААТ «Сінявокскі вузел»", "Siniavokski vuzel"),
        ("ТАА «Прыморская оптыка»", "Prymorskaja optyka"),
        ("Зарэчнае Шчыта", "Zarečnaje Ščyta"),
    ],
)
def test_one_organisation(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Coastal JSC", "Harbour JSC"), ("Ministry of Health", "Ministry of Quays"), ("A", "B"), ("", "x")],
)
def test_two_organisations(one: str, other: str) -> None:
    assert not alike(one, other)


def test_a_registered_name_is_chosen_and_aliases_join() -> None:
    chosen = same(["БС", "Coastal"], [("Coastal JSC", "БС")], ["Coastal Limited"])
    assert chosen == dict.fromkeys(
        ("БС", "Coastal", "Coastal JSC", "Coastal Limited"), "Coastal Limited"
    )


def test_of_forms_that_differ_by_case_the_nominative_is_chosen() -> None:
    forms = [
        "Północnej Telekomunikacji S.A.",
        "Północna Telekomunikacja S.A.",
        "Północną Telekomunikację",
    ]
    assert set(same(forms, [], []).values()) == {"Północna Telekomunikacja S.A."}


def test_an_alias_of_two_registered_ones_joins_them_not() -> None:
    chosen = same([], [("Alpha JSC", "X"), ("Omega JSC", "X")], ["Alpha JSC", "Omega JSC"])
    assert chosen["Alpha JSC"] != chosen["Omega JSC"]


def test_words_of_nothing() -> None:
    assert words_of("…") == ()


@given(st.lists(st.text(max_size=20), max_size=8), st.lists(st.text(max_size=9), max_size=3))
def test_every_name_has_one_choice_whatever_the_order(names: list[str], known: list[str]) -> None:
    pairs = list(pairwise(names))
    chosen = same(names, pairs, known)
    assert chosen == same(reversed(names), list(reversed(pairs)), known)
    assert all(chosen[chosen[name]] == chosen[name] for name in chosen)
