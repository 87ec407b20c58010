"""Twin of store/layout.py: files of a case."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from periplus.store import layout
from periplus.store.errors import CaseError


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    layout.prepare(tmp_path / "case")
    layout.clear(tmp_path / "case")
    return tmp_path / "case"


def test_sweeping_removes_parts_and_strays(directory: Path) -> None:
    for digest in ("aa11", "bb22"):
        layout.write_body(directory, digest, digest.encode())
    (directory / "bodies" / "aa" / ".part-x").write_bytes(b"half")
    (directory / ".part-y").write_bytes(b"half")

    layout.sweep(directory, lambda digest: digest == "aa11")

    assert list(layout.body_digests(directory)) == ["aa11"]
    assert layout.body_path(directory, "aa11").read_bytes() == b"aa11"
    assert not list(directory.rglob(".part-*"))


def test_the_lock_is_held_until_closed(directory: Path) -> None:
    held = layout.lock(directory)
    with pytest.raises(CaseError, match="another run"):
        layout.lock(directory)
    os.close(held)
    os.close(layout.lock(directory))


def test_the_marker(directory: Path) -> None:
    with pytest.raises(CaseError, match="no file named CASE"):
        layout.check_marker(directory)
    layout.write_marker(directory)
    layout.check_marker(directory)
    with pytest.raises(CaseError, match="a case already"):
        layout.prepare(directory)


def test_a_case_lies_in_no_other_case(directory: Path) -> None:
    layout.write_marker(directory)
    (directory / layout.DATABASE).touch()

    with pytest.raises(CaseError, match="lies within the case"):
        layout.prepare(directory / "in" / "it")
    assert not (directory / "in").exists()
