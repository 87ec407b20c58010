"""The charset of texts that do not tell it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.charset import guess
from periplus.facts.passages import passages

POLISH = "Spółka świadczy usługi łączności i należy do skarbu państwa."
SPANISH = "La compañía ofrece servicios de telecomunicación y alojamiento."


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Оператор зв'язку належить державі.", "cp1251"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (SPANISH, "cp1252"),
        ("Die Küste gehört der Nord GmbH.", "cp1252"),
        ("Оператор", "utf-8"),
        ("plain", "utf-8"),
    ],
)
def test_the_codec_is_told_by_which_letters_stand_among_which(text: str, codec: str) -> None:
    content = text.encode(codec)

    assert guess(content) == codec
    assert [passage.text for passage in passages(content, "")] == [text]


def test_one_broken_sign_makes_no_other_charset() -> None:
    assert guess("Оператор зв'язку належить державі.".encode() + b"\xd0") == "utf-8"


@given(st.binary(max_size=200))
def test_every_guess_decodes(content: bytes) -> None:
    assert isinstance(content.decode(guess(content), "replace"), str)
