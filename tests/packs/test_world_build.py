"""A world is built whole or not at all; a table that cannot be used is told in one sentence."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import struct
import tarfile
from pathlib import Path

import numpy as np
import pytest

from periplus.packs.container import PackError
from periplus.packs.world import World
from periplus.packs.world_build import MANIFEST, build
from periplus.packs.world_tables import UNDATED

from .worlds import AS_REL, FILES, RIB, lay_out

OLD = bytes(4) + b"\0\x0c\0\1" + struct.pack(">I", 22) + bytes(22)


def test_every_table_is_recognised_and_dated(tmp_path: Path) -> None:
    told = build(tmp_path / "world", lay_out(tmp_path))

    assert [(about.kind, about.dated) for about in told] == [
        ("relations", "2022-11-01"),
        ("blocks", "2022-11-14"),
        ("names", "2022-10-01"),
        ("owners", "2022-02-01"),
        ("users", "2022-10-01"),
        ("domains", "2022-10-01"),
        ("exchanges", "2022-11-01"),
        ("origins", "2022-11-18"),
        ("paths", "2022-11-18"),
        ("networks", "2022-11-14"),
    ]
    assert World(tmp_path / "world").has("paths")
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


def archive_of_blocks() -> bytes:
    blocks = json.dumps({"countryCode": "ZZ", "prefixes": {"ipv4": ["10.0.0.0/8"]}}).encode()
    ball = io.BytesIO()
    with tarfile.open(fileobj=ball, mode="w") as archive:
        member = tarfile.TarInfo("country/zz/aggregated.json")
        member.size = len(blocks) + 1000
        archive.addfile(member, io.BytesIO(blocks + b" " * 1000))
    return ball.getvalue()


TAR = archive_of_blocks()


def test_packed_files_and_archives_of_countries(tmp_path: Path) -> None:
    files = lay_out(
        tmp_path,
        {
            "20221101.as-rel.txt.gz": gzip.compress(AS_REL.encode()),
            "blocks.tar.gz": gzip.compress(TAR),
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
        ("pfx", b"10.0.0.0 8 1\nx\n", r"pfx cannot be used, 1 bad rows of 2; line 2"),
        ("delegated", b"2|ripencc|1|1|1|20221114|0\nripencc|ZZ|ipv4|1.2.3|9|0|allocated\n", r"line 2"),
        ("org", FILES["20221001.as-org2info.txt"].replace(b"645", b"x"), r"org cannot be used.*line 5"),
        (
            "own",
            FILES["state_owned_ases-2022-02-01.csv"].replace(b",ZZ,", b",,"),
            r"own cannot be.*line 2",
        ),
        ("users", b"asn,country,users\n1,ZZ,nan\n", r"line 2: .*'nan' is no number of users"),
        ("domains", b"asn,country,domains\n1,ZZ,-1\n", r"line 2: .*'-1' is no number of domains"),
        ("places", b"1.0.0.0,1.0.0.255,ZZ\n1.0.2.0,1.0.1.0,ZZ\n", r"line 2: 1.0.2.0 lies behind"),
        ("ix", b'{"data": [{"asn": 1, "ix_id": "x"}]}', r"ix cannot be used, .*item 0"),
        ("as2rel", b'[{"asn1": 1, "asn2": 2, "rel": 7}]', r"as2rel cannot be used.*item 0.*7 is no"),
        ("old.mrt", OLD[:-2], r"old.mrt is cut at octet 0: it ends within a record"),
        ("rib.bz2", bz2.compress(RIB)[:-9], r"rib.bz2 is cut at octet [\d,]+: its end is missing"),
        ("tar", TAR[:700], r"tar is damaged"),
    ],
)
def test_a_table_that_cannot_be_used(name: str, content: bytes, sentence: str, tmp_path: Path) -> None:
    files = lay_out(tmp_path, {"20221101.as-rel.txt": FILES["20221101.as-rel.txt"], name: content})

    with pytest.raises(PackError, match=sentence):
        build(tmp_path / "world", files)

    assert not (tmp_path / "world").exists()
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


def test_geolocation_places_before_registries_do(tmp_path: Path) -> None:
    places = b"192.0.2.0,192.0.2.255,QV\n2001:db8::,2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,QV\n"
    build(tmp_path / "world", lay_out(tmp_path, {**FILES, "places-2022-10-01.csv": places}))
    world = World(tmp_path / "world")

    assert world.located("QV")[0].tolist() == [64502, 64503]
    assert world.located("ZZ")[0].tolist() == []
    assert world.located48("QV")[0].tolist() == [64500, 64502]
    assert world.definitions("ZZ")["registered"] is not None


def test_routes_of_one_country(tmp_path: Path) -> None:
    pfx = b"".join(b"%s\t%d\n" % row for row in ((b"192.0.2.0/24", 64502), (b"203.0.113.0/24", 64511)))
    files = lay_out(tmp_path, {**FILES, "prefix_asn_20221101.tsv": pfx})
    told = build(tmp_path / "world", files, only="QV")
    world = World(tmp_path / "world")

    assert world.only == "QV"
    assert [about.kind for about in told].count("origins") == 1
    assert world.routes(np.array([64511]), "QV")[1] == 1
    assert world.routes(np.array([64502]), "ZZ")[1] == 0
    with pytest.raises(PackError, match="give a table of origins"):
        build(tmp_path / "other", files[:-1], only="QV")
    with pytest.raises(PackError, match="no table says which addresses are in XX"):
        build(tmp_path / "other", files, only="XX")


def test_what_a_killed_build_left_goes_with_the_next(tmp_path: Path) -> None:
    killed, alive = tmp_path / ".world.99999999.part", tmp_path / f".world.{os.getppid()}.part"
    other = tmp_path / ".earth.99999999.part"
    for part in (killed, alive, other):
        part.mkdir()
        (part / "origins.table").write_bytes(b"half")
    build(tmp_path / "world", lay_out(tmp_path))

    assert [part.exists() for part in (killed, alive, other)] == [False, True, True]


def test_a_day_that_no_table_tells_is_said_to_be_the_files(tmp_path: Path) -> None:
    path = tmp_path / "relations.txt"
    path.write_text("1|2|-1\n")
    os.utime(path, (0, 0))

    guessed = build(tmp_path / "guessed", [path])[0]
    given = build(tmp_path / "given", [path], dated={"relations.txt": "2015-02-01"})[0]
    assert (guessed.dated, guessed.caution) == ("1970-01-01", UNDATED)
    assert (given.dated, given.caution) == ("2015-02-01", "")


def test_a_world_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "world").mkdir()

    with pytest.raises(PackError, match="is there already"):
        build(tmp_path / "world", lay_out(tmp_path))
    with pytest.raises(PackError, match="no files were given"):
        build(tmp_path / "other", [])


def test_the_list_of_tables_comes_with_digests(tmp_path: Path) -> None:
    build(tmp_path / "world", lay_out(tmp_path))
    manifest = json.loads((tmp_path / "world" / MANIFEST).read_text())

    assert (manifest["format"], manifest["only"]) == (2, None)
    assert all(len(row["digest"]) == 64 for row in manifest["tables"])
