"""Documents of what a corpus says of a page."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from periplus.facts.technologies import CorpusImplied, CorpusMatch, read_matches
from periplus.model import Basis, Subject, SubjectKind
from tests.facts.samples import anything, holds

ABOUT = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
MATCH: dict[str, Any] = {
    "kind": "meta",
    "key": "generator",
    "pattern": "^Quill",
    "version": "4.1",
    "confidence": 100,
    "found": "Quill 4.1",
    "capture": "e1",
    "place": "bytes=10-20",
}
DOCUMENT: dict[str, Any] = {
    "corpus": "the rules of somebody",
    "technologies": [
        {"name": "Quill", "categories": ["CMS"], "matches": [MATCH], "implied": []},
        {"name": "Broken", "categories": [], "matches": [{"kind": 7}], "implied": []},
        {
            "name": "Lingua",
            "categories": ["Programming languages"],
            "matches": [],
            "implied": [{"by": "Quill", "confidence": 80}],
        },
    ],
}
SAMPLE = json.dumps(DOCUMENT).encode()


def test_matches_and_what_they_imply() -> None:
    match, implied = holds(read_matches(SAMPLE, ABOUT), SAMPLE, "application/json")
    assert match.fact == CorpusMatch(
        technology="Quill", categories=("CMS",), corpus="the rules of somebody", **MATCH
    )
    assert (match.selector, match.basis) == ("json:/technologies/0/matches/0", Basis.DEDUCED)
    assert implied.fact == CorpusImplied(
        technology="Lingua",
        categories=("Programming languages",),
        by="Quill",
        confidence=80,
        corpus="the rules of somebody",
    )


@given(anything(SAMPLE))
def test_nothing_raises(body: bytes) -> None:
    list(read_matches(body, ABOUT))
