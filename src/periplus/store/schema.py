"""The database of a case: append-only tables, and connections to them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from periplus.store.layout import DATABASE

_APPLICATION_ID = 0x50455249  # "PERI"

_TABLES = """
CREATE TABLE head (
  one INTEGER PRIMARY KEY CHECK (one = 1), title TEXT NOT NULL,
  target_kind TEXT NOT NULL, target_key TEXT NOT NULL, retain_until TEXT);
CREATE TABLE captures (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, collector TEXT NOT NULL,
  target_kind TEXT NOT NULL, target_key TEXT NOT NULL, source TEXT NOT NULL,
  asked TEXT, dialled TEXT, request BLOB NOT NULL, digest TEXT NOT NULL,
  size_bytes INTEGER NOT NULL, media_type TEXT NOT NULL, captured_at TEXT NOT NULL,
  elapsed_s REAL NOT NULL, vantage TEXT NOT NULL, failure TEXT, sensitivity TEXT NOT NULL,
  link TEXT NOT NULL);
CREATE INDEX captures_by_request ON captures (source, collector, vantage);
CREATE INDEX captures_by_digest ON captures (digest);
CREATE TABLE bodies (digest TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE tombstones (
  seq INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, reason TEXT NOT NULL, at TEXT NOT NULL,
  link TEXT NOT NULL);
CREATE TABLE judgements (
  number INTEGER PRIMARY KEY, key TEXT NOT NULL, version TEXT NOT NULL,
  weights TEXT NOT NULL, as_of TEXT NOT NULL, claims INTEGER NOT NULL,
  observations INTEGER NOT NULL, digest TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE settings (seq INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT NOT NULL);
CREATE INDEX settings_by_key ON settings (key, seq);
"""

_APPEND_ONLY = ("head", "captures", "tombstones", "judgements", "settings")

_BODY_TRIGGERS = """
CREATE TRIGGER bodies_no_update BEFORE UPDATE ON bodies
BEGIN SELECT RAISE(ABORT, 'a body is never changed'); END;
CREATE TRIGGER bodies_no_delete BEFORE DELETE ON bodies
WHEN NOT EXISTS (SELECT 1 FROM tombstones WHERE digest = OLD.digest)
BEGIN SELECT RAISE(ABORT, 'a body is deleted only under a tombstone'); END;
"""


def _triggers() -> str:
    return _BODY_TRIGGERS + "".join(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;\n"
        for table in _APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    )


def create(directory: Path) -> sqlite3.Connection:
    """Make the database; the connection writes."""
    connection = _connect(directory, "rwc")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(
        f"BEGIN IMMEDIATE; {_TABLES} {_triggers()} PRAGMA application_id = {_APPLICATION_ID}; COMMIT;"
    )
    return connection


def connect(directory: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open the database; sqlite3.DatabaseError when it is none of ours."""
    connection = _connect(directory, _mode(directory) if read_only else "rw")
    try:
        (found,) = connection.execute("PRAGMA application_id").fetchone()
        if found != _APPLICATION_ID:
            msg = "it is not the database of a case"
            raise sqlite3.DatabaseError(msg)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def attach(connection: sqlite3.Connection, directory: Path, name: str) -> None:
    """Let a connection read another case's database too, under a name."""
    connection.execute(f"ATTACH DATABASE ? AS {name}", (_uri(directory, _mode(directory)),))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it durable on return, or none of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _mode(directory: Path) -> str:
    # Reading a WAL database makes two small files beside it. Where that is not allowed, and no
    # writer left one, SQLite may take the file for unchanging.
    wal = directory / f"{DATABASE}-wal"
    writable = os.access(directory, os.W_OK)
    return "ro" if writable or wal.exists() else "ro&immutable=1"


def _uri(directory: Path, mode: str) -> str:
    return f"{(directory / DATABASE).absolute().as_uri()}?mode={mode}"


def _connect(directory: Path, mode: str) -> sqlite3.Connection:
    # One lock of the case orders the threads; the module's own check would forbid them.
    connection = sqlite3.connect(
        _uri(directory, mode), uri=True, isolation_level=None, timeout=30, check_same_thread=False
    )
    # A damaged text is read as far as it goes, so that verification can name its row.
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # a forgotten body leaves no pages behind
    connection.execute("PRAGMA recursive_triggers = ON")  # else REPLACE would slip past them
    return connection
