"""`periplus verify`: clean is 0, a changed byte is 5."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.cli.ended import Periplus


def test_a_fresh_case_is_clean(periplus: Periplus, site_case: Path) -> None:
    ended = periplus("verify", site_case)

    assert ended.code == 0
    assert "clean" in ended.out
    assert "to be destroyed after 20" in ended.out


def test_a_changed_byte_is_told(periplus: Periplus, site_case: Path) -> None:
    with sqlite3.connect(site_case / "case.sqlite") as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE bodies SET content = CAST(content || 'x' AS BLOB) WHERE rowid = 1")
    database.close()

    ended = periplus("verify", site_case)

    assert ended.code == 5
    assert ended.out
