"""What can be wrong with a case: one clear sentence each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class CaseError(Exception):
    """A case cannot do what was asked; the message is one sentence for the user."""


class NotACase(CaseError):
    """The path holds something else, or nothing."""

    def __init__(self, directory: Path, why: str) -> None:
        super().__init__(
            f"{directory} is not a Periplus case: {why}; "
            "name a directory made by `periplus country` or `periplus site`."
        )


class CorruptCase(CaseError):
    """It is a case, and it is damaged or of a format that this version does not read."""

    def __init__(self, directory: Path, why: str) -> None:
        super().__init__(f"The case {directory} cannot be read: {why}.")


@contextmanager
def told(directory: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise into a CaseError of one sentence."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.IntegrityError, sqlite3.ProgrammingError) as error:
        if _is_damage(error):
            raise CorruptCase(directory, f"its database is damaged ({error})") from error
        msg = f"The case {directory} did not take the request: {error}."
        raise CaseError(msg) from error
    except sqlite3.DatabaseError as error:
        raise CorruptCase(directory, f"its database is damaged ({error})") from error
    except OSError as error:
        msg = f"The case {directory} did not take the request: {error.strerror or error}."
        raise CaseError(msg) from error
    except UnicodeEncodeError as error:
        msg = f"The case {directory} stores Unicode text only, and was handed something else."
        raise CaseError(msg) from error


def _is_damage(error: sqlite3.Error) -> bool:
    return str(error).startswith(("no such table", "no such column", "malformed", "Could not decode"))
