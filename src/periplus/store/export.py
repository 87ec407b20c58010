"""A case to hand on: its rows and custody as they are, its bodies without natural persons."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from periplus.model import INLINE_BYTES, Evidence
from periplus.net.clock import Clock
from periplus.store import layout, redaction, schema
from periplus.store.case import Case
from periplus.store.errors import told

_AS_THEY_ARE = ("head", "captures", "tombstones", "judgements")
_OWN_PERSONS = ("operator", "authorised_by")  # in a scope: who asks, and by whose leave


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export holds."""

    captures: int
    bodies: int  # different ones, without those that the case had forgotten
    redacted: int  # bodies of which something is covered
    details: int  # covers in all


def export(case: Case, directory: Path, *, keep_personal: str = "") -> Exported:
    """Write a case into a new or empty directory as another one, to be handed on.

    Rows, digests, custody and judgements stay. A body that names natural persons is replaced by its
    derivative, and the redaction records lie beside them: `Case.verify` accepts both, nothing can be
    added. With `keep_personal`, a reason, it is a whole copy, and both tell the reason among their
    settings: then the case must be open for writing. CaseError when the directory holds anything else.
    """
    layout.prepare(directory)
    held = layout.lock(directory)
    try:
        layout.prepare(directory)  # again: another run may have made a case before the lock
        if keep_personal:
            about = {"reason": keep_personal, "at": Clock().now().isoformat(timespec="seconds")}
            case.set_setting("kept_personal", about)
        with told(directory):
            layout.clear(directory)
            with closing(schema.create(directory)) as connection:
                whole = bool(keep_personal)
                captures = _rows(case, connection, whole=whole)
                bodies, records = _bodies(captures, directory, connection, whole=whole)
            if not keep_personal:
                layout.write_redactions(directory, records)
            layout.write_marker(directory)
    finally:
        os.close(held)
    return Exported(
        captures=sum(map(len, captures.values())),
        bodies=bodies,
        redacted=len(records),
        details=sum(len(record["spans"]) for record in records.values()),
    )


def _rows(
    case: Case, connection: sqlite3.Connection, *, whole: bool
) -> Mapping[str, Sequence[Evidence]]:
    """Copy all rows but the bodies, as of one moment; the copied captures by digest."""
    schema.attach(connection, case.directory, "original")
    with schema.transaction(connection):
        for table in _AS_THEY_ARE:
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM original.{table} ORDER BY 1")
        settings = connection.execute("SELECT key, value FROM original.settings ORDER BY seq")
        for key, value in settings.fetchall():
            kept = value if whole or key != "scope" else _anonymous(value)
            connection.execute("INSERT INTO main.settings VALUES (NULL, ?, ?)", (key, kept))
    connection.execute("DETACH DATABASE original")
    captures: defaultdict[str, list[Evidence]] = defaultdict(list)
    for (name,) in connection.execute("SELECT id FROM captures ORDER BY seq").fetchall():
        evidence = case.evidence(name)
        captures[evidence.body.digest].append(evidence)
    return captures


def _anonymous(scope: str) -> str:
    fields = json.loads(scope)
    withheld = {name: redaction.WITHHELD.decode() for name in _OWN_PERSONS if fields.get(name)}
    return json.dumps(fields | withheld, sort_keys=True)


def _bodies(
    captures: Mapping[str, Sequence[Evidence]],
    directory: Path,
    connection: sqlite3.Connection,
    *,
    whole: bool,
) -> tuple[int, Mapping[str, Any]]:
    """Write the bodies, as they are or their derivatives: how many, and the records of the latter."""
    count, records = 0, {}
    for digest, those in captures.items():
        try:
            content = those[0].body.read()
        except FileNotFoundError:  # forgotten; its tombstone is among the rows
            continue
        count += 1
        if not whole:
            content, record = redaction.export(content, those)
            if record["spans"]:
                records[digest] = record
        if len(content) > INLINE_BYTES:
            layout.write_body(directory, digest, content)
        else:
            connection.execute("INSERT INTO bodies VALUES (?, ?)", (digest, content))
    return count, records
