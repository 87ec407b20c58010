"""The preload list, from the browsers' JSON and from the package's table."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from periplus.packs.container import PackError
from periplus.packs.preload import PreloadList, compile_list
from tests.facts.samples import mutated
from tests.packs.shelves import shelve

JSON = b"""\
// Copyright
{
  "pinsets": [],
  // a comment
  "entries": [
    {"name": "example.com", "mode": "force-https", "include_subdomains": true},
    {"name": "www.example.org", "mode": "force-https"},
    {"name": "pinned.example", "pins": "x"},
    {"name": "bad name", "mode": "force-https"}, 7
  ]
}
"""


def entry(flags: int, name: bytes) -> bytes:
    return bytes([flags, len(name)]) + name


TABLE = entry(0xC0, b"example.com") + entry(0x00, b"org") + entry(0x80, b"www.example.org")
MODULE = b"x = 1\n_GTLD_INCLUDE_SUBDOMAINS = {b'app', b'dev'}  # noqa\n"


def opened(directory: Path, contents: dict[str, bytes]) -> PreloadList:
    shelve("hsts", contents, directory)
    return PreloadList.open(directory / "hsts.pack")


@pytest.mark.parametrize("contents", [{"list.json": JSON}, {"hstspreload.bin": TABLE}])
@pytest.mark.parametrize(
    ("host", "by"),
    [
        ("example.com", "example.com"),
        ("deep.www.Example.com.", "example.com"),
        ("www.example.org", "www.example.org"),
        ("a.www.example.org", ""),
        ("example.org", ""),
        ("com", ""),
        ("", ""),
    ],
)
def test_by_its_own_entry_or_a_parents(
    tmp_path: Path, contents: dict[str, bytes], host: str, by: str
) -> None:
    row = opened(tmp_path, contents).row(host)

    assert (row["listed"], row["entry"]) == (bool(by), by)
    assert str(row["line"]).partition("\t")[0] == by


def test_top_level_domains_stand_beside_the_table(tmp_path: Path) -> None:
    pack = opened(tmp_path, {"hstspreload.bin": TABLE, "__init__.py": MODULE})

    assert pack.row("any.dev")["entry"] == "dev"
    assert pack.about.rows == 4


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b'{"entries": 1}', b"\x80", b"[" * 9, b"{" * 9])
def test_what_is_no_list_is_one_sentence(content: bytes) -> None:
    with pytest.raises(PackError, match="x"):
        compile_list({"x": content})


def test_another_kind_of_pack_is_refused(tmp_path: Path) -> None:
    shelve("suffixes", b"com\n", tmp_path)
    with pytest.raises(PackError, match="holds no preload list"):
        PreloadList.open(tmp_path / "suffixes.pack")


@given(mutated(TABLE) | mutated(JSON) | mutated(MODULE))
def test_any_bytes_are_a_pack_or_one_sentence(content: bytes) -> None:
    for name in ("x", "x.py"):
        try:
            _, rows = compile_list({name: content})
        except PackError:
            continue
        assert rows > 0
