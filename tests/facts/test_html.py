"""Start tags: what browsers read, what they do not, and that no input costs more than its length."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.html import Tag, read_tags


def names(content: bytes) -> list[str]:
    return [tag.name for tag in read_tags(content)]


@pytest.mark.parametrize(
    ("content", "attributes"),
    [
        (b"<a b=c>", (("b", "c"),)),
        (b"<A B = 'c d' e>", (("b", "c d"), ("e", ""))),
        (b'<a b="1 &amp; 2>" />', (("b", "1 & 2>"),)),
        (b"<a b=1 B=2>", (("b", "1"),)),
        (b"<a\n=b c=>", (("=b", ""), ("c", ""))),
        (b"<a/b/c=d/e>", (("b", ""), ("c", "d/e"))),
    ],
)
def test_attributes(content: bytes, attributes: tuple[tuple[str, str], ...]) -> None:
    (tag,) = read_tags(content)

    assert tag.attributes == attributes
    assert content[tag.first : tag.end] == content


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"<!-- <a> --><b>", ["b"]),
        (b"<!--><b>", ["b"]),
        (b"<!-- <a>", []),
        (b"<script>'<a>'</script><b>", ["script", "b"]),
        (b"<title><a></TITLE ><b>", ["title", "b"]),
        (b"<script><a>", ["script"]),
        (b"<noscript><img></noscript>", ["noscript", "img"]),
        (b"1 < 2 <3 </a> <?x?> <b>", ["b"]),
        (b"<a b='", []),
        (b"<a b", []),
    ],
)
def test_what_is_a_tag(content: bytes, found: list[str]) -> None:
    assert names(content) == found


def test_raw_text_ends_at_its_end_tag() -> None:
    content = b"<script>let a = 1</script><p>"
    tag = next(read_tags(content))

    assert content[tag.end : tag.raw_end] == b"let a = 1"
    assert tag.get("src") == ""


@given(
    st.lists(st.sampled_from([b"<", b">", b"a", b"=", b"'", b'"', b" ", b"<!--", b"-->", b"/script"]))
)
def test_tags_stand_in_order_and_inside(parts: list[bytes]) -> None:
    content = b"".join(parts)
    end = 0
    tag: Tag
    for tag in read_tags(content):
        assert end <= tag.first < tag.end <= tag.raw_end <= len(content)
        end = tag.raw_end


@pytest.mark.parametrize(
    "part", [b"<", b"<a ", b"<a b='", b"<!--", b"<script>", b'<a ="', b"<a b= ", b"</"]
)
def test_hostile_markup_costs_no_more_than_its_length(part: bytes) -> None:
    content = part * (2 * 1024 * 1024 // len(part))
    started = perf_counter()
    list(read_tags(content))

    assert perf_counter() - started < 20  # seconds; quadratic time would take hours
