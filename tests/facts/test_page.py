"""Pages: what is embedded and declared, each in its place, whatever the codings."""

from __future__ import annotations

import gzip
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.page import (
    MAX_FACTS,
    PageAttribute,
    PageLink,
    PageMeta,
    PageScript,
    read_page,
)
from periplus.facts.selector import select
from periplus.model import Reading
from tests.facts.samples import HTTP, anything

URL = "https://www.example.org/en/"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE = b"""<!doctype html><html class="no-js"><head>
<meta name="Generator" content="Maker 1.2"><meta charset="utf-8">
<link rel="Stylesheet" href="../a.css"><link rel="canonical" href="https://other.example/">
<script src="//cdn.example/x.js" data-key="k"></script><script>start("id-1")</script>
</head><body><a href="https://linked.example/">x</a><div id="app" v-cloak><div id="two"></div></div>
<img src="data:image/gif;base64,AA"><iframe src="/f"></iframe><script> </script></body></html>"""


def read(body: bytes) -> list[Reading]:
    return list(read_page(body, url=URL))


def plain(page: bytes = PAGE) -> bytes:
    return HEAD + b"\r\n" + page


def test_facts() -> None:
    facts = [reading.fact for reading in read(plain())]

    assert [f for f in facts if not isinstance(f, PageAttribute)] == [
        PageMeta(name="generator", content="Maker 1.2", url=URL),
        PageLink(element="link", rel="stylesheet", target="https://www.example.org/a.css", url=URL),
        PageLink(element="link", rel="canonical", target="https://other.example/", url=URL),
        PageScript(src="https://cdn.example/x.js", code="", data=(("data-key", "k"),), url=URL),
        PageScript(src="", code='start("id-1")', data=(), url=URL),
        PageLink(element="iframe", rel="", target="https://www.example.org/f", url=URL),
    ]
    told = [(f.element, f.name, f.value) for f in facts if isinstance(f, PageAttribute)]
    assert ("div", "v-cloak", "") in told
    assert ("html", "class", "no-js") in told
    assert [value for _, name, value in told if name == "id"] == ["app", "two"]


def test_only_what_is_fetched_is_embedded() -> None:
    links = [r.fact for r in read(plain()) if isinstance(r.fact, PageLink)]

    assert [(link.rel, link.embedded) for link in links] == [
        ("stylesheet", True),
        ("canonical", False),
        ("", True),
    ]


def coded(page: bytes) -> bytes:
    packed = gzip.compress(page, mtime=0)
    parts = [0, 10, len(packed) // 2, len(packed)]
    chunks = b"".join(b"%x\r\n%b\r\n" % (b - a, packed[a:b]) for a, b in pairwise(parts))
    fields = b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    return HEAD + fields + chunks + b"0\r\n\r\n"


@pytest.mark.parametrize(("body", "kind"), [(plain(), "bytes="), (coded(PAGE), "content=")])
def test_selectors_select_the_markup(body: bytes, kind: str) -> None:
    readings = read(body)

    assert len(readings) == len(read(plain()))
    for reading in readings:
        assert reading.selector.startswith(kind)
        assert select(body, HTTP, reading.selector) in PAGE
    (code,) = [r for r in readings if isinstance(r.fact, PageScript) and r.fact.code]
    assert select(body, HTTP, code.selector) == b'start("id-1")'


@pytest.mark.parametrize(
    "body",
    [
        plain().replace(b"200 OK", b"403 Forbidden"),
        plain().replace(b"200 OK", b"302 Found"),
        plain().replace(b"text/html", b"application/json"),
        PAGE,
        b"",
    ],
)
def test_other_responses_are_no_page(body: bytes) -> None:
    assert read(body) == []


def test_a_base_moves_what_follows() -> None:
    page = b'<base href="https://b.example/x/"><base href="/no/"><img src="i.png"><img src="http://[">'
    facts = [r.fact for r in read(plain(page)) if isinstance(r.fact, PageLink)]

    assert [fact.target for fact in facts] == ["https://b.example/x/i.png"]


def test_facts_are_bounded_and_said_once() -> None:
    many = b"".join(b"<img src=%d>" % number for number in range(2 * MAX_FACTS))

    assert len(read(plain(many))) == MAX_FACTS
    assert len(read(plain(b"<img src=1>" * 100))) == 1


@given(anything(plain()))
def test_any_bytes_are_read(body: bytes) -> None:
    for reading in read(body):
        select(body, HTTP, reading.selector)


@given(
    st.lists(st.sampled_from(["<script", "<meta", "<link", " src=", " href='//[", ">", "x", " name=a"]))
)
def test_any_markup_is_read(parts: list[str]) -> None:
    read(plain("".join(parts).encode()))
