"""Twin of facts/needed.py: no text that matches is without a needed word."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.needed import needed_by
from periplus.signatures.grammar import grammar


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"⟦\d⟧ owns (?:all|most) of", {"⟧ owns "}),
        (r"(?:besitzt|hält) Anteile", {" anteile"}),
        (r"(?:owns|controls)", {"owns", "controls"}),
        (r"(?:owns|.+)", set()),
        (r"x? ?(?:abc)*", set()),
        (r"(?:abc)+d", {"abc"}),
        (r"[Вв]ладеет", {"владеет"}),
        (r"(", set()),
    ],
)
def test_the_best_choice(pattern: str, words: set[str]) -> None:
    assert needed_by(pattern) == words


def test_most_rows_of_the_table_need_a_word() -> None:
    table = grammar()
    choices = [needed_by(pattern) for rows in table.written.values() for _, pattern in rows]
    assert sum(len(min(one, key=len)) >= 3 for one in choices if one) > 0.9 * len(choices)


@given(st.data())
def test_what_matches_has_one(data: st.DataObject) -> None:
    pattern = data.draw(
        st.sampled_from([r"a(?:bc|d)+[eE]f?", r"(?:Ab|cd)x|yz", r"ü[ab]{2}ö?c", r"a+bb*c"])
    )
    text = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE | re.ASCII)))
    needed = needed_by(pattern)
    if re.search(pattern, text, re.IGNORECASE):
        assert not needed or any(word in text.lower() for word in needed)
