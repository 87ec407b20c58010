"""Twin of store/schema.py: the tables only grow."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from periplus.store import schema


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    made = schema.create(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE settings SET value = '2'",
        "DELETE FROM settings",
        "REPLACE INTO settings VALUES (1, 'a', '2')",
        "UPDATE bodies SET content = x'00'",
        "DELETE FROM bodies",
        "REPLACE INTO bodies VALUES ('d', x'00')",
    ],
)
def test_nothing_is_changed_or_deleted(connection: sqlite3.Connection, change: str) -> None:
    connection.execute("INSERT INTO settings VALUES (1, 'a', '1')")
    connection.execute("INSERT INTO bodies VALUES ('d', x'ff')")

    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(change)


def test_a_body_goes_under_a_tombstone_only(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO bodies VALUES ('d', x'ff')")
    connection.execute("INSERT INTO tombstones VALUES (1, 'd', 'why', 'when', 'link')")

    assert connection.execute("DELETE FROM bodies").rowcount == 1


def test_a_transaction_is_all_or_none(connection: sqlite3.Connection) -> None:
    def fail() -> None:
        with schema.transaction(connection):
            connection.execute("INSERT INTO settings VALUES (1, 'a', '1')")
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert connection.execute("SELECT count(*) FROM settings").fetchone() == (0,)


def test_a_database_of_something_else(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "case.sqlite").close()

    with pytest.raises(sqlite3.DatabaseError, match="not the database of a case"):
        schema.connect(tmp_path, read_only=True)


def test_durability(connection: sqlite3.Connection) -> None:
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
