"""Running text: sentences, what they name, and the masking of persons."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.text import MASKED, mask, mentions, page_text, sentences

KNOWN = re.compile(r"(?<![\w.])(?:PostgreSQL|Vue\.js|Ceph)(?!\w)")
ORDINARY = frozenset({"we", "the", "senior", "engineer", "i"})


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("We run PostgreSQL and Ceph.", "We run PostgreSQL and Ceph."),
        ("Senior engineer: Olga Ivanova, Minsk", f"Senior engineer: {MASKED}"),
        ("asked I. I. Petrov and jan van der Berg.", f"asked {MASKED} and jan {MASKED}."),
        ("write to ivan@corp.example or +375 29 123 45 67", f"write to {MASKED} or {MASKED}"),
        ("we told 王伟 about Vue.js", f"we told {MASKED} about Vue.js"),
        ("see https://social.example/in/ivan for more", f"see {MASKED} for more"),
        ("I ran 42 nodes", "I ran 42 nodes"),
        ("", ""),
    ],
)
def test_only_ordinary_words_stay(text: str, masked: str) -> None:
    assert mask(text, KNOWN, ORDINARY) == masked


@given(st.text(max_size=300))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text, KNOWN, ORDINARY)
    assert mask(once, KNOWN, ORDINARY) == once


@given(st.text(max_size=2000))
def test_sentences_cover_the_text_in_order(text: str) -> None:
    spans = list(sentences(text))
    assert all(first < end for first, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    shown = "".join(text[first:end] for first, end in spans)
    assert "".join(shown.split()) == "".join(text.split())


def test_a_mention_selects_its_sentence() -> None:
    body = "Наша команда. We use PostgreSQL and Ceph here!\nNothing more.".encode()
    found = list(mentions(body, KNOWN))
    assert [name for name, *_ in found] == ["PostgreSQL", "Ceph"]
    for name, sentence, first, end in found:
        assert sentence == "We use PostgreSQL and Ceph here!"
        assert name.encode() in body[first:end]


@given(st.binary(max_size=400))
def test_mentions_of_any_bytes(body: bytes) -> None:
    for _, _, first, end in mentions(body + b" Ceph.", KNOWN):
        assert 0 <= first < end


def test_a_page_shows_its_text_only() -> None:
    markup = "<p>We <b>use</b> Vue.js</p><script>Ceph</script><li>Post&eacute;<li>two<style>x</style>"
    assert page_text(markup) == "We use Vue.js\nPosté\ntwo"
