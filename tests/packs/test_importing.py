"""A file becomes an installed pack, or one sentence and nothing on the disk."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.packs.container import PackError
from periplus.packs.importing import import_file, stated_day
from periplus.packs.table import Pack
from tests.facts.samples import mutated
from tests.packs.shelves import AS_LINES, SUFFIXES, shelve


def test_a_plain_file(tmp_path: Path) -> None:
    source = tmp_path / "as.csv"
    source.write_bytes(AS_LINES)
    os.utime(source, (0, 1_750_118_400))
    about = import_file("as", source, directory=tmp_path)
    pack = Pack.open(tmp_path / "as.pack")

    assert pack.about == about
    assert (about.rows, about.skipped, about.dated) == (2, 0, "2025-06-17")
    assert about.source == "file as.csv"
    assert about.licence == "CC-BY-4.0"
    assert about.caution == ""
    row = pack.lookup("192.0.2.7")
    assert row is not None
    assert row.fields["name"] == "Example, Inc."


def test_a_packed_file_with_date_and_licence(tmp_path: Path) -> None:
    (tmp_path / "as.csv.gz").write_bytes(gzip.compress(AS_LINES))
    about = import_file(
        "as", tmp_path / "as.csv.gz", directory=tmp_path, dated="2024-02-29", licence="ours"
    )

    assert (about.dated, about.licence) == ("2024-02-29", "ours")


def test_several_files_are_one_pack_of_the_oldest_day(tmp_path: Path) -> None:
    aws = {"createDate": "2026-08-01-00-00-00", "prefixes": [{"ip_prefix": "192.0.2.0/24"}]}
    (tmp_path / "ip-ranges.json").write_text(json.dumps(aws))
    tag = {"properties": {"region": "westeurope", "addressPrefixes": ["198.51.100.0/24"]}}
    azure = {"cloud": "Public", "values": [{"name": "AzureCloud.westeurope", **tag}]}
    (tmp_path / "ServiceTags_Public_20260728.json").write_text(json.dumps(azure))
    files = (tmp_path / "ip-ranges.json", tmp_path / "ServiceTags_Public_20260728.json")
    about = import_file("providers", *files, directory=tmp_path)

    assert (about.rows, about.dated) == (2, "2026-07-28")
    row = Pack.open(tmp_path / "providers.pack").lookup("198.51.100.7")
    assert row is not None
    assert (row.fields["provider"], row.fields["region"]) == ("azure", "westeurope")


def test_of_equal_ranges_the_one_with_its_region_counts(tmp_path: Path) -> None:
    (tmp_path / "map.json").write_text(json.dumps({"cloud": {"aws": ["192.0.2.0/24"]}}))
    row = {"ip_prefix": "192.0.2.0/24", "region": "eu-west-1", "service": "AMAZON"}
    (tmp_path / "aws.json").write_text(json.dumps({"createDate": "2026-08-01", "prefixes": [row]}))
    import_file("providers", tmp_path / "map.json", tmp_path / "aws.json", directory=tmp_path)
    found = Pack.open(tmp_path / "providers.pack").lookup("192.0.2.7")

    assert found is not None
    assert found.fields["region"] == "eu-west-1"


def test_a_pack_of_one_file_takes_no_second(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(SUFFIXES)
    with pytest.raises(PackError, match="is made of one file, not of 2"):
        import_file("suffixes", tmp_path / "x", tmp_path / "x", directory=tmp_path)


def test_the_date_that_a_file_states() -> None:
    assert stated_day(b"// VERSION: 2026-10-22_08-36-41_UTC\n") == "2026-10-22"
    assert stated_day(json.dumps({"a": 1, "createDate": "2026-08-01-00-00-00"}).encode()) == "2026-08-01"
    assert stated_day(SUFFIXES) is None


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("asn", AS_LINES, "no pack is called 'asn'"),
        ("as", b"", "the file holds no line"),
        ("as", b"a,b\n", "x, line 1: 'a' is not an address"),
        ("as", b"\x1f\x8bbroken", "cannot read"),
        ("as", gzip.compress(AS_LINES * 50, mtime=0)[:-12], "cannot read"),
        ("providers", b"{}", "x holds neither"),
        ("suffixes", b"", "there is nothing in x"),
        ("suffixes", b"root:x:0:0:root:/root:/bin/sh\n", "x holds nothing that suffixes tells"),
        ("city", b"root:x:0:0:root:/root:/bin/sh\n", "x is no MaxMind DB"),
        ("world", b"root:x:0:0:root:/root:/bin/sh\n", "no outlines of countries"),
        ("world", b"{}", "no outlines of countries"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / "x").write_bytes(content)

    with pytest.raises(PackError, match=sentence) as caught:
        import_file(name, tmp_path / "x", directory=tmp_path / "packs")

    assert "\n" not in str(caught.value)
    assert not (tmp_path / "packs").exists()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"cannot read .*none\.csv"):
        import_file("as", tmp_path / "none.csv", directory=tmp_path)


@pytest.mark.parametrize("dated", ["yesterday", "2026-13-01", "20260617", ""])
def test_a_date_that_is_none(tmp_path: Path, dated: str) -> None:
    source = tmp_path / "as.csv"
    source.write_bytes(AS_LINES)
    if not dated:
        assert import_file("as", source, directory=tmp_path, dated=dated).dated
        return
    with pytest.raises(PackError, match="is not a date like"):
        import_file("as", source, directory=tmp_path, dated=dated)


def test_a_directory_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "as.csv").write_bytes(AS_LINES)

    with pytest.raises(PackError, match="cannot write"):
        import_file("as", tmp_path / "as.csv", directory=tmp_path / "as.csv")


def test_a_failed_import_leaves_the_old_pack(tmp_path: Path) -> None:
    shelve("as", AS_LINES, tmp_path)
    before = (tmp_path / "as.pack").read_bytes()
    (tmp_path / "bad.csv").write_bytes(b"nonsense\n")

    with pytest.raises(PackError):
        import_file("as", tmp_path / "bad.csv", directory=tmp_path)

    assert (tmp_path / "as.pack").read_bytes() == before


@given(mutated(AS_LINES * 3))
def test_any_mutation_is_a_pack_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("m")
    (folder / "x").write_bytes(content)
    try:
        import_file("as", folder / "x", directory=folder)
    except PackError:
        return
    Pack.open(folder / "as.pack").verify()


@given(st.binary(max_size=100))
def test_any_bytes_are_a_pack_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("m")
    (folder / "x").write_bytes(content)

    with pytest.raises(PackError):
        import_file("providers", folder / "x", directory=folder)
