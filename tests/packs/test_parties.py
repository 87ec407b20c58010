"""Third parties by host: the name itself, then the nearest name that stands for all below it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from periplus.packs.container import Container, PackError
from periplus.packs.parties import Parties
from periplus.packs.shelf import Shelf
from tests.packs.shelves import AS_LINES, shelve

ENTITIES = [
    {"name": "Count", "company": "Counters", "category": "analytics", "domains": ["*.count.example"]},
    {"name": "Count Ads", "category": "ad", "domains": ["ads.count.example", 7]},
    {"name": "No domains"},
    {"domains": ["nameless.example"]},
    "nothing",
]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelve("third-parties", json.dumps(ENTITIES).encode(), tmp_path)
    return Shelf(tmp_path)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("ads.count.example", "Count Ads"),
        ("a.b.COUNT.example.", "Count"),
        ("count.example", "Count"),
        ("example", None),
        ("nameless.example", None),
    ],
)
def test_lookup(shelf: Shelf, host: str, name: str | None) -> None:
    answer = shelf.answer("third-parties", host)
    assert (answer.failure is None) == (name is not None)
    if name is not None:
        document = json.loads(answer.body)
        assert (document["row"]["name"], document["licence"]) == (name, "MIT")


def test_another_pack_is_none(tmp_path: Path) -> None:
    shelve("as", AS_LINES, tmp_path)
    with pytest.raises(PackError, match="holds no third parties"):
        Parties(Container(tmp_path / "as.pack"))
