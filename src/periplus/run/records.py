"""Dated files of one directory on this disk, read as they are and never beyond it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from periplus.facts.dated import day_of
from periplus.model import Failure

LIMIT_BYTES = 1024 * 1024
MOST_FILES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRecord:
    """One file, or the sentence that says why it was not read."""

    name: str
    content: bytes
    failure: Failure | None = None

    @property
    def digest(self) -> str:
        """The beginning of the content's SHA-256: another content is another source."""
        return hashlib.sha256(self.content).hexdigest()[:16]


def dated_records(directory: Path) -> Iterator[DatedRecord]:
    """The files whose names begin with a day (YYYY-MM-DD), oldest first.

    Links and directories are passed over. A directory that cannot be read is one failed record.
    """
    try:
        with os.scandir(directory) as entries:
            names = sorted(
                entry.name
                for entry in entries
                if day_of(entry.name) is not None and entry.is_file(follow_symlinks=False)
            )
    except OSError as error:
        yield _failed(directory.name, Failure.UNAVAILABLE, f"cannot be read: {error.strerror}")
        return
    for name in names[:MOST_FILES]:
        yield _read(directory, name)


def _read(directory: Path, name: str) -> DatedRecord:
    try:
        # A link put there since the listing is not followed either.
        number = os.open(directory / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(number, "rb") as stream:
            content = stream.read(LIMIT_BYTES + 1)
    except OSError as error:
        return _failed(name, Failure.UNAVAILABLE, f"cannot be read: {error.strerror}")
    if len(content) > LIMIT_BYTES:
        return _failed(name, Failure.TOO_LARGE, f"is larger than {LIMIT_BYTES} bytes")
    return DatedRecord(name=name, content=content)


def _failed(name: str, failure: Failure, what: str) -> DatedRecord:
    sentence = f"the dated record {name} {what}"
    return DatedRecord(name=name, content=sentence.encode("utf-8", "replace"), failure=failure)
