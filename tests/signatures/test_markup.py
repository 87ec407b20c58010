"""The texts of a page: addresses resolved, words without scripts, bounds held."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.signatures.markup import MAX_NODES, Markup

URL = "https://www.example.org/a/"


def texts(content: bytes, kind: str) -> list[tuple[str, bytes]]:
    return [(one.key, one.content) for one in Markup(content, URL).texts() if one.kind == kind]


@pytest.mark.parametrize(
    ("content", "kind", "wanted"),
    [
        (b"<script src='b.js'></script>", "scriptSrc", [("", b"https://www.example.org/a/b.js")]),
        (b"<script src='http://['></script>", "scriptSrc", []),
        (b"<script>let a</script>", "scripts", [("", b"let a")]),
        (b"<META Property=OG:Type content=x>", "meta", [("og:type", b"x")]),
        (b"<style>p{}</style>", "css", [("", b"p{}")]),
        (b"<body>a<b>b</b><script>c</script>&amp;", "text", [("", b"ab&")]),
        (b"<!-- <script src=x.js></script> -->", "scriptSrc", []),
    ],
)
def test_texts(content: bytes, kind: str, wanted: list[tuple[str, bytes]]) -> None:
    assert texts(content, kind) == wanted


def test_a_selector_that_is_none_selects_nothing() -> None:
    assert Markup(b"<p>", URL).select("p[") == ()
    assert len(Markup(b"<p>" * 1000, URL).select("p")) == MAX_NODES


def test_all_text_is_there_in_lower_case() -> None:
    assert Markup(b"<p>A<b>B</b></p><script>C</script>", URL).lowered_text == b"abc"


@given(st.binary(max_size=200))
def test_nothing_raises(content: bytes) -> None:
    list(Markup(content, URL).texts())


def test_depth_does_not_matter() -> None:
    assert Markup(b"<div>" * 100_000 + b"x", URL).lowered_text == b"x"
