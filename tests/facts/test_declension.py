"""Nominatives among the forms of a name."""

from __future__ import annotations

import pytest

from periplus.facts.declension import nominative_first


@pytest.mark.parametrize(
    "forms",
    [
        ("Podleska Telekomunikacja", "Podleskiej Telekomunikacji", "Podleską Telekomunikację"),
        ("Ministerstwo Portów", "Ministerstwa Portów", "Ministerstwu Portów", "Ministerstwem Portów"),
        ("Urząd Morski", "Urzędu Morskiego", "Urzędowi Morskiemu"),
        ("Приморська академія", "Приморської академії", "Приморською академією", "Приморську академію"),
        ("Дзяржаўная інспекцыя", "Дзяржаўнай інспекцыі", "Дзяржаўную інспекцыю"),
        ("Міністэрства сувязі", "Міністэрству сувязі", "Міністэрствам сувязі"),
        ("Министерство связи", "Министерства связи", "Министерством связи"),
        ("Береговая связь", "Береговой связи", "Береговую связь"),
        ('АТ "Загіртелеком"', "Загіртелекому"),
    ],
)
def test_the_nominative_is_first(forms: tuple[str, ...]) -> None:
    assert min(reversed(forms), key=nominative_first) == forms[0]
