"""`periplus data`: packs listed, imported and found; nothing is pulled here."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.packs.recipes import RECIPES
from tests.cli.ended import Periplus

LINES = b'192.0.2.0,192.0.2.255,64496,"Example, Inc."\n2001:db8::/32,64497,Six\n'


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory of packs."""
    monkeypatch.setenv("PERIPLUS_DATA", str(tmp_path / "packs"))
    return tmp_path / "packs"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A small table of addresses and AS numbers."""
    path = tmp_path / "as.csv"
    path.write_bytes(LINES)
    return path


def test_where(periplus: Periplus, shelf: Path) -> None:
    ended = periplus("data", "where")

    assert (ended.code, ended.out) == (0, f"{shelf}\n")


def test_an_empty_shelf_names_every_pack_and_how_to_get_it(periplus: Periplus, shelf: Path) -> None:
    ended = periplus("data", "list")

    assert ended.code == 0
    for recipe in RECIPES:
        assert f" {recipe.name} " in ended.out
    flat = " ".join(ended.out.split())
    assert "periplus data pull as country" in flat
    assert "periplus data import providers FILE" in flat


def test_an_imported_file_is_listed_with_date_and_licence(
    periplus: Periplus, shelf: Path, table: Path
) -> None:
    ended = periplus("data", "import", "as", table, "--date", "2024-02-29", "--licence", "ours")

    assert ended.code == 0
    assert ended.out.startswith("as: 2 rows of 2024-02-29; from file as.csv; licence ours")
    assert ended.err == f"as: reading {table}\n"
    (row,) = [line for line in periplus("data", "list").out.splitlines() if " as " in line[:8]]
    assert [cell.strip() for cell in row.split("│")[2:6]] == ["yes", "2024-02-29", "2", "ours"]


def test_a_pack_of_no_registry_is_told_how_to_get_it(periplus: Periplus, shelf: Path) -> None:
    ended = periplus("data", "pull", "as", "root")  # nothing is pulled before all can be

    assert ended.code == 2
    assert ended.err.endswith("comes from no registry: periplus data import root FILE\n")
    assert ended.err.count("\n") == 1


def test_a_damaged_pack_is_said(periplus: Periplus, shelf: Path) -> None:
    shelf.mkdir()
    (shelf / "as.pack").write_bytes(b"no pack")
    ended = periplus("data", "list")

    assert ended.code == 0
    assert "damaged" in ended.out
    assert "\nas: " in ended.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "nothing", "{table}"),
        ("import", "as", "{table}.gone"),
        ("import", "as", "{table}", "--date", "29.2.2024"),
        ("import", "as", "{shelf}"),
        ("pull",),
        ("pull", "nothing"),
        ("pull", "providers"),
    ],
)
def test_a_fault_is_one_sentence(
    periplus: Periplus, shelf: Path, table: Path, arguments: tuple[str, ...]
) -> None:
    shelf.mkdir()
    ended = periplus("data", *(a.format(table=table, shelf=shelf) for a in arguments))

    assert ended.code == 2
    assert ended.out == ""
    assert sum(line.startswith("periplus: ") for line in ended.err.splitlines()) == 1
    assert "Traceback" not in ended.err
    assert not list(shelf.iterdir())


def test_a_file_of_no_rows_makes_no_pack(periplus: Periplus, shelf: Path, table: Path) -> None:
    table.write_bytes(b"this is no table\n")
    ended = periplus("data", "import", "as", table)

    assert ended.code == 2
    assert "no pack was made" in ended.err
    assert not shelf.exists() or not list(shelf.glob("*.pack"))
