"""Dated files of a directory: in order, bounded, and nothing outside of it."""

from __future__ import annotations

from pathlib import Path

from periplus.model import Failure
from periplus.run.records import LIMIT_BYTES, dated_records


def test_oldest_first_and_only_dated_files(tmp_path: Path) -> None:
    (tmp_path / "2021-03-02_b.txt").write_bytes(b"new")
    (tmp_path / "2010-02-17_a.txt").write_bytes(b"old")
    (tmp_path / "notes.txt").write_bytes(b"undated")
    (tmp_path / "2012-01-01").mkdir()

    found = list(dated_records(tmp_path))

    assert [(one.name, one.content) for one in found] == [
        ("2010-02-17_a.txt", b"old"),
        ("2021-03-02_b.txt", b"new"),
    ]
    assert found[0].digest != found[1].digest


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret"
    outside.write_bytes(b"secret")
    inside = tmp_path / "records"
    inside.mkdir()
    (inside / "2010-02-17.txt").symlink_to(outside)

    assert list(dated_records(inside)) == []


def test_what_is_too_large_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "2010-02-17.txt").write_bytes(b"x" * (LIMIT_BYTES + 1))

    (one,) = dated_records(tmp_path)

    assert one.failure is Failure.TOO_LARGE
    assert len(one.content) < 200


def test_a_directory_that_is_missing_is_a_row(tmp_path: Path) -> None:
    (one,) = dated_records(tmp_path / "none")

    assert one.failure is Failure.UNAVAILABLE
    assert b"none" in one.content
