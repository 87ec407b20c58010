"""Visits that a browser recorded, imported."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from periplus.collectors.imported_har import MEDIA_TYPE, kept, parse, recorded
from periplus.facts.browser import BrowserVisit
from periplus.facts.http import HttpResponse
from tests.facts.samples import AT, HTTP, anything, evidence, facts
from tests.facts.test_har import SITE, VISIT, har


def test_a_file_is_of_its_kind() -> None:
    assert b"topsecret" not in kept(VISIT)
    with pytest.raises(ValueError, match="it is no JSON"):
        kept(b"WARC/1.0")
    with pytest.raises(ValueError, match="no page of the web"):
        kept(har())


def test_the_file_tells_the_load_and_a_response_the_page() -> None:
    file = replace(evidence(kept(VISIT), MEDIA_TYPE), target=SITE)
    assert sum(isinstance(fact, BrowserVisit) for fact in facts(parse(file))) == 1
    _, page, _ = recorded(VISIT)
    assert any(isinstance(fact, HttpResponse) for fact in facts(parse(evidence(page.message, HTTP))))


def test_a_visit_from_after_the_import_tells_nothing() -> None:
    early = replace(evidence(kept(VISIT), MEDIA_TYPE), target=SITE, captured_at=AT.replace(year=2020))
    assert list(parse(early)) == []


@given(anything(kept(VISIT)))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, MEDIA_TYPE)))
    list(parse(evidence(body, HTTP)))
