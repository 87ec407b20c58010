"""A case as a directory: its marker, its writer's lock, its large bodies as files."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from periplus.store.errors import CaseError, CorruptCase, NotACase

FORMAT = 1
MARKER = "CASE"
LOCK = "LOCK"
DATABASE = "case.sqlite"
BODIES = "bodies"
REDACTIONS = "REDACTIONS"
"""In an export: JSON, body digest → redaction record."""
_PART = ".part-"  # prefix of a file that is being written
_OWN = {LOCK, REDACTIONS, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", BODIES}


def prepare(directory: Path) -> None:
    """Make an empty directory for a new case. What a killed creation left is cleared away.

    CaseError when the directory holds anything else.
    """
    try:
        above = [one for one in directory.absolute().parents if (one / MARKER).is_file()]
        if any((one / DATABASE).is_file() for one in above):
            msg = (
                f"{directory} lies within the case {above[0]}; a new case needs a directory of its own."
            )
            raise CaseError(msg)
        directory.mkdir(parents=True, exist_ok=True)
        found = {entry.name for entry in directory.iterdir()}
    except OSError as error:
        msg = f"{directory} cannot hold a case: {error.strerror}."
        raise CaseError(msg) from error
    if MARKER in found:
        msg = f"{directory} is a case already; open it, or name another directory."
        raise CaseError(msg)
    if {name for name in found if not name.startswith(_PART)} - _OWN:
        msg = f"{directory} is not empty; a new case needs a directory of its own."
        raise CaseError(msg)


def clear(directory: Path) -> None:
    """Remove what a killed creation left; only under the lock, only without a marker."""
    for entry in directory.iterdir():
        if entry.name == BODIES:
            shutil.rmtree(entry)
        elif entry.name != LOCK:
            entry.unlink()
    (directory / BODIES).mkdir()


def write_marker(directory: Path) -> None:
    """Declare the directory a case. The last step of creation."""
    _write_durably(directory / MARKER, f"periplus case {FORMAT}\n".encode())


def write_redactions(directory: Path, records: Mapping[str, Any]) -> None:
    """Declare a case an export: what was covered in which body."""
    _write_durably(directory / REDACTIONS, json.dumps(records, indent=1, sort_keys=True).encode())


def redactions(directory: Path) -> Mapping[str, Any] | None:
    """The redaction records of an export by body digest; None: not an export. ValueError: damaged."""
    try:
        records = json.loads((directory / REDACTIONS).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if not isinstance(records, dict):
        msg = "it is not a JSON object"
        raise ValueError(msg)  # noqa: TRY004  (the file is wrong, not our call)
    return records


def check_marker(directory: Path) -> None:
    """NotACase when there is no marker, CorruptCase when it is not ours or of another format."""
    if not directory.is_dir():
        why = "it is not a directory" if directory.exists() else "there is nothing there"
        raise NotACase(directory, why)
    try:
        marker = (directory / MARKER).read_bytes()[:100]
    except FileNotFoundError:
        raise NotACase(directory, f"it holds no file named {MARKER}") from None
    except OSError as error:
        raise CorruptCase(directory, f"its marker {MARKER}: {error.strerror}") from error
    match = re.fullmatch(rb"periplus case ([0-9]{1,9})\n", marker)
    if match is None:
        raise CorruptCase(directory, f"its marker {MARKER} is damaged")
    if int(match[1]) != FORMAT:
        why = f"it is in case format {int(match[1])} and this Periplus reads format {FORMAT}"
        raise CorruptCase(directory, why)


def lock(directory: Path) -> int:
    """Become the one writer: a file descriptor that holds the lock until it is closed.

    The kernel lets go of it when the process dies. CaseError when another writer is at work.
    """
    try:
        held = os.open(directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        msg = f"The case {directory} cannot be written: {error.strerror}."
        raise CaseError(msg) from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(held)
        msg = f"The case {directory} is being written by another run; wait for it, or read only."
        raise CaseError(msg) from error
    return held


def body_path(directory: Path, digest: str) -> Path:
    """Where a large body lies, whether or not it is there."""
    return directory / BODIES / digest[:2] / digest


def write_body(directory: Path, digest: str, content: bytes) -> None:
    """Store a large body; on return it outlives a power cut."""
    path = body_path(directory, digest)
    if not path.parent.is_dir():
        path.parent.mkdir()
        _sync_directory(path.parent.parent)
    _write_durably(path, content)


def body_digests(directory: Path) -> Iterator[str]:
    """The digests of the body files that are there."""
    for path in sorted((directory / BODIES).glob("??/*")):
        if not path.name.startswith(_PART):
            yield path.name


def sweep(directory: Path, keep: Callable[[str], bool]) -> None:
    """Remove half-written files, and bodies that no row asks for; only under the lock."""
    for part in (*directory.glob(f"{_PART}*"), *(directory / BODIES).glob(f"**/{_PART}*")):
        part.unlink()
    for digest in list(body_digests(directory)):
        if not keep(digest):
            body_path(directory, digest).unlink()


def _write_durably(path: Path, content: bytes) -> None:
    # Readers see the whole file or none: write aside, sync, rename, sync the name.
    descriptor, part = tempfile.mkstemp(prefix=_PART, dir=path.parent)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(part).replace(path)
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
