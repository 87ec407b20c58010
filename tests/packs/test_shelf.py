"""What lies on the shelf, and what it answers; what it lacks is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from periplus.model import Failure
from periplus.packs.container import Container
from periplus.packs.shelf import MEDIA_TYPE, Answer, Shelf, list_packs, path_of, where
from tests.packs.shelves import AS_LINES, COUNTRY_LINES, SUFFIXES, shelve
from tests.packs.test_outlines import CONTENT


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"PERIPLUS_DATA": "/a"}, Path("/a")),
        ({"PERIPLUS_DATA": "", "XDG_DATA_HOME": "/b"}, Path("/b/periplus")),
        ({"XDG_DATA_HOME": "relative"}, Path.home() / ".local/share/periplus"),
        ({}, Path.home() / ".local/share/periplus"),
    ],
)
def test_where(environment: dict[str, str], expected: Path) -> None:
    assert where(environment) == expected


def test_where_asks_the_process_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERIPLUS_DATA", "/c")

    assert where() == Path("/c")


def test_list(tmp_path: Path) -> None:
    about = shelve("as", AS_LINES, tmp_path)
    (tmp_path / "country.pack").write_bytes(b"PERIPACK half built")

    listed = {one.recipe.name: one for one in list_packs(tmp_path)}

    assert listed["as"].about == about
    assert listed["as"].digest == Container(tmp_path / "as.pack").digest
    assert listed["country"].about is None
    assert "country.pack is not a pack" in listed["country"].problem
    assert listed["suffixes"].about is None
    assert listed["suffixes"].problem == ""


def said(answer: Answer) -> Any:
    assert answer.media_type == MEDIA_TYPE
    assert answer.failure is None
    assert answer.body.endswith(b"\n")
    assert answer.body.count(b"\n") == 1
    return json.loads(answer.body)


def test_an_address(tmp_path: Path) -> None:
    about = shelve("as", AS_LINES, tmp_path)
    answer = Shelf(tmp_path).answer("as", "192.0.2.7")

    assert answer.source == "pack://as/192.0.2.7"
    assert said(answer) == {
        "pack": "as",
        "kind": "as",
        "source": "npm made by hand",
        "date": "2026-06-17",
        "licence": about.licence,
        "attribution": about.attribution,
        "caution": about.caution,
        "digest": Container(tmp_path / "as.pack").digest,
        "row": {
            "asn": "64496",
            "name": "Example, Inc.",
            "first": "192.0.2.0",
            "last": "192.0.2.255",
            "line": AS_LINES.decode().splitlines()[0],
        },
    }
    assert about.caution


def test_ipv6_and_other_kinds(tmp_path: Path) -> None:
    shelve("as", AS_LINES, tmp_path)
    shelve("country", COUNTRY_LINES, tmp_path)
    shelve("providers", b'{"cdn": {"x": ["192.0.2.0/24"]}}', tmp_path)
    shelf = Shelf(tmp_path)

    assert said(shelf.answer("as", "2001:db8::1"))["row"]["last"].startswith("2001:db8:ffff")
    assert said(shelf.answer("country", "192.0.2.1"))["row"]["country"] == "NL"
    assert said(shelf.answer("providers", "192.0.2.1"))["row"]["provider"] == "x"


def test_a_name(tmp_path: Path) -> None:
    shelve("suffixes", SUFFIXES, tmp_path)

    row = said(Shelf(tmp_path).answer("suffixes", "www.example.co.uk"))["row"]

    assert row["registrable"] == "example.co.uk"
    assert row["line"].startswith("co.uk")


@pytest.mark.parametrize(
    ("name", "key", "failure", "sentence"),
    [
        ("as", "198.51.100.1", Failure.NOT_FOUND, "of 2026-06-17 has no row for 198.51.100.1"),
        ("as", "example.org", Failure.NOT_FOUND, "cannot be asked for 'example.org'"),
        ("country", "192.0.2.1", Failure.UNAVAILABLE, "periplus data pull country"),
        ("providers", "192.0.2.1", Failure.UNAVAILABLE, "periplus data import providers FILE"),
        ("other", "192.0.2.1", Failure.UNAVAILABLE, "no pack is called 'other'"),
        ("world", "192.0.2.1", Failure.UNAVAILABLE, "holds no addresses"),
    ],
)  # fmt: skip
def test_what_is_not_there(tmp_path: Path, name: str, key: str, failure: Failure, sentence: str) -> None:
    shelve("as", AS_LINES, tmp_path)
    shelve("world", CONTENT, tmp_path)
    answer = Shelf(tmp_path).answer(name, key)

    assert answer.failure is failure
    assert answer.media_type == "text/plain"
    assert sentence in answer.body.decode()
    assert (answer.source == f"pack://{name}") == (failure is Failure.UNAVAILABLE)


def test_a_laboratory_has_no_packs() -> None:
    assert Shelf(None).answer("as", "192.0.2.1").failure is Failure.UNAVAILABLE


def test_a_damaged_pack_is_unavailable_and_says_so_again(tmp_path: Path) -> None:
    shelve("as", AS_LINES, tmp_path)
    path = path_of("as", tmp_path)
    path.write_bytes(path.read_bytes().replace(b"Six\n", b"Sex\n"))
    shelf = Shelf(tmp_path)

    for _ in range(2):
        answer = shelf.answer("as", "192.0.2.7")
        assert answer.failure is Failure.UNAVAILABLE
        assert "was changed" in answer.body.decode()
