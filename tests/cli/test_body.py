"""A body on a terminal: text stays text, and no octet of the rest is guessed at."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from periplus.cli._body import MOST_DUMPED, shown_lines


def test_text_is_text_and_harmless() -> None:
    assert list(shown_lines("Größe\n\x1b[2J".encode())) == ["Größe\n␛[2J"]


def test_what_is_no_text_is_offset_octets_and_letters() -> None:
    assert list(shown_lines(b"\x00\x01gov\xff")) == [
        "00000000  00 01 67 6f 76 ff                                ..gov."
    ]


def test_leading_lines_of_text_stand_before_the_octets() -> None:
    fields, octets = list(shown_lines(b'{"a": 1}\n0\x82\x00'))

    assert fields == '{"a": 1}'
    assert octets.startswith("00000009  30 82 00 ")


def test_a_long_body_says_how_much_is_left() -> None:
    lines = list(shown_lines(bytes(MOST_DUMPED + 1_000)))

    assert len(lines) == MOST_DUMPED // 16 + 1
    assert lines[-1] == "1,000 octets more; --raw gives all of them"


@given(st.binary(max_size=200))
@example("\u05c8\u00a0\u2028\u202e\x9b".encode())  # unassigned, a space, line end, override, CSI
def test_any_octets_are_lines_without_control_characters(content: bytes) -> None:
    acting = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    for text in shown_lines(content):
        assert not acting & {unicodedata.category(c) for c in text.replace("\n", "")}
