"""`periplus country`: bad input is one sentence and exit 2."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.ended import Periplus


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("QQ", "'QQ' is no ISO 3166-1 country code"),
        ("norway", "Norway is NO"),
        ("NLD", "Netherlands is NL"),
        ("uk", "United Kingdom is GB"),
        ("Great Britain", "United Kingdom is GB"),
        ("QQQ", "'QQQ' is no ISO 3166-1 country code: two letters such as NL"),
        ("", "no ISO 3166-1 country code"),
        ("\x1b[31m", "no ISO 3166-1 country code"),
    ],
)
def test_an_unknown_country_is_one_sentence(periplus: Periplus, code: str, sentence: str) -> None:
    ended = periplus("country", code)

    assert ended.code == 2
    assert sentence in ended.err
    assert ended.err.count("\n") == 1
    assert "\x1b" not in ended.err


def test_a_country_to_compare_with_is_one(periplus: Periplus) -> None:
    ended = periplus("country", "NL", "--compare", "FR,poland")

    assert ended.code == 2
    assert "Poland is PL" in ended.err


def test_a_directory_of_something_else_is_refused(periplus: Periplus, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")

    ended = periplus("country", "NL", "--case", tmp_path)

    assert ended.code == 2
    assert "a new case needs a directory of its own" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_case_of_another_subject_is_refused(periplus: Periplus, country_case: Path) -> None:
    ended = periplus("country", "NL", "--case", country_case)

    assert ended.code == 2
    assert "name another directory" in ended.err


def test_a_corrupt_case_is_an_integrity_failure(periplus: Periplus, country_case: Path) -> None:
    (country_case / "case.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)

    ended = periplus("country", "BY", "--case", country_case)

    assert ended.code == 5
    assert ended.err.count("\n") == 1


def test_offline_without_evidence_is_one_sentence(
    periplus: Periplus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERIPLUS_DATA", str(tmp_path))  # a pack would be evidence
    ended = periplus("country", "NL", "--offline", "--case", tmp_path / "new")

    assert ended.code == 2
    assert re.search("holds no evidence", ended.err)
