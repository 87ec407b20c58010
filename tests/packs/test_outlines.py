"""Arcs of a topology become rings of countries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given

from periplus.packs.container import PackError
from periplus.packs.outlines import open_outlines, outlines
from tests.facts.samples import mutated
from tests.packs.shelves import shelve

# Two squares that share their middle edge; the second names it backwards.
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [1, 1], "translate": [-180, -90]},
    "arcs": [
        [[10, 0], [0, 10]],
        [[10, 10], [-10, 0], [0, -10], [10, 0]],
        [[10, 10], [10, 0], [0, -10], [-10, 0]],
    ],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"a3": "AAA"}},
                {"type": "MultiPolygon", "arcs": [[[2, 0]], [[-1, 1]]], "properties": {"a3": "BBB"}},
            ],
        }
    },
}
CONTENT = json.dumps(TOPOLOGY).encode()


def test_rings() -> None:
    found = outlines(CONTENT)

    assert list(found) == ["AAA", "BBB"]
    assert found["AAA"] == (((-170, -90), (-170, -80), (-180, -80), (-180, -90), (-170, -90)),)
    assert len(found["BBB"]) == 2
    assert found["BBB"][1][:2] == ((-170, -80), (-170, -90))


def test_a_pack(tmp_path: Path) -> None:
    shelve("world", CONTENT, tmp_path)
    about, shapes = open_outlines(tmp_path / "world.pack")

    assert about.dated == "2026-06-17"
    assert len(shapes) == 2


def test_no_pack_and_another_one(tmp_path: Path) -> None:
    shelve("suffixes", b"com\n", tmp_path)
    for name in ("world.pack", "suffixes.pack"):
        with pytest.raises(PackError):
            open_outlines(tmp_path / name)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"1", b'{"transform": 1}', b"[" * 100_000])
def test_what_holds_no_outlines(content: bytes) -> None:
    with pytest.raises(PackError, match="no outlines"):
        outlines(content)


@given(mutated(CONTENT))
def test_any_bytes_are_outlines_or_one_sentence(content: bytes) -> None:
    try:
        outlines(content)
    except PackError as error:
        shown = str(error)
        assert shown.startswith("the file holds no outlines")
