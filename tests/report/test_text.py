"""What others wrote is shown, not run."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.report import text


@given(st.text(alphabet=st.characters(codec=None)))
def test_safe_leaves_nothing_that_is_not_seen(given_text: str) -> None:
    shown = text.safe(given_text)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    shown.encode()


@given(st.text(alphabet=st.characters(codec=None)))
def test_markdown_holds_one_line_without_tags_and_bare_pipes(given_text: str) -> None:
    shown = text.markdown(given_text)
    assert "\n" not in shown
    assert "<" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[|`]", shown)


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("\x1b[31m", "\u241b[31m"),
        ("a\u202eb", "a\u27e8U+202E\u27e9b"),
        ("\x9b", "\u27e8U+009B\u27e9"),
        ("\ud800", "\u27e8U+D800\u27e9"),
        ("a\nb", "a\u240ab"),
        ("Straße 1", "Straße 1"),
    ],
)
def test_safe(given_text: str, shown: str) -> None:
    assert text.safe(given_text) == shown


def test_lines_keep_only_line_ends_and_tabs() -> None:
    assert text.safe("a\r\n\tb\x07\r", lines=True) == "a\n    b\u2407\u240d"


def test_html_is_escaped_for_content_and_attributes() -> None:
    assert text.escaped("<a b='\"&") == "&lt;a b=&#x27;&quot;&amp;"


@pytest.mark.parametrize("start", ["# x", "- x", "+ x", "1. x", "=== x"])
def test_a_line_does_not_start_a_block(start: str) -> None:
    assert not text.markdown(start).startswith(start[0])


def test_code_cannot_be_left() -> None:
    assert text.code("`</code>|") == "<code>\\`&lt;/code&gt;\\|</code>"


def test_small_words() -> None:
    assert text.clip("abcdef", 4) == "abc\u2026"
    assert text.listed([]) == ""
    assert text.listed(["a"]) == "a"
    assert text.listed(["a", "b", "c"]) == "a, b and c"
    assert text.count(1, "country", "countries") == "1 country"
    assert text.count(2, "country", "countries") == "2 countries"


def test_sentences_are_kept_whole_where_one_fits() -> None:
    assert text.sentences("One is. Two are.", 99) == "One is. Two are."
    assert text.sentences("One is. Two are.", 12) == "One is."
    assert text.sentences("Onethatislong and more. Two.", 9) == "Onethati…"
