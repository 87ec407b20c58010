"""Reports of testssl, imported."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from periplus.collectors.imported_testssl import MEDIA_TYPE, kept, parse
from tests.facts.samples import AT, anything, evidence
from tests.facts.test_testssl import FLAT, PRETTY


def test_a_file_is_of_its_kind() -> None:
    assert kept(FLAT) == FLAT
    with pytest.raises(ValueError, match="it is no JSON"):
        kept(b"<html>")


def test_the_vantage_is_the_capture_s() -> None:
    readings = list(parse(evidence(FLAT, MEDIA_TYPE)))
    assert readings
    assert all(getattr(r.fact, "vantage", "") == "here" for r in readings)


def test_a_report_from_after_the_import_tells_nothing() -> None:
    early = replace(evidence(PRETTY, MEDIA_TYPE), captured_at=AT.replace(year=2020))
    assert list(parse(early)) == []


@given(anything(FLAT))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, MEDIA_TYPE)))
