"""All countries of a small world, one row each."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.packs.container import PackError
from periplus.packs.world_build import build
from periplus.run.league import COLUMNS, csv_lines, league
from tests.packs.worlds import FILES, lay_out


def test_a_row_per_country(tmp_path: Path) -> None:
    build(tmp_path / "world", lay_out(tmp_path))
    rows = {row.country: row for row in league(tmp_path / "world")}
    home = rows["ZZ"]

    assert set(rows) == {"ZZ", "QV"}
    assert (home.networks, home.addresses, home.with_foreign_provider) == (3, 448, 3)
    assert (home.strongest, home.strongest_cut) == ("Zembla Cables (AS64500)", 320 / 448)
    assert home.strongest_cone == 2
    assert (home.half, home.ninety, home.ninety_at_least) == (1, 2, 2)
    assert (home.state_networks, home.state_cut) == (1, 192 / 448)
    assert (home.links_of, home.blocks_of) == ("2022-11-01", "2022-11-14")


def test_workers_change_nothing(tmp_path: Path) -> None:
    build(tmp_path / "world", lay_out(tmp_path))

    assert league(tmp_path / "world", workers=2) == league(tmp_path / "world")


def test_lines_begin_with_their_head(tmp_path: Path) -> None:
    build(tmp_path / "world", lay_out(tmp_path))
    head, *lines = csv_lines(league(tmp_path / "world"))

    assert head == COLUMNS
    assert all(len(line) == len(COLUMNS) for line in lines)


def test_a_world_without_links_is_refused(tmp_path: Path) -> None:
    files = {name: content for name, content in FILES.items() if "as-rel" not in name}
    build(tmp_path / "world", lay_out(tmp_path, files))

    with pytest.raises(PackError, match="has no table of relations"):
        league(tmp_path / "world")
