"""Measurements of blocking handed over as files."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from periplus.collectors.imported_measurements import MEDIA_TYPE, kept, parse
from periplus.model import Basis, Evidence, Subject, SubjectKind
from tests.facts.samples import anything, evidence
from tests.facts.test_ooni import COUNTS, LIST, SINGLE

JSON = json.dumps(COUNTS).encode()


def of_country(body: bytes) -> Evidence:
    return replace(evidence(body, MEDIA_TYPE), target=Subject(kind=SubjectKind.COUNTRY, key="ZZ"))


@pytest.mark.parametrize("document", [COUNTS, LIST, SINGLE])
def test_the_file_is_kept_unaltered(document: object) -> None:
    body = json.dumps(document).encode()
    assert kept(body) == body
    assert {reading.basis for reading in parse(of_country(body))} == {Basis.DEDUCED}


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="no counts"):
        kept(b"[]")


def test_a_case_about_a_site_learns_nothing() -> None:
    assert list(parse(evidence(JSON, MEDIA_TYPE))) == []


@given(anything(JSON))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(of_country(body)))
