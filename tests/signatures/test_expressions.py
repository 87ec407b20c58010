"""Patterns of strangers: linear where RE2 runs them, bounded where it cannot, refused otherwise."""

from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.signatures.expressions import Expression, Found, PatternError

PLAIN = st.text("abc.*+?()[]|\\d/-", max_size=12)


def spans(pattern: str, text: str) -> tuple[int, int] | None:
    found = Expression(pattern).search(text.encode())
    return None if found is None else (found.first, found.end)


@pytest.mark.parametrize(
    ("pattern", "text", "span"),
    [
        ("vue", "xVUEx", (1, 4)),
        ("/v(\\d+)\\/", "a/v12/", (1, 6)),
        ("caf\\u00e9", "le café", (3, 8)),  # bytes, not characters
        ("careful(?!less)", "careless careful", (9, 16)),
        ("careful(?!less)", "carefulless", None),
        ("(?<!o\\.)cargo", "o.cargo cargo", (8, 13)),
        ("^(?!.*player).*ani", "an animal", (0, 6)),
        ("^(?!.*player).*ani", "an animal player", None),
        ("a$", "a\n", None),
    ],
)
def test_search(pattern: str, text: str, span: tuple[int, int] | None) -> None:
    assert spans(pattern, text) == span


def test_groups_are_text() -> None:
    assert Expression("v(\\d+)(x)?").search(b"\xffv12") == Found(first=1, end=4, groups=("12", None))


@pytest.mark.parametrize("pattern", ["(", "a{2,1}", "(?=a)(b+)+$", "x" * 5000, "(?<=a+)b(?=c)"])
def test_what_cannot_be_run_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        Expression(pattern)


def test_what_kills_backtracking_does_not_take_long() -> None:
    began = time.perf_counter()
    assert Expression("(a+)+$").search(b"a" * 100_000 + b"b") is None
    assert Expression("^(?!.*z)(?:\\d+\\.)+\\d+x").search(b"1." * 50_000) is None
    assert time.perf_counter() - began < 2


@pytest.mark.filterwarnings("ignore:Possible (nested set|set)")
@given(PLAIN, st.text("abc.-/1", max_size=20))
def test_it_agrees_with_python_where_both_can(pattern: str, text: str) -> None:
    try:
        expected = re.search(pattern, text, re.IGNORECASE | re.ASCII)
        ours = Expression(pattern)
    except (re.error, PatternError):
        return
    found = ours.search(text.encode())
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert found.first == expected.start()


@given(st.text(max_size=40), st.binary(max_size=40))
def test_nothing_raises_but_a_refusal(pattern: str, text: bytes) -> None:
    with suppress(PatternError):
        Expression(pattern).search(text)
