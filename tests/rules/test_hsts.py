"""Whether a site keeps its visitors to encryption, and whether browsers ship it."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.http import HttpField, HttpResponse
from periplus.facts.preload import PreloadEntry
from periplus.model import Observation
from periplus.rules import hsts
from tests.rules.conftest import observation

SITE = "SITE:https://www.example.org"
URL = "https://www.example.org/"


def page(status: int = 200, *, url: str = URL, evidence: str = "e1") -> Observation:
    fact = HttpResponse(
        url=url,
        status_code=status,
        reason="OK",
        version="HTTP/1.1",
        content_type="text/html",
        content_bytes=1,
    )
    return observation(SITE, fact, evidence=evidence)


def field(value: str, *, position: int = 0, evidence: str = "e1") -> Observation:
    name = "strict-Transport-security"
    fact = HttpField(name=name, value=value, position=position, url=URL)
    return observation(SITE, fact, evidence=evidence)


def entry(*, listed: bool, by: str = "") -> Observation:
    fact = PreloadEntry(host="www.example.org", listed=listed, entry=by, dated="2025-01-01")
    return observation(SITE, fact)


@pytest.mark.parametrize(
    ("value", "finding", "mended"),
    [
        (None, "No Strict-Transport-Security", False),
        ("max-age=soon", "not well formed", False),
        ("max-age=0", "forget the host", False),
        ("max-age=86400; includeSubDomains", "for only 1 days", False),
        ("max-age=31536000", "not for names below", False),
        ("max-age=31536000; includeSubDomains", "names below included", True),
        ("max-age=31536000; preload", "lacks includeSubDomains", False),
        ("max-age=63072000; includeSubDomains; preload", "names below included", True),
    ],
)
def test_findings(ask: Any, value: str | None, finding: str, mended: bool) -> None:
    seen = [page()] + ([field(value)] if value is not None else [])
    (claim,) = ask(hsts, *seen)

    assert finding in claim.value["finding"]
    assert (claim.value["advice"] == "") is mended
    assert claim.value["preload_list"] == "not known"
    assert "pack hsts is not here" in claim.reasons[0]


@pytest.mark.parametrize(
    ("seen", "state", "reason"),
    [
        (entry(listed=False), "not listed", "does not hold www.example.org"),
        (entry(listed=True, by="www.example.org"), "listed", "holds www.example.org: browsers"),
        (entry(listed=True, by="example.org"), "listed", "by the entry example.org"),
    ],
)
def test_the_preload_list(ask: Any, seen: Observation, state: str, reason: str) -> None:
    (claim,) = ask(hsts, page(), seen)

    assert claim.value["preload_list"] == state
    assert reason in claim.reasons[0]
    assert seen.id in claim.support


def test_of_several_fields_the_first_counts(ask: Any) -> None:
    (claim,) = ask(hsts, page(), field("max-age=0"), field("max-age=31536000", position=1))
    assert claim.value["max_age_s"] == 0


def test_a_page_counts_before_a_redirect(ask: Any) -> None:
    seen = [
        page(),
        field("max-age=31536000; includeSubDomains"),
        page(302, url=URL + "x", evidence="e2"),
    ]
    (claim,) = ask(hsts, *seen)
    assert claim.value["max_age_s"] == 31536000


def test_an_unencrypted_answer_is_not_asked_for_it(ask: Any) -> None:
    assert ask(hsts, page(url="http://www.example.org/")) == []
