"""Documents about libraries with known flaws."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from periplus.facts.libraries import KnownFlaw, LibraryCheck, SeenLibrary, read_flaws
from periplus.model import Basis, Subject, SubjectKind
from tests.facts.samples import anything, holds

SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
FLAW: dict[str, Any] = {
    "at_or_above": "1.2.0",
    "below": "1.5.0",
    "severity": "high",
    "summary": "A flaw",
    "references": ["CVE-2020-0001"],
    "links": [],
}
DOCUMENT = json.dumps(
    {
        "corpus": "the libraries of npm made by hand",
        "date": "2026-06-17",
        "scripts": 2,
        "addresses": 3,
        "libraries": [
            {"name": "heron", "version": "1.4.2", "how": "content", "url": "u", "flaws": [FLAW, 7]},
            7,
        ],
    }
).encode()


def test_what_was_compared_seen_and_is_known() -> None:
    readings = holds(read_flaws(DOCUMENT, SITE), DOCUMENT, "application/json")
    assert {one.basis for one in readings} == {Basis.DEDUCED}
    check, seen, flaw, *_ = (one.fact for one in readings)
    assert isinstance(check, LibraryCheck)
    assert (check.scripts, check.addresses) == (2, 3)
    assert check.source == "the libraries of npm made by hand of 2026-06-17"
    assert isinstance(seen, SeenLibrary)
    assert (seen.library, seen.version) == ("heron", "1.4.2")
    assert isinstance(flaw, KnownFlaw)
    assert (flaw.below, flaw.severity, flaw.references) == ("1.5.0", "high", ("CVE-2020-0001",))


def test_nothing_of_other_documents() -> None:
    for body in (b"", b"[]", b'{"libraries": {}}', b"[" * 100_000):
        assert list(read_flaws(body, SITE)) == []


@given(anything(DOCUMENT))
def test_reading_never_raises(body: bytes) -> None:
    list(read_flaws(body, SITE))
