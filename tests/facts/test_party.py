"""Rows of a table of third parties: told, dated as the table."""

from __future__ import annotations

import json

from hypothesis import given

from periplus.facts.party import ThirdParty, read_party
from periplus.model import Basis, Subject, SubjectKind
from tests.facts.samples import anything, holds

ABOUT = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
SAMPLE = json.dumps(
    {
        "pack": "third-parties",
        "kind": "third-parties",
        "date": "2026-03-04",
        "attribution": "Somebody",
        "row": {"name": "Count", "company": "Counters", "category": "analytics"},
    }
).encode()


def test_row() -> None:
    (reading,) = holds(read_party(SAMPLE, host="c.example", about=ABOUT), SAMPLE, "application/json")
    assert reading.fact == ThirdParty(
        host="c.example",
        name="Count",
        company="Counters",
        category="analytics",
        table="The table third-parties of 2026-03-04 (Somebody)",
    )
    assert (reading.basis, reading.subject) == (Basis.TOLD, ABOUT)
    assert reading.observed_at is not None
    assert reading.observed_at.isoformat() == "2026-03-04T00:00:00+00:00"


def test_other_packs_say_nothing() -> None:
    body = SAMPLE.replace(b'"kind": "third-parties"', b'"kind": "as"')
    assert list(read_party(body, host="c.example", about=ABOUT)) == []


@given(anything(SAMPLE))
def test_nothing_raises(body: bytes) -> None:
    list(read_party(body, host="c.example", about=ABOUT))
