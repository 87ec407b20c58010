"""A case: one target's evidence, judgements and settings, append-only, in one directory."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from periplus.model import INLINE_BYTES, Blob, Evidence, Failure, Subject, SubjectKind
from periplus.net.clock import Clock
from periplus.store import custody, docket, layout, rows, schema, verification
from periplus.store.errors import CaseError, CorruptCase, NotACase, told
from periplus.store.judgement import Judgement, JudgementHead

__all__ = ["Case", "CaseError", "CorruptCase", "NotACase"]

NOT_ASKED = frozenset(
    {
        Failure.REFUSED_SCOPE, Failure.REFUSED_ADDRESS, Failure.REFUSED_UNMAPPED,
        Failure.REFUSED_EXPIRED, Failure.BUDGET, Failure.OFFLINE, Failure.UNAVAILABLE,
    }
)  # fmt: skip
"""Failures of our own: nothing was sent, so another run or another scope may ask again."""

_PAGE = 500  # rows read at once; a reader holds no snapshot longer than that
_EVIDENCE = (
    "SELECT seq, "
    + ", ".join(f"c.{name}" for name in rows.COLUMNS)
    + ", CAST(b.content AS BLOB), t.digest "
    "FROM captures c LEFT JOIN bodies b ON b.digest = c.digest "
    "LEFT JOIN tombstones t ON t.digest = c.digest "
).replace("seq", "c.seq", 1)


class Case:
    """An open case; close it, or use it in a `with` statement.

    One writer, many readers, of one process or several. What a writing method returned outlives a
    kill and a power cut. Every method raises CaseError (CorruptCase for damage) and nothing else
    for what the disk does.
    """

    def __init__(self, directory: Path, connection: sqlite3.Connection, lock: int | None) -> None:
        """For `create` and `open`; `lock` is the writer's, None for a reader."""
        self.directory = directory
        self._connection = connection
        self._lock = lock
        self._threads = threading.RLock()
        self.title, self.target, self.retain_until = self._head()

    # ------------------------------------------------------------ making and opening

    @classmethod
    def create(
        cls, directory: Path, *, title: str, target: Subject, retain_until: datetime | None = None
    ) -> Case:
        """Make a case in a new or empty directory, and open it for writing.

        `retain_until` is the day after which the case should be destroyed; None: not decided.
        """
        layout.prepare(directory)
        held = layout.lock(directory)
        try:
            layout.prepare(directory)  # again: another run may have made a case before the lock
            with told(directory):
                until = rows.time_text(retain_until) if retain_until is not None else None
                layout.clear(directory)
                connection = schema.create(directory)
                connection.execute(
                    "INSERT INTO head VALUES (1, ?, ?, ?, ?)",
                    (title, target.kind.value, target.key, until),
                )
                layout.write_marker(directory)
                return cls(directory, connection, held)
        except BaseException:
            os.close(held)
            raise

    @classmethod
    def open(cls, directory: Path, *, read_only: bool = False) -> Case:
        """Open a case; for writing it takes the lock and sweeps what a killed writer left.

        NotACase, CorruptCase, or CaseError when another run is writing, or for an export without
        personal details, which nobody adds to.
        """
        layout.check_marker(directory)
        if not read_only and (directory / layout.REDACTIONS).exists():
            raise CaseError(
                f"The case {directory} is an export without personal details: read and verify it; "
                "judge, and add to, the case that it was made from."
            )
        if not (directory / layout.DATABASE).is_file():
            raise CorruptCase(directory, f"its database {layout.DATABASE} is gone")
        held = None if read_only else layout.lock(directory)
        try:
            with told(directory):
                case = cls(directory, schema.connect(directory, read_only=read_only), held)
                if held is not None:
                    layout.sweep(directory, case._keeps)
                return case
        except BaseException:
            if held is not None:
                os.close(held)
            raise

    def close(self) -> None:
        """Let go of the database and the lock. Twice does no harm."""
        with self._threads:
            self._connection.close()
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    def __enter__(self) -> Self:
        """The case itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    # ------------------------------------------------------------ evidence

    def add(self, evidence: Evidence) -> Evidence:
        """Store one capture durably and return it as stored; see `add_all`."""
        return self.add_all([evidence])[0]

    def add_all(self, evidences: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Store captures durably, all or none, and return them as stored: large bodies by path.

        Adding the same capture again changes nothing. The body of a forgotten digest stays
        forgotten: its row is stored, its bytes are not. CaseError when an id is of another
        capture, or a body is not what its digest says.
        """
        with self._writing():
            new = [evidence for evidence in evidences if not self._is_held(evidence)]
            contents = {e.body.digest: self._content(e) for e in new if not self._is_gone(e)}
            for digest, content in contents.items():
                if len(content) > INLINE_BYTES:
                    layout.write_body(self.directory, digest, content)
            with schema.transaction(self._connection):
                for digest, content in contents.items():
                    if len(content) <= INLINE_BYTES:
                        self._connection.execute(
                            "INSERT OR IGNORE INTO bodies VALUES (?, ?)", (digest, content)
                        )
                for evidence in new:
                    self._append("captures", self._cells(evidence))
            return tuple(self.evidence(evidence.id) for evidence in evidences)

    def find(self, *, collector: str, source: str, vantage: str) -> Evidence | None:
        """The last capture of the same request; its body may have been forgotten since.

        Failures of the target count as answers. Failures in NOT_ASKED do not: there nothing was
        sent, and another scope, budget or machine may ask.
        """
        condition = "WHERE c.source = ? AND c.collector = ? AND c.vantage = ? "
        ours = ", ".join(f"'{failure.value}'" for failure in sorted(NOT_ASKED))
        condition += f"AND (c.failure IS NULL OR c.failure NOT IN ({ours})) "
        with self._reading():
            found = self._row(
                _EVIDENCE + condition + "ORDER BY c.seq DESC LIMIT 1",
                *(source, collector, vantage),
            )
            return None if found is None else self._evidence(found)

    def evidences(self) -> Iterator[Evidence]:
        """All captures in the order in which they were stored, as they stand while it reads."""
        last = 0
        while True:
            with self._reading():
                page = self._connection.execute(
                    _EVIDENCE + f"WHERE c.seq > ? ORDER BY c.seq LIMIT {_PAGE}", (last,)
                ).fetchall()
                found = [self._evidence(row) for row in page]
            yield from found
            if not page:
                return
            last = page[-1][0]

    def evidence(self, capture: str) -> Evidence:
        """The capture of an id; CaseError when the case has none such."""
        with self._reading():
            found = self._row(_EVIDENCE + "WHERE c.id = ?", capture)
            if found is None:
                raise CaseError(f"The case {self.directory} holds no capture {capture}.")
            return self._evidence(found)

    def body(self, digest: str) -> Blob:
        """The body of a digest; forgotten: a blob that does not open. CaseError when unknown."""
        return self._by_digest(digest).body

    # ------------------------------------------------------------ forgetting

    def forget(self, digest: str, *, reason: str, at: datetime | None = None) -> None:
        """Destroy the bytes of a body, for ever, and leave a tombstone with the reason.

        The capture rows stay and custody holds. Forgetting again does nothing. A reader that is
        in the middle of a page can delay the wiping of the write-ahead log until it closes.
        """
        self._by_digest(digest)
        with self._writing():
            if not self._is_forgotten(digest):
                with schema.transaction(self._connection):
                    moment = rows.time_text(at or Clock().now())
                    self._append("tombstones", (digest, reason, moment))
                    self._connection.execute("DELETE FROM bodies WHERE digest = ?", (digest,))
            layout.body_path(self.directory, digest).unlink(missing_ok=True)
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def tombstones(self) -> list[tuple[str, str, datetime]]:
        """(digest, reason, when) of what was forgotten, in order."""
        with self._reading():
            found = self._connection.execute(
                "SELECT digest, reason, at FROM tombstones ORDER BY seq"
            ).fetchall()
            return [(digest, why, datetime.fromisoformat(at)) for digest, why, at in found]

    # ------------------------------------------------------------ judgements, settings

    def add_judgement(self, judged: Judgement) -> int:
        """Append a judgement and return its number.

        When the last one is equal (version, weights, as_of, claims) its number returns instead.
        """
        with self._writing(), schema.transaction(self._connection):
            return docket.append(self._connection, judged)

    def judgement(self, number: int | None = None) -> Judgement:
        """The judgement of a number; None: the one appended last. CaseError when there is none."""
        with self._reading():
            found = docket.load(self._connection, number)
            if found is None:
                if number is not None:
                    raise CaseError(f"The case {self.directory} holds no judgement {number}.")
                where = self.directory
                raise CaseError(f"The case {where} has not been judged: run `periplus judge {where}`.")
            return found

    def judgements(self) -> list[JudgementHead]:
        """All judgements without their contents, in order."""
        with self._reading():
            return docket.heads(self._connection)

    def get_setting(self, key: str, default: Any = None) -> Any:  # noqa: ANN401  (JSON)
        """The value last set, or `default`."""
        with self._reading():
            found = self._row("SELECT value FROM settings WHERE key = ? ORDER BY seq DESC LIMIT 1", key)
            return default if found is None else json.loads(found[0])

    def set_setting(self, key: str, value: Any) -> None:  # noqa: ANN401  (JSON)
        """Append a JSON value; the former ones stay. TypeError when it is not JSON."""
        text = json.dumps(value, sort_keys=True)
        with self._writing(), schema.transaction(self._connection):
            self._connection.execute("INSERT INTO settings VALUES (NULL, ?, ?)", (key, text))

    @property
    def settings(self) -> Mapping[str, Any]:
        """All settings as they stand."""
        with self._reading():
            found = self._connection.execute("SELECT key, value FROM settings ORDER BY seq")
            return {key: json.loads(value) for key, value in found.fetchall()}

    # ------------------------------------------------------------ integrity

    def verify(self) -> list[str]:
        """What is wrong with the case, a sentence each, damage included; [] when nothing is."""
        with self._threads:
            return verification.problems(self.directory, self._connection)

    @property
    def custody_head(self) -> str:
        """The last link of the custody chain: quote it, and no earlier row can change unseen."""
        with self._reading():
            return self._last_link("captures")

    @property
    def covered(self) -> frozenset[str]:
        """In an export: the digests of bodies of which persons are covered. CorruptCase when damaged."""
        try:
            return frozenset(layout.redactions(self.directory) or ())
        except ValueError as error:
            raise CorruptCase(self.directory, f"its file {layout.REDACTIONS}: {error}") from error

    # ------------------------------------------------------------ within

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._threads, told(self.directory):
            try:
                yield
            except (ValueError, KeyError, TypeError) as error:
                why = f"a row of its database is not one of ours ({error})"
                raise CorruptCase(self.directory, why) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self._lock is None:
            raise CaseError(f"The case {self.directory} is not open for writing.")
        with self._threads, told(self.directory):
            yield

    def _row(self, query: str, *parameters: custody.Cell) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self._connection.execute(query, parameters).fetchone()
        return found

    def _head(self) -> tuple[str, Subject, datetime | None]:
        try:
            with self._reading():
                title, kind, key, until = self._head_cells()
                target = Subject(kind=SubjectKind(str(kind)), key=str(key))
                return str(title), target, datetime.fromisoformat(str(until)) if until else None
        except CaseError:
            self._connection.close()
            raise

    def _head_cells(self) -> tuple[custody.Cell, ...]:
        found = self._row(f"SELECT {verification.HEAD} FROM head")
        if found is None:
            raise CorruptCase(self.directory, "its head row is gone")
        return found

    def _last_link(self, table: str) -> str:
        found = self._row(f"SELECT link FROM {table} ORDER BY seq DESC LIMIT 1")
        return custody.genesis(table, self._head_cells()) if found is None else str(found[0])

    def _append(self, table: str, cells: tuple[custody.Cell, ...]) -> None:
        chained = (None, *cells, custody.link(self._last_link(table), cells))
        marks = ", ".join("?" * len(chained))
        self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", chained)

    def _cells(self, evidence: Evidence) -> tuple[custody.Cell, ...]:
        try:
            return rows.to_row(evidence)
        except ValueError as error:
            raise CaseError(f"The capture {evidence.id} cannot be stored: {error}.") from error

    def _content(self, evidence: Evidence) -> bytes:
        body = evidence.body
        try:
            content = body.read()
        except OSError as error:
            raise CaseError(
                f"The capture {evidence.id} cannot be stored: its body does not open ({error})."
            ) from error
        if (hashlib.sha256(content).hexdigest(), len(content)) != (body.digest, body.size_bytes):
            raise CaseError(f"The capture {evidence.id} cannot be stored: its body is not what it says.")
        return content

    def _is_held(self, evidence: Evidence) -> bool:
        columns = ", ".join(rows.COLUMNS)
        held = self._row(f"SELECT {columns} FROM captures WHERE id = ?", evidence.id)
        if held is not None and held != self._cells(evidence):
            msg = f"The case {self.directory} holds another capture named {evidence.id}."
            raise CaseError(msg)
        return held is not None

    def _is_gone(self, evidence: Evidence) -> bool:
        return self._is_forgotten(evidence.body.digest)

    def _evidence(self, row: tuple[Any, ...]) -> Evidence:
        _, *cells, inline, tombstone = row
        named = dict(zip(rows.COLUMNS, cells, strict=True))
        digest, size = str(named["digest"]), int(named["size_bytes"])
        path = None
        if inline is None and tombstone is None:
            path = layout.body_path(self.directory, digest)
        body = Blob(digest=digest, size_bytes=size, inline=inline, path=path)
        return rows.from_row(cells, body)

    def _by_digest(self, digest: str) -> Evidence:
        with self._reading():
            found = self._row(_EVIDENCE + "WHERE c.digest = ? ORDER BY c.seq LIMIT 1", digest)
            if found is None:
                raise CaseError(f"The case {self.directory} holds no body {digest}.")
            return self._evidence(found)

    def _is_forgotten(self, digest: str) -> bool:
        return self._row("SELECT 1 FROM tombstones WHERE digest = ?", digest) is not None

    def _keeps(self, digest: str) -> bool:
        asked = self._row("SELECT 1 FROM captures WHERE digest = ?", digest)
        return asked is not None and not self._is_forgotten(digest)
