"""One file of a world is recognised by its content; a routing table by its first record."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.packs.container import PackError
from periplus.packs.world_tables import read_table, routes_kind

from .worlds import FILES, lay_out


def test_each_text_table_has_its_kind(tmp_path: Path) -> None:
    paths = lay_out(tmp_path)
    kinds = [read_table(path).about.kind for path in paths if routes_kind(path) is None]

    assert kinds == ["relations", "blocks", "names", "owners", "users", "domains", "exchanges"]
    assert routes_kind(paths[-1]) == 13


def test_registries_and_places_have_both_families(tmp_path: Path) -> None:
    path = tmp_path / "delegated-extended"
    path.write_bytes(FILES["delegated-extended"])
    blocks = read_table(path).sections

    assert (len(blocks["first"]), len(blocks["asn_first"]), len(blocks["v6_first"])) == (3, 2, 2)


def test_the_day_is_as_given_or_as_stated_or_as_named(tmp_path: Path) -> None:
    path = tmp_path / "users-2022-10-01.csv"
    path.write_text("asn,country,users\n1,ZZ,2\n")

    assert read_table(path).about.dated == "2022-10-01"
    assert read_table(path, "2021-05-06").about.dated == "2021-05-06"


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader\n")

    assert routes_kind(path) is None
    with pytest.raises(PackError, match="is no table that is known here"):
        read_table(path)
