"""A world is built whole or not at all; a table that cannot be used is told in one sentence."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from periplus.packs.container import PackError
from periplus.packs.world import World
from periplus.packs.world_build import MANIFEST, build

from .worlds import AS_REL, FILES, RIB, lay_out


def test_every_table_is_recognised_and_dated(tmp_path: Path) -> None:
    told = build(tmp_path / "world", lay_out(tmp_path))

    assert [(about.kind, about.dated) for about in told] == [
        ("relations", "2022-11-01"),
        ("blocks", "2022-11-14"),
        ("names", "2022-10-01"),
        ("owners", "2022-02-01"),
        ("users", "2022-10-01"),
        ("exchanges", "2022-11-01"),
        ("origins", "2022-11-18"),
        ("paths", "2022-11-18"),
        ("networks", "2022-11-14"),
    ]
    assert World(tmp_path / "world").has("paths")
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


def test_packed_files_and_archives_of_countries(tmp_path: Path) -> None:
    blocks = json.dumps({"countryCode": "ZZ", "prefixes": {"ipv4": ["10.0.0.0/8"]}}).encode()
    ball = io.BytesIO()
    with tarfile.open(fileobj=ball, mode="w") as archive:
        member = tarfile.TarInfo("country/zz/aggregated.json")
        member.size = len(blocks)
        archive.addfile(member, io.BytesIO(blocks))
    files = lay_out(
        tmp_path,
        {
            "20221101.as-rel.txt.gz": gzip.compress(AS_REL.encode()),
            "blocks.tar.gz": gzip.compress(ball.getvalue()),
            "prefix_asn_20221101.tsv": b"10.0.0.0/9\t64500\n",
        },
    )

    told = build(tmp_path / "world", files, dated={"blocks.tar.gz": "2022-10-30"})

    assert [(a.kind, a.dated, a.rows) for a in told[:3]] == [
        ("relations", "2022-11-01", 7),
        ("blocks", "2022-10-30", 1),
        ("origins", "2022-11-01", 1),
    ]
    assert World(tmp_path / "world").located("ZZ")[1].tolist() == [1 << 23]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("rib.mrt", RIB[:-3], r"rib.mrt is cut at octet [\d,]+: it ends within a record"),
        (
            "rel.gz",
            gzip.compress(AS_REL.encode(), mtime=0)[:-9],
            r"rel.gz is cut at octet [\d,]+: its end is missing",
        ),
        ("rel.txt", b"1|2|-1\nx|y\nz\n", r"bad rows of 3; line 2: 'x' is no AS number"),
        ("what.txt", b"nothing that is known\n", r"what.txt is no table that is known here"),
        ("what.json", b'{"x": 1}', r"what.json is JSON, but no table that is known here"),
        ("bad.json", b'[{"asn1": 1,', r"bad.json is damaged at octet 12"),
        ("empty", b"", r"empty is no table that is known here"),
    ],
)
def test_a_table_that_cannot_be_used(name: str, content: bytes, sentence: str, tmp_path: Path) -> None:
    files = lay_out(tmp_path, {"20221101.as-rel.txt": FILES["20221101.as-rel.txt"], name: content})

    with pytest.raises(PackError, match=sentence):
        build(tmp_path / "world", files)

    assert not (tmp_path / "world").exists()
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


def test_a_world_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "world").mkdir()

    with pytest.raises(PackError, match="is there already"):
        build(tmp_path / "world", lay_out(tmp_path))
    with pytest.raises(PackError, match="no files were given"):
        build(tmp_path / "other", [])


def test_the_list_of_tables_comes_with_digests(tmp_path: Path) -> None:
    build(tmp_path / "world", lay_out(tmp_path))
    manifest = json.loads((tmp_path / "world" / MANIFEST).read_text())

    assert manifest["format"] == 1
    assert all(len(row["digest"]) == 64 for row in manifest["tables"])
