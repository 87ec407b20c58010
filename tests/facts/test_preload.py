"""A row of the preload list becomes facts that select in the evidence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from periplus.facts.place import PackRow
from periplus.facts.preload import PreloadEntry, read_preload_row
from periplus.model import Basis, Subject, SubjectKind
from tests.facts.samples import anything, facts, holds

SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
MEDIA_TYPE = "application/vnd.periplus.pack-row"


def body(**row: Any) -> bytes:
    plain = {"host": "www.example.org", "listed": True, "entry": "example.org", "line": "example.org\t1"}
    document = {"pack": "hsts", "kind": "hsts", "date": "2025-01-01", "row": {**plain, **row}}
    return json.dumps(document).encode()


def test_a_row() -> None:
    content = body()
    entry, table = holds(read_preload_row(content, SITE), content, MEDIA_TYPE)

    assert entry.fact == PreloadEntry(
        host="www.example.org", listed=True, entry="example.org", dated="2025-01-01"
    )
    assert isinstance(table.fact, PackRow)
    assert (entry.subject, entry.basis, f"{entry.observed_at:%Y-%m-%d}") == (
        SITE,
        Basis.TOLD,
        "2025-01-01",
    )


@pytest.mark.parametrize("row", [{"listed": "yes"}, {"host": 1}, {"entry": None}])
def test_an_odd_row_says_nothing(row: dict[str, Any]) -> None:
    assert facts(read_preload_row(body(**row), SITE)) == []


@given(anything(body()))
def test_never_raises(content: bytes) -> None:
    list(read_preload_row(content, SITE))
