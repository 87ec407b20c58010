"""The judgements of a case, in the order of judging: appended, never changed."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime

from periplus.store import judgement
from periplus.store.judgement import Judgement, JudgementHead
from periplus.store.rows import time_text


def append(connection: sqlite3.Connection, judged: Judgement) -> int:
    """Store a judgement, unless the last one is equal; its number either way. In a transaction.

    An earlier equal one does not count: the last judgement is the one that reports show.
    """
    key, content = judgement.key(judged), judgement.dump(judged)
    last = connection.execute("SELECT number, key FROM judgements ORDER BY number DESC").fetchone()
    if last is not None and last[1] == key:
        return int(last[0])
    cells = (
        key,
        judged.version,
        judged.weights,
        time_text(judged.as_of),
        len(judged.claims),
        len(judged.observations),
        hashlib.sha256(content).hexdigest(),
        content,
    )
    cursor = connection.execute("INSERT INTO judgements VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", cells)
    return int(cursor.lastrowid or 0)


def load(connection: sqlite3.Connection, number: int | None) -> Judgement | None:
    """The judgement of a number, or the last one. ValueError when its bytes are damaged."""
    found = connection.execute(
        "SELECT CAST(content AS BLOB) FROM judgements WHERE ?1 IS NULL OR number = ?1 "
        "ORDER BY number DESC LIMIT 1",
        (number,),
    ).fetchone()
    return None if found is None else judgement.load(found[0])


def heads(connection: sqlite3.Connection) -> list[JudgementHead]:
    """All judgements without their contents."""
    rows = connection.execute(
        "SELECT number, version, weights, as_of, claims, observations, digest "
        "FROM judgements ORDER BY number"
    )
    return [
        JudgementHead(
            number=number,
            version=version,
            weights=weights,
            as_of=datetime.fromisoformat(as_of),
            claims=claims,
            observations=observations,
            digest=digest,
        )
        for number, version, weights, as_of, claims, observations, digest in rows
    ]
