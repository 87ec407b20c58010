"""Documents of other tools, within bounds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.foreign import (
    MOST_VALUES,
    as_count,
    as_list,
    as_object,
    as_text,
    moment,
    read_json,
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is no JSON"),
        (b"\xff\xfe", "it is no JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"[" + b"[]," * MOST_VALUES, "3,000,000 values"),
        (b"9" * 5000, "it is no JSON"),
    ],
)
def test_a_bomb_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_json(content)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_whatever_a_value_is(value: object) -> None:
    assert as_object(value) == {}
    assert len(as_list(value, 2)) <= 2
    as_text(value, 10).encode()
    assert len(as_text(value, 10)) <= 10
    assert as_count(value) >= 0
    moment(value)


def test_numbers_and_surrogates_become_text() -> None:
    assert as_text(443) == "443"
    assert as_text(1.5) == "1.5"
    assert as_text(True) == ""
    assert as_text("a\ud800b") == "a?b"


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2017-06-28T17:41:55.090+09:00", datetime(2017, 6, 28, 8, 41, 55, 90000, UTC)),
        ("2017-06-28T08:41:55Z", datetime(2017, 6, 28, 8, 41, 55, tzinfo=UTC)),
        ("2017-06-28 08:41:55", datetime(2017, 6, 28, 8, 41, 55, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_moment(told: object, at: datetime | None) -> None:
    assert moment(told) == at
