"""Files that the user hands over: read within bounds, stored once, with a vantage of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from periplus import judging
from periplus.model import Subject, SubjectKind
from periplus.run.importing import LIMIT_BYTES, read_files, take_in
from periplus.store.case import Case

AT = datetime(2024, 6, 1, tzinfo=UTC)
SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
PROFILE = judging.importers()["profile"]


def test_a_file_is_stored_once(tmp_path: Path) -> None:
    file, twin = tmp_path / "a ?.csv", tmp_path / "b.csv"
    for path in (file, twin):
        path.write_text("name,last\nnginx,2024-05-01\n")
    with Case.create(tmp_path / "case", title="t", target=SITE) as case:
        handed = read_files([file], PROFILE)
        first = take_in(case, handed, PROFILE, target=SITE, vantage="desk", captured_at=AT)
        again = take_in(case, handed, PROFILE, target=SITE, vantage="desk", captured_at=AT)
        (evidence,) = case.evidences()
        assert (len(first), again) == (1, ())
        assert case.verify() == []
    assert evidence.vantage == "desk"
    assert evidence.source.startswith("import://profile/a%20%3F.csv?sha256=")
    assert evidence.body.read() == file.read_bytes()
    assert evidence.dialled is None
    assert evidence.captured_at == AT


def test_one_bad_file_and_none_is_taken_in(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("name,last\nnginx,2024-05-01\n")
    bad.write_text("hello")
    with pytest.raises(ValueError, match=r"bad\.csv is no file of kind profile: it has no row"):
        read_files([good, bad], PROFILE)
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        read_files([tmp_path / "gone.csv"], PROFILE)


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as stream:
        stream.truncate(LIMIT_BYTES + 1)
    with pytest.raises(ValueError, match="larger than 64 MiB"):
        read_files([large], PROFILE)
