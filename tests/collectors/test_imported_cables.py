"""Tables of cables handed over as files."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from periplus.collectors.imported_cables import MEDIA_TYPE, kept, parse
from periplus.model import Basis, Evidence, Subject, SubjectKind
from tests.facts.samples import anything, evidence
from tests.facts.test_cables import CSV


def of_country(body: bytes) -> Evidence:
    return replace(evidence(body, MEDIA_TYPE), target=Subject(kind=SubjectKind.COUNTRY, key="ZZ"))


def test_the_file_is_kept_unaltered() -> None:
    assert kept(CSV) == CSV
    with pytest.raises(ValueError, match="no column cable"):
        kept(b"url\nhttps://news.example/\n")


def test_each_cable_is_told_of_the_country() -> None:
    readings = list(parse(of_country(CSV)))
    assert [(r.subject.key, r.basis) for r in readings] == [("ZZ", Basis.TOLD), ("ZZ", Basis.TOLD)]
    assert list(parse(evidence(CSV, MEDIA_TYPE))) == []


@given(anything(CSV))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(of_country(body)))
