"""Names divide as publicsuffix.org says: the longest rule, wildcards, exceptions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.packs.container import PackError
from periplus.packs.suffixes import Suffixes, rules
from tests.packs.shelves import AS_LINES, SUFFIXES, shelve


@pytest.fixture
def suffixes(tmp_path: Path) -> Suffixes:
    shelve("suffixes", SUFFIXES, tmp_path)
    return Suffixes.open(tmp_path / "suffixes.pack")


@pytest.mark.parametrize(
    ("name", "suffix", "registrable"),
    [
        ("com", "com", None),
        ("example.com", "com", "example.com"),
        ("a.b.example.com", "com", "example.com"),
        ("www.example.co.uk", "co.uk", "example.co.uk"),
        ("co.uk", "co.uk", None),
        ("a.b.c.kawasaki.jp", "c.kawasaki.jp", "b.c.kawasaki.jp"),
        ("c.kawasaki.jp", "c.kawasaki.jp", None),
        ("www.city.kawasaki.jp", "kawasaki.jp", "city.kawasaki.jp"),
        ("x.xn--p1ai", "xn--p1ai", "x.xn--p1ai"),
        ("x.xn--55qx5d.cn", "xn--55qx5d.cn", "x.xn--55qx5d.cn"),
        ("www.example.test", "test", "example.test"),
        ("WWW.Example.COM.", "com", "example.com"),
        ("me.blog.example", "blog.example", "me.blog.example"),
    ],
)
def test_division(suffixes: Suffixes, name: str, suffix: str, registrable: str | None) -> None:
    found = suffixes.divide(name)

    assert (found.suffix, found.registrable) == (suffix, registrable)


def test_the_rule_and_its_half(suffixes: Suffixes) -> None:
    assert suffixes.divide("a.co.uk").line == b"co.uk // with a comment"
    assert not suffixes.divide("a.co.uk").private
    assert suffixes.divide("a.blog.example").private
    assert suffixes.divide("a.test").line == b""


def test_another_pack_is_refused(tmp_path: Path) -> None:
    shelve("as", AS_LINES, tmp_path)

    with pytest.raises(PackError, match="holds no public suffixes"):
        Suffixes.open(tmp_path / "as.pack")


@given(st.binary(max_size=200) | st.text(max_size=80).map(str.encode))
def test_no_list_breaks_the_reader(content: bytes) -> None:
    list(rules(content))
