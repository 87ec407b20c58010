"""Checks of a whole case: database, custody, bodies, tombstones, judgements."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from periplus.model import INLINE_BYTES
from periplus.store import custody, judgement, layout, redaction, rows
from periplus.store.judgement import Judgement

HEAD = "title, target_kind, target_key, retain_until"
TOMBSTONE = "digest, reason, at"
_CHUNK_BYTES = 1024 * 1024


def problems(directory: Path, connection: sqlite3.Connection) -> list[str]:
    """What is wrong, a sentence each; never raises for damage."""
    found: list[str] = []
    try:
        connection.execute("BEGIN")  # one moment of a case that may be growing
        try:
            for check in (_database, _chains, _tombstones, _judgements):
                found.extend(check(connection))
            found.extend(_bodies(directory, connection))
        finally:
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        found.append(f"The database is damaged: {error}.")
    return found


def _database(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA quick_check"):
        if line != "ok":
            yield f"The database is damaged: {line}."


def _chains(connection: sqlite3.Connection) -> Iterator[str]:
    heads = connection.execute(f"SELECT {HEAD} FROM head").fetchall()
    if len(heads) != 1:
        yield "The head row of the case is gone."
        return
    chains = {"captures": ", ".join(rows.COLUMNS), "tombstones": TOMBSTONE}
    for table, columns in chains.items():
        stored = connection.execute(f"SELECT seq, {columns}, link FROM {table} ORDER BY seq")
        links = ((seq, cells, link) for seq, *cells, link in stored)
        for number, why in custody.broken_links(custody.genesis(table, heads[0]), links):
            yield f"Custody is broken at row {number} of {table}: {why}."


def _bodies(directory: Path, connection: sqlite3.Connection) -> Iterator[str]:
    try:
        records = layout.redactions(directory) or {}
    except ValueError as error:
        yield f"The redaction records {layout.REDACTIONS} are damaged: {error}."
        records = {}
    query = (
        "SELECT c.digest, c.size_bytes, CAST(b.content AS BLOB), t.digest FROM "
        "(SELECT DISTINCT digest, size_bytes FROM captures) c "
        "LEFT JOIN bodies b ON b.digest = c.digest LEFT JOIN tombstones t ON t.digest = c.digest"
    )
    for digest, size, inline, tombstone in connection.execute(query):
        path = layout.body_path(directory, str(digest))
        if tombstone is not None:
            if inline is not None or path.exists():
                yield f"The body {digest} was forgotten and is still there."
        elif digest in records:
            yield from _redacted(records[digest], digest, size, inline, path)
        elif inline is not None:
            yield from _compare(digest, size, hashlib.sha256(inline).hexdigest(), len(inline))
        elif isinstance(size, int) and size <= INLINE_BYTES:
            yield f"The body {digest} is missing."
        else:
            yield from _body_file(path, digest, size)
    stray = "SELECT digest FROM bodies WHERE digest NOT IN (SELECT digest FROM captures)"
    for (digest,) in connection.execute(stray):
        yield f"The body {digest} belongs to no capture."


def _redacted(record: object, digest: str, size: int, inline: bytes | None, path: Path) -> Iterator[str]:
    try:
        derivative = path.read_bytes() if inline is None else inline
    except OSError as error:
        yield f"The body {digest} cannot be read: {error.strerror}."
        return
    for problem in redaction.verify_redaction(record, derivative, digest):
        yield f"The body {digest}: {problem}"
    if len(derivative) != size:
        yield f"The body {digest} has {len(derivative)} bytes and its capture says {size}."


def _body_file(path: Path, digest: str, size: int) -> Iterator[str]:
    found, length = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                found.update(chunk)
                length += len(chunk)
    except FileNotFoundError:
        yield f"The body {digest} is missing."
    except OSError as error:
        yield f"The body {digest} cannot be read: {error.strerror}."
    else:
        yield from _compare(digest, size, found.hexdigest(), length)


def _compare(digest: str, size: int, found: str, length: int) -> Iterator[str]:
    if found != digest:
        yield f"The body {digest} was changed: its bytes have the digest {found}."
    elif length != size:
        yield f"The body {digest} has {length} bytes and its capture says {size}."


def _tombstones(connection: sqlite3.Connection) -> Iterator[str]:
    query = "SELECT digest FROM tombstones WHERE digest NOT IN (SELECT digest FROM captures)"
    for (digest,) in connection.execute(query):
        yield f"The tombstone of {digest} belongs to no capture."


def _judgements(connection: sqlite3.Connection) -> Iterator[str]:
    captures = {capture for (capture,) in connection.execute("SELECT id FROM captures")}
    query = "SELECT number, key, digest, CAST(content AS BLOB) FROM judgements ORDER BY number"
    for number, key, digest, content in connection.execute(query):
        name = f"Judgement {number}"
        if hashlib.sha256(content).hexdigest() != digest:
            yield f"{name} was changed: its bytes do not have the digest stored with it."
            continue
        try:
            judged = judgement.load(content)
        except ValueError as error:
            yield f"{name} cannot be read: {error}."
            continue
        if judgement.key(judged) != key:
            yield f"{name} was changed: its claims are not those it was stored under."
        yield from (f"{name}: {problem}" for problem in _support(judged, captures))


def _support(judged: Judgement, captures: set[str]) -> Iterator[str]:
    known = {row.get("id") for row in judged.observations}
    for claim in judged.claims:
        ignored = (support for left_out in claim.ignored for support in left_out.support)
        for missing in sorted({*claim.support, *ignored} - known):
            yield f"claim {claim.id} rests on observation {missing}, which it does not hold."
    for row in judged.observations:
        if row.get("evidence") not in captures:
            yield f"observation {row.get('id')} rests on a capture that the case does not hold."
