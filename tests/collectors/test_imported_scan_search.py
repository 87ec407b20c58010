"""Exports handed over: services without banners, counted for a country."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from periplus.collectors.imported_scan_search import MEDIA_TYPE, kept, parse
from periplus.facts.scan import ScannedPort
from tests.facts.samples import anything, evidence
from tests.facts.test_scan_search import SHODAN

EXPORT = json.dumps(SHODAN).encode()


def test_what_is_kept_is_what_is_read() -> None:
    facts = [reading.fact for reading in parse(evidence(kept(EXPORT), MEDIA_TYPE))]
    assert [fact.port for fact in facts if isinstance(fact, ScannedPort)] == [443, 25]


def test_other_files_are_refused() -> None:
    with pytest.raises(ValueError, match="no service"):
        kept(b"{}")


@given(anything(kept(EXPORT)))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, MEDIA_TYPE)))
