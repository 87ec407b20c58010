"""Packs of documents: as their publisher wrote them, with where they came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.packs.container import PackError
from periplus.packs.shelf import Shelf
from tests.packs.shelves import AS_LINES, shelve

CONTENTS = {"technologies.json": b'{"A": {"cats": [1]}}', "categories.json": b'{"1": {"name": "CMS"}}'}


def test_documents_are_kept_as_they_are(tmp_path: Path) -> None:
    about = shelve("technologies", CONTENTS, tmp_path)
    found = Shelf(tmp_path).documents("technologies")

    assert not isinstance(found, str)
    provenance, contents = found
    assert contents == tuple(CONTENTS.values())
    assert (provenance["date"], provenance["licence"]) == ("2026-06-17", "GPL-3.0")
    assert about.rows == 2


def test_why_there_are_none(tmp_path: Path) -> None:
    shelve("as", AS_LINES, tmp_path)
    shelf = Shelf(tmp_path)

    assert "periplus data pull technologies" in str(shelf.documents("technologies"))
    assert shelf.documents("as") == "the pack as holds no documents"


def test_documents_have_no_rows(tmp_path: Path) -> None:
    shelve("technologies", CONTENTS, tmp_path)
    assert Shelf(tmp_path).answer("technologies", "A").failure is not None


def test_a_changed_pack_is_told(tmp_path: Path) -> None:
    shelve("technologies", CONTENTS, tmp_path)
    path = tmp_path / "technologies.pack"
    path.write_bytes(path.read_bytes().replace(b'"cats"', b'"kats"'))
    assert "was changed" in str(Shelf(tmp_path).documents("technologies"))


@pytest.mark.parametrize("content", [b"", b"[", b"{}", b"7"])
def test_what_is_no_document_becomes_no_pack(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(PackError):
        shelve("technologies", content, tmp_path)
