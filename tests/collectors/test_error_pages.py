"""Odd requests in the laboratory, and where they are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from periplus.collectors.error_pages import parse
from periplus.facts.error_page import ODD, ErrorPage
from periplus.model import Contact, Failure, Scope, SubjectKind
from tests.collectors.rounds import fetched, found, subject
from tests.collectors.test_tls_offer import SCOPE
from tests.facts.samples import HTTP, anything, evidence
from tests.facts.test_error_page import BODY, URL

SITE = subject(SubjectKind.SITE, "https://www.example.org")


async def test_three_pages(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "error_pages", SITE, SCOPE)
    pages = [fact for fact in found(captures) if isinstance(fact, ErrorPage)]
    assert [page.asked for page in pages] == list(ODD)
    assert {page.status_code for page in pages} == {404}


@pytest.mark.parametrize(
    "scope", [replace(SCOPE, contact=Contact.VISIT), replace(SCOPE, authorised_by="")]
)
async def test_any_less_of_a_scope_refuses_once(tmp_path: Path, scope: Scope) -> None:
    captures = await fetched(tmp_path / "case", "error_pages", SITE, scope)
    refused = [one for one in captures if one.source.startswith("http")]
    assert [one.failure for one in refused] == [Failure.REFUSED_SCOPE]


async def test_nobody_there(tmp_path: Path) -> None:
    changed = ("edge A 198.51.100.7", "edge A 198.51.100.9")
    captures = await fetched(tmp_path / "case", "error_pages", SITE, SCOPE, changed=changed)
    assert captures[-1].failure is not None


@given(anything(BODY))
def test_never_raises(body: bytes) -> None:
    list(parse(evidence(body, HTTP, source=URL)))
