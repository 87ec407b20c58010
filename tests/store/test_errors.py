"""Twin of store/errors.py: one sentence for whatever the disk does."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from periplus.store.errors import CaseError, CorruptCase, told


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (sqlite3.DatabaseError("file is not a database"), CorruptCase),
        (sqlite3.OperationalError("no such table: head"), CorruptCase),
        (sqlite3.OperationalError("database or disk is full"), CaseError),
        (OSError(28, "No space left on device"), CaseError),
        (UnicodeEncodeError("utf-8", "\udc80", 0, 1, "surrogate"), CaseError),
    ],
)
def test_errors_become_one_sentence(error: Exception, kind: type[CaseError]) -> None:
    with pytest.raises(CaseError) as caught, told(Path("somewhere")):
        raise error

    assert type(caught.value) is kind
    assert "somewhere" in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_case_error_passes_as_it_is() -> None:
    with pytest.raises(CaseError, match="as it is"), told(Path("somewhere")):
        raise CaseError("as it is")
