"""What a world on this disk tells of a country, and every way in which it tells nothing."""

from __future__ import annotations

from pathlib import Path

from periplus.model import Failure
from periplus.packs.world_build import build
from periplus.run.worlds import country_slice
from tests.packs.worlds import FILES, lay_out


def test_other_tables_are_another_source(tmp_path: Path) -> None:
    build(tmp_path / "one", lay_out(tmp_path))
    build(tmp_path / "two", lay_out(tmp_path)[:3])
    one, two = (country_slice(str(tmp_path / name), "ZZ") for name in ("one", "two"))

    assert one.failure is None
    assert one.source.startswith("world://ZZ?sha256=")
    assert one.source != two.source
    assert one == country_slice(str(tmp_path / "one"), "ZZ")


def test_a_world_of_another_countrys_routes_does_not_answer(tmp_path: Path) -> None:
    pfx = {"prefix_asn_20221101.tsv": b"203.0.113.0/24\t64511\n"}
    build(tmp_path / "world", lay_out(tmp_path, {**FILES, **pfx}), only="QV")

    assert country_slice(str(tmp_path / "world"), "QV").failure is None
    other = country_slice(str(tmp_path / "world"), "ZZ")
    assert other.failure is Failure.UNAVAILABLE
    assert b"holds the routes to QV only" in other.body


def test_no_world_and_half_a_world(tmp_path: Path) -> None:
    none, half = country_slice("", "ZZ"), country_slice(str(tmp_path), "ZZ")

    assert none.failure is half.failure is Failure.UNAVAILABLE
    assert b"periplus world build" in none.body
    assert b"there is no whole world" in half.body
