"""What a world on this disk tells of a country, and every way in which it tells nothing."""

from __future__ import annotations

from pathlib import Path

from periplus.model import Failure
from periplus.packs.world_build import build
from periplus.run.worlds import country_slice
from tests.packs.worlds import lay_out


def test_other_tables_are_another_source(tmp_path: Path) -> None:
    build(tmp_path / "one", lay_out(tmp_path))
    build(tmp_path / "two", lay_out(tmp_path)[:3])
    one, two = (country_slice(str(tmp_path / name), "ZZ") for name in ("one", "two"))

    assert one.failure is None
    assert one.source.startswith("world://ZZ?sha256=")
    assert one.source != two.source
    assert one == country_slice(str(tmp_path / "one"), "ZZ")


def test_no_world_and_half_a_world(tmp_path: Path) -> None:
    none, half = country_slice("", "ZZ"), country_slice(str(tmp_path), "ZZ")

    assert none.failure is half.failure is Failure.UNAVAILABLE
    assert b"periplus world build" in none.body
    assert b"there is no whole world" in half.body
