"""`periplus world`: built, shown, and refused in one sentence."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from pyarrow import parquet

from periplus.packs.world_sources import SOURCES
from tests.cli.ended import Periplus
from tests.packs.worlds import FILES, RIB, lay_out


def test_a_world_is_built_and_shown(periplus: Periplus, tmp_path: Path) -> None:
    files = lay_out(tmp_path)
    built = periplus("world", "build", tmp_path / "world", *files, "--date", "rib.mrt=2022-11-18")
    shown = periplus("world", "show", tmp_path / "world")

    assert (built.code, shown.code) == (0, 0)
    assert "relations: 7 rows of 2022-11-01" in built.out
    assert "paths: " in shown.out


def test_a_cut_table_is_one_sentence_with_file_and_offset(periplus: Periplus, tmp_path: Path) -> None:
    (tmp_path / "rib.mrt").write_bytes(RIB[:-1])
    ended = periplus("world", "build", tmp_path / "world", tmp_path / "rib.mrt")

    assert ended.code == 2
    assert "rib.mrt is cut at octet" in ended.err
    assert not (tmp_path / "world").exists()
    assert periplus("world", "show", tmp_path).code == 2


def test_a_date_must_name_a_file_and_a_day(periplus: Periplus, tmp_path: Path) -> None:
    (path, *_) = lay_out(tmp_path)

    for wrong in ("other=2022-01-01", f"{path.name}=yesterday"):
        ended = periplus("world", "build", tmp_path / "world", path, "--date", wrong)
        assert (ended.code, "--date" in ended.err) == (2, True)


def test_routes_of_one_country_need_its_blocks(periplus: Periplus, tmp_path: Path) -> None:
    origins = {"prefix_asn_20221101.tsv": b"192.0.2.0/24\t64502\n"}
    files = lay_out(tmp_path, {**FILES, **origins})

    unknown = periplus("world", "build", tmp_path / "world", *files, "--only", "nowhere")
    elsewhere = periplus("world", "build", tmp_path / "world", *files, "--only", "NL")
    assert (unknown.code, elsewhere.code) == (2, 2)
    assert "no ISO 3166-1 country code" in unknown.err
    assert "no table says which addresses are in NL" in elsewhere.err


def test_sources_are_told_with_their_terms(periplus: Periplus) -> None:
    ended = periplus("world", "sources")

    assert all(source.name in ended.out for source in SOURCES)
    assert "its terms must be accepted first" in ended.out
    assert "fetched by periplus world pull DIR as-relationships" in ended.out


def test_restricted_tables_are_not_fetched_without_a_yes(periplus: Periplus, tmp_path: Path) -> None:
    for names in (["as-relationships"], ["delegated", "exchanges"]):
        ended = periplus("world", "pull", tmp_path / "tables", *names)

        assert ended.code == 2
        assert "may be used under: " in ended.err
        assert f"--accept-licence {names[-1]} accepts them" in ended.err
    assert not (tmp_path / "tables").exists()


def test_a_no_at_the_terminal_fetches_nothing(tmp_path: Path) -> None:
    terminal, its_end = pty.openpty()
    words = ["world", "pull", str(tmp_path / "tables"), "as2org"]
    started = subprocess.Popen(
        [sys.executable, "-m", "periplus", *words], stdin=its_end, stdout=its_end, stderr=subprocess.PIPE
    )
    os.close(its_end)
    os.write(terminal, b"n\n")
    _, said = started.communicate(timeout=30)
    os.close(terminal)

    assert started.returncode == 2
    assert b"CAIDA Acceptable Use Agreement" in said
    assert b"the terms of as2org were not accepted; nothing was fetched" in said
    assert not (tmp_path / "tables").exists()


def test_a_table_that_cannot_be_fetched(periplus: Periplus, tmp_path: Path) -> None:
    by_hand = periplus("world", "pull", tmp_path / "tables", "users")
    wrong_day = periplus("world", "pull", tmp_path / "tables", "delegated", "--day", "yesterday")

    assert (by_hand.code, wrong_day.code) == (2, 2)
    assert "no table called 'users' can be fetched; there are routing-table, " in by_hand.err
    assert "--day 'yesterday' is no day" in wrong_day.err


def test_all_countries_are_one_table(periplus: Periplus, tmp_path: Path) -> None:
    periplus("world", "build", tmp_path / "world", *lay_out(tmp_path))
    ended = periplus("country", "--all", "--world", tmp_path / "world")

    assert ended.code == 0
    assert ended.out.startswith("country,networks,addresses,")
    assert ended.err.startswith(
        "Dates differ: links of 2022-11-01, origins of 2022-11-18, address blocks of 2022-11-14;"
    )
    assert "\nZZ,3,448," in ended.out


def test_all_countries_as_parquet(periplus: Periplus, tmp_path: Path) -> None:
    periplus("world", "build", tmp_path / "world", *lay_out(tmp_path))
    path = tmp_path / "all.parquet"
    ended = periplus("country", "--all", "--world", tmp_path / "world", "--parquet", path)
    printed = periplus("country", "--all", "--world", tmp_path / "world")
    rows = parquet.read_table(path).to_pylist()

    assert (ended.code, periplus("country", "NL", "--parquet", path).code) == (0, 2)
    assert [list(rows[0]), rows[0]["country"]] == [
        printed.out.splitlines()[0].split(","), printed.out.splitlines()[1].split(",")[0],
    ]  # fmt: skip
    assert isinstance(rows[0]["strongest_cut"], float)


def test_all_countries_need_a_world_and_no_country(periplus: Periplus, tmp_path: Path) -> None:
    assert periplus("country", "--all").code == 2
    assert periplus("country", "NL", "--all", "--world", tmp_path).code == 2
    assert periplus("country").code == 2


def test_a_world_that_is_not_there_is_told_before_anything_is_asked(
    periplus: Periplus, tmp_path: Path
) -> None:
    ended = periplus("country", "NL", "--world", tmp_path / "none", "--case", tmp_path / "case")

    assert ended.code == 2
    assert "none' does not exist." in ended.err
    assert not (tmp_path / "case").exists()
