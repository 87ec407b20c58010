"""What an encrypted page takes in unencrypted, or unchecked from other hosts."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.page import PageLink, PageScript
from periplus.rules import page_findings

SITE, URL = "SITE:https://www.example.org", "https://www.example.org/"
OTHER = "https://cdn.example.net/a.js"


def script(src: str, *, integrity: str = "", url: str = URL) -> tuple[str, PageScript]:
    return SITE, PageScript(src=src, code="", data=(), url=url, integrity=integrity)


def link(element: str, target: str, *, rel: str = "", integrity: str = "") -> tuple[str, PageLink]:
    return SITE, PageLink(element=element, rel=rel, target=target, url=URL, integrity=integrity)


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (script(OTHER), "unchecked"),
        (script(OTHER, integrity="sha384-x"), None),
        (script("https://www.example.org/a.js"), None),
        (script(""), None),
        (script("http://cdn.example.net/a.js"), "do not fetch it"),
        (script("http://cdn.example.net/a.js", url="http://www.example.org/"), "unchecked"),
        (link("img", "http://www.example.org/a.png"), "ask for it encrypted"),
        (link("img", "https://cdn.example.net/a.png"), None),
        (link("iframe", "http://cdn.example.net/"), "do not fetch"),
        (link("link", "https://cdn.example.net/a.css", rel="stylesheet"), "unchecked"),
        (link("link", "https://cdn.example.net/a.css", rel="stylesheet", integrity="x"), None),
        (link("link", "https://cdn.example.net/", rel="icon"), None),
        (link("link", "http://www.example.org/next", rel="next"), None),
    ],
)
def test_elements(ask: Any, seen: Any, words: str | None) -> None:
    claims = ask(page_findings, seen)
    assert [words in claim.value["finding"] for claim in claims] == ([True] if words else [])


def test_one_finding_per_host(ask: Any) -> None:
    seen = [script(OTHER), script("https://cdn.example.net/b.js"), script("https://x.example/c.js")]
    claims = ask(page_findings, *seen)

    assert {claim.value["host"]: len(claim.support) for claim in claims} == {
        "cdn.example.net": 2,
        "x.example": 1,
    }
    assert any("2 files" in claim.value["finding"] for claim in claims)
