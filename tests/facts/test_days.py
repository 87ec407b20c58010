"""Days in the words of many languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.days import day_in


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("от 1 февраля 2010 г.", "2010-02-01"),
        ("of 24 June 2021", "2021-06-24"),
        ("vom 3. März 2019", "2019-03-03"),
        ("z dnia 14 marca 2017 r.", "2017-03-14"),
        ("3 października 2021 r.", "2021-10-03"),
        ("el 17 de octubre de 2023", "2023-10-17"),
        ("a 5 de enero del 2020", "2020-01-05"),
        ("Ley 28/2015, de 9 de junio, General de Puertos", "2015-06-09"),
        ("від 14 березня 2017 року", "2017-03-14"),
        ("30 листопада 2019 р.", "2019-11-30"),
        ("ад 5 траўня 2018", "2018-05-05"),
        ("12 жніўня 2021 г.", "2021-08-12"),
        ("31 снежня 2029 г.", "2029-12-31"),
        ("28.11.2021 and 2020-01-02", "2021-11-28"),
        ("1.9.2014 r.", "2014-09-01"),
        ("el 30/05/2019", "2019-05-30"),
        ("05/03/2020", ""),
        ("99 June 2021", ""),
    ],
)
def test_days_of_many_languages(text: str, day: str) -> None:
    assert day_in(text) == day


@given(st.text(alphabet="0123456789./- demarcjunbść", max_size=60))
def test_never_raises(text: str) -> None:
    assert len(day_in(text)) in (0, 10)
