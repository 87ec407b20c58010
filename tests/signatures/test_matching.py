"""Rows fit cookies by whole name, fields by value, pages by what they embed and declare."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.http import HttpField, SetCookie
from periplus.facts.page import PageAttribute, PageLink, PageMeta, PageScript
from periplus.model import Basis, Fact, Observation, Subject, SubjectKind
from periplus.signatures.matching import decoded, matches
from periplus.signatures.tables import load

URL = "https://www.example.org/"
SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")


def observe(fact: Fact) -> Observation:
    return Observation(
        id="o1",
        target=SITE,
        subject=SITE,
        fact=fact,
        observed_at=datetime(2024, 6, 1, tzinfo=UTC),
        evidence="e1",
        selector="bytes=0-1",
        basis=Basis.WITNESSED,
        collector="front_page@1",
    )


def cookie(name: str, value: str = "1") -> SetCookie:
    return SetCookie(
        name=name,
        value=value,
        secure=True,
        http_only=True,
        same_site=None,
        domain=None,
        path=None,
        lifetime_s=None,
        url=URL,
    )


def field(name: str, value: str) -> HttpField:
    return HttpField(name=name, value=value, position=0, url=URL)


def script(src: str = "", code: str = "") -> PageScript:
    return PageScript(src=src, code=code, data=(), url=URL)


def image(target: str) -> PageLink:
    return PageLink(element="img", rel="", target=target, url=URL)


def attribute(name: str, value: str) -> PageAttribute:
    return PageAttribute(element="div", name=name, value=value, url=URL)


ENCRYPTED = base64.b64encode(json.dumps({"iv": "a", "value": "b", "mac": "0f"}).encode()).decode()


@pytest.mark.parametrize(
    ("where", "pattern", "fact", "fits"),
    [
        ("cookie", "abc_.*", cookie("abc_1"), True),
        ("cookie", "abc", cookie("xabc"), False),
        ("cookie", "abc", field("Set-Cookie", "abc"), False),
        ("field server", "^srv", field("Server", "SRV/1"), True),
        ("field server", "^srv", field("X-Server", "srv/1"), False),
        ("cookie decoded", '^{"iv":"a","mac"', cookie("any", ENCRYPTED), True),
        ("cookie decoded", '^{"iv":"a","mac"', cookie("any", "plain"), False),
        ("script", r"/lib\.js$", script(src="https://cdn.example/lib.js"), True),
        ("script", "lib", script(code="lib"), False),
        ("code", "lib", script(code="a lib here"), True),
        ("own file", "^/x/", script(src=f"{URL}x/lib.js"), True),
        ("own file", "^/x/", image(f"{URL}x/a.png"), True),
        ("own file", "^/x/", image("https://cdn.example/x/a.png"), False),
        ("meta generator", "^M", PageMeta(name="generator", content="M 1", url=URL), True),
        ("meta generator", "^M", PageMeta(name="author", content="M 1", url=URL), False),
        ("attribute", "x-[a-z]+", attribute("x-data", ""), True),
        ("attribute", "x-", attribute("x-data", ""), False),
        ("attribute id", "^app$", attribute("id", "app"), True),
        ("attribute id", "^app$", attribute("name", "app"), False),
    ],
)
def test_matches(where: str, pattern: str, fact: Fact, fits: bool) -> None:
    row: dict[str, Any] = {"where": where, "pattern": pattern, "value": "Product"}
    found = list(matches([row], [observe(fact)]))
    assert bool(found) is fits
    assert all(match.reason().endswith(".") for match in found)


def test_reasons_name_the_product_or_the_feature() -> None:
    row = {"where": "cookie", "pattern": "c", "value": "Product: feature"}
    (match,) = matches([row], [observe(cookie("c"))])
    assert match.reason() == "The cookie c is one that the feature of Product sets."
    (match,) = matches([{**row, "reason": "{name} speaks."}], [observe(cookie("c"))])
    assert match.reason() == "c speaks."


def test_the_version_is_the_named_group() -> None:
    row = {"where": "field server", "pattern": r"^srv/(?P<version>[\d.]+)", "value": "srv"}
    (match,) = matches([row], [observe(field("Server", "srv/1.2 (x)"))])
    assert match.version == "1.2"


ROWS = [row for name in ("technologies", "trackers") for row in load().rows(name)]


@pytest.mark.parametrize("key", ["pattern", "path", "code", "id"])
def test_no_pattern_is_slow_on_its_own_words(key: str) -> None:
    for pattern in {row[key] for row in ROWS if key in row}:
        for word in re.findall(r"[A-Za-z_/@.-]{3,}", pattern.replace("\\", ""))[:4]:
            text = f"/{word.strip('/')}/" * (16384 // (len(word) + 2))
            started = perf_counter()
            list(re.finditer(pattern, text, re.IGNORECASE))
            assert perf_counter() - started < 1, pattern  # seconds; a page holds hundreds of these


@given(st.text(max_size=200))
def test_decoding_never_raises(text: str) -> None:
    assert decoded(text) is None or decoded(text) is not None


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=4))
def test_what_was_encoded_is_decoded(document: dict[str, str]) -> None:
    text = base64.b64encode(json.dumps(document).encode()).decode().rstrip("=")
    assert decoded(text) == json.dumps(document, sort_keys=True, separators=(",", ":"))
