"""Twin of store/verification.py: every kind of damage is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from periplus.model import INLINE_BYTES, Evidence
from periplus.store import layout
from periplus.store.case import Case
from periplus.store.judgement import Judgement

Capture = Callable[..., Evidence]
SMALL, LARGE = b"small", b"L" * (INLINE_BYTES + 1)


@pytest.fixture
def full(case: Case, capture: Capture) -> Case:
    case.add_all([capture("1", SMALL), capture("2", LARGE), capture("3", b"gone")])
    case.forget(case.evidence("3").body.digest, reason="asked to")
    assert case.verify() == []
    return case


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE captures SET source = 'x' WHERE seq = 2", "row 2 of captures"),
        ("UPDATE captures SET elapsed_s = 9e999 WHERE seq = 1", "row 1 of captures"),
        ("DELETE FROM captures WHERE seq = 1", "row 1 is missing"),
        ("UPDATE captures SET size_bytes = 4 WHERE seq = 1", "has 5 bytes and its capture says 4"),
        ("UPDATE tombstones SET reason = 'x'", "row 1 of tombstones"),
        ("DELETE FROM tombstones", "is missing"),
        ("UPDATE head SET title = 'x'", "Custody is broken"),
        ("DELETE FROM head", "head row"),
        ("UPDATE bodies SET content = x'00'", "was changed"),
        ("UPDATE bodies SET content = CAST(x'ff00' AS TEXT)", "was changed"),
        ("UPDATE captures SET source = CAST(x'ff00' AS TEXT) WHERE seq = 2", "row 2 of captures"),
        ("DELETE FROM bodies", "is missing"),
        ("INSERT INTO bodies VALUES ('d', x'00')", "belongs to no capture"),
        ("DROP TABLE judgements", "database is damaged"),
    ],
)
def test_changed_rows(full: Case, change: str, told: str) -> None:
    connection = full._connection
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(change)

    assert any(told in problem for problem in full.verify())


def test_changed_files(full: Case) -> None:
    path: Path = layout.body_path(full.directory, full.evidence("2").body.digest)
    path.write_bytes(b"other")
    assert any("was changed" in problem for problem in full.verify())
    path.unlink()
    assert any("is missing" in problem for problem in full.verify())


def test_a_forgotten_file_that_is_still_there_goes_with_the_next_writer(
    full: Case, capture: Capture
) -> None:
    large = full.add(capture("4", LARGE + b"4")).body
    assert large.path is not None
    content = large.path.read_bytes()
    full.forget(large.digest, reason="asked to")
    large.path.write_bytes(content)
    assert any("still there" in problem for problem in full.verify())
    full.close()

    with Case.open(full.directory) as again:
        assert again.verify() == []


def judged(**changes: Any) -> Judgement:
    fields: dict[str, Any] = {
        "version": "1",
        "weights": "w@1",
        "as_of": datetime(2026, 1, 1, tzinfo=UTC),
        "claims": (),
        "observations": (),
    }
    return Judgement(**(fields | changes))


def test_judgements_rest_on_what_is_there(full: Case) -> None:
    full.add_judgement(judged(observations=({"id": "o", "evidence": "nowhere"},)))

    assert full.verify() == [
        "Judgement 1: observation o rests on a capture that the case does not hold."
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE judgements SET content = x'00'", "was changed"),
        ("UPDATE judgements SET key = 'x'", "not those it was stored under"),
    ],
)
def test_changed_judgements(full: Case, change: str, told: str) -> None:
    full.add_judgement(judged())
    full._connection.execute("DROP TRIGGER judgements_no_update")
    full._connection.execute(change)

    assert any(told in problem for problem in full.verify())
