"""Copies of the root zone become the lines of each top-level domain, day by day."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings

from periplus.packs.container import PackError
from periplus.packs.importing import import_file
from periplus.packs.root import LINES_OF_A_ZONE, RootZones, compile_copies, day_of_copy
from tests.facts.samples import mutated
from tests.packs.roots import NEW, OLD
from tests.packs.shelves import shelve


def opened(directory: Path) -> RootZones:
    return RootZones.open(directory / "root.pack")


def test_days_of_a_zone_oldest_first(tmp_path: Path) -> None:
    (tmp_path / "new.zone").write_bytes(NEW)
    (tmp_path / "root.zone.gz").write_bytes(gzip.compress(OLD))
    about = import_file("root", tmp_path / "new.zone", tmp_path / "root.zone.gz", directory=tmp_path)
    pack = opened(tmp_path)
    row = pack.row("zz")

    assert (about.dated, about.rows, about.skipped) == ("2026-08-22", 3, 0)
    assert pack.zones == ["yy", "zz"]
    assert row is not None
    assert [copy["date"] for copy in row["copies"]] == ["2020-09-13", "2026-08-22"]
    assert row["copies"][0]["lines"] == [
        line.decode() for line in OLD.splitlines() if b"zz." in line and b"RRSIG" not in line
    ]
    assert len(row["copies"][1]["lines"]) == 5
    assert row["copies"][0]["file"] == "root.zone.gz"


def test_a_zone_that_came_later_has_no_lines_before(tmp_path: Path) -> None:
    shelve("root", {"2020-09-13.zone": OLD, "2026-08-22.zone": NEW}, tmp_path)
    row = opened(tmp_path).row("yy")

    assert row is not None
    assert [len(copy["lines"]) for copy in row["copies"]] == [1, 0]
    assert opened(tmp_path).row("xx") is None
    assert opened(tmp_path).row("") is None


def test_the_day_of_a_copy() -> None:
    assert day_of_copy("root-2021-01-02.zone", NEW) == "2021-01-02"
    assert day_of_copy("root.zone", NEW) == "2026-08-22"
    with pytest.raises(PackError, match=r"root\.zone does not tell its day"):
        day_of_copy("root.zone", b"zz. 60 IN NS a.zz.\n")


def test_a_copy_without_a_day_is_refused_unless_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "root.zone").write_bytes(b"zz. NS a.zz.\n")
    with pytest.raises(PackError, match="does not tell its day"):
        import_file("root", tmp_path / "root.zone", directory=tmp_path)
    about = import_file("root", tmp_path / "root.zone", directory=tmp_path, dated="2019-01-02")

    assert about.dated == "2019-01-02"
    assert opened(tmp_path).copies[0]["date"] == "2019-01-02"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "x holds no delegation"),
        (b"zz. NS a.zz.\nzz. NS\nzz. NS b.zz.\n", "1 bad lines of 3; x, line 2"),
        (b"\x00\x00\x00", "1 bad lines of 1"),
        (b"zz. NS " + b"a" * 5000 + b"\n", "longer than 4096 bytes"),
        (b"zz. A 198.51.100.1\n", "no delegation"),
    ],
)
def test_what_is_no_root_zone_is_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(PackError, match=sentence) as caught:
        compile_copies({"x": content}, "2020-01-01")
    assert "\n" not in str(caught.value)


def test_a_zone_of_many_lines_is_bounded(tmp_path: Path) -> None:
    many = b"".join(b"zz. NS n%d.zz.\n" % number for number in range(LINES_OF_A_ZONE + 5))
    shelve("root", many, tmp_path)
    row = opened(tmp_path).row("zz")

    assert row is not None
    assert len(row["copies"][0]["lines"]) == LINES_OF_A_ZONE


def test_another_kind_of_pack_is_refused(tmp_path: Path) -> None:
    shelve("suffixes", b"com\n", tmp_path)
    with pytest.raises(PackError, match="holds no root zone"):
        RootZones.open(tmp_path / "suffixes.pack")


@settings(max_examples=60)
@given(mutated(NEW))
def test_any_bytes_are_a_pack_or_one_sentence(content: bytes) -> None:
    try:
        sections, rows, _ = compile_copies({"x": content}, "2020-01-01")
    except PackError:
        return
    assert rows > 0
    assert int(sections["ends"][-1]) == len(sections["lines"])
