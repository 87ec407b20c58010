"""What patterns and selectors require: every text that fits holds a literal of every clause."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.signatures.literals import required_by, required_by_attribute, required_by_selector


def clauses(pattern: str) -> set[frozenset[str]]:
    return set(required_by(pattern).clauses)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("WordPress", [{"wordpress"}]),
        ("wp-(?:content|includes)/js", [{"wp-"}, {"content", "includes"}, {"/js"}]),
        ("jquery[.-](\\d+)\\.min\\.js", [{"jquery.", "jquery-"}, {".min.js"}]),
        ("(?:abc)?def", [{"def"}]),
        ("(?:abc)+", [{"abc"}]),
        ("abc|x", []),
        (".*", []),
        ("caf\\u0065", [{"cafe"}]),
        ("(", []),
    ],
)
def test_clauses(pattern: str, wanted: list[set[str]]) -> None:
    assert clauses(pattern) == {frozenset(one) for one in wanted}


def test_the_rarest_is_the_longest() -> None:
    assert required_by("wp-(?:content|includes)/js").rarest == {"content", "includes"}
    assert required_by(".*").rarest == frozenset()


def test_width() -> None:
    assert required_by("ab[cd]{2}").width_bytes == 16
    assert required_by("ab.*").width_bytes is None


@pytest.mark.parametrize(
    ("selector", "wanted"),
    [
        ("link[href*='/wp-content/']", {"/wp-content/"}),
        ("div.gallery-wrap > a", {"gallery-wrap"}),
        ("#app, [data-reactroot]", {"app", "data-reactroot"}),
        ("a[title=\"Say 'hi' now\"]", {"title"}),
        ("my-element", {"<my-element"}),
        ("a:not(.hidden)[rel=me-too]", {"me-too"}),
        ("link[href*='x\\.example']", {"x.example"}),
        ("body > div", None),
        ("a:is(.b, :not(.c))", None),
        ("p, .known", None),
    ],
)
def test_selectors(selector: str, wanted: set[str] | None) -> None:
    expected = () if wanted is None else (frozenset(wanted),)
    assert required_by_selector(selector).clauses == expected


def test_an_attribute_adds_what_its_pattern_needs_and_markup_writes_in_one_way() -> None:
    assert set(required_by_attribute("a[rel]", "Title", "a&b").clauses) == {
        *(frozenset({"rel"}), frozenset({"title"}))
    }
    assert frozenset({"shop.js"}) in required_by_attribute("a[rel]", "href", "shop\\.js").clauses


@given(
    st.from_regex(r"(?:[a-c]{1,3}|\(\?:[ab]+\|c\)|[ab]\?|\[ab\]|x\*){1,5}", fullmatch=True), st.data()
)
def test_every_fit_holds_a_literal_of_every_clause(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    assert re.fullmatch(pattern, text)
    for clause in required_by(pattern).clauses:
        assert any(literal in text.lower() for literal in clause)


@given(st.text(max_size=60))
def test_nothing_raises(text: str) -> None:
    required_by(text)
    required_by_selector(text)
