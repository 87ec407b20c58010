"""Results of services that load a page, imported."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from periplus.collectors.imported_urlscan import MEDIA_TYPE, kept, parse, recorded
from periplus.model import Basis
from tests.facts.samples import AT, HTTP, anything, evidence
from tests.facts.test_urlscan import FILE, KEPT, SITE


def test_a_file_is_of_its_kind() -> None:
    assert kept(FILE) == KEPT
    with pytest.raises(ValueError, match="it is no JSON"):
        kept(b"<html>")


def test_file_and_responses_are_told_by_the_service() -> None:
    file = replace(evidence(KEPT, MEDIA_TYPE), target=SITE)
    page = list(recorded(FILE))[-1]
    for capture in (file, evidence(page.message, HTTP)):
        readings = list(parse(capture))
        assert readings
        assert {one.basis for one in readings} == {Basis.TOLD}


def test_a_scan_from_after_the_import_tells_nothing() -> None:
    early = replace(evidence(KEPT, MEDIA_TYPE), target=SITE, captured_at=AT.replace(year=2020))
    assert list(parse(early)) == []


@given(anything(KEPT))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, MEDIA_TYPE)))
    list(parse(evidence(body, HTTP)))
