"""Packs made by hand, installed in a directory: what the tests of this room share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from periplus.packs.container import About
from periplus.packs.importing import install
from periplus.packs.recipes import recipe

AS_LINES = b'192.0.2.0,192.0.2.255,64496,"Example, Inc."\n2001:db8::/32,64497,Six\n'
COUNTRY_LINES = b"192.0.2.0,192.0.2.255,NL\n"
SUFFIXES = """
// ===BEGIN ICANN DOMAINS===
com
co.uk // with a comment
uk
*.kawasaki.jp
!city.kawasaki.jp
jp
рф
公司.cn
// ===BEGIN PRIVATE DOMAINS===
blog.example
""".encode()


def shelve(name: str, content: bytes | Mapping[str, bytes], directory: Path) -> About:
    """Install a pack of one or more named contents."""
    contents = {"file": content} if isinstance(content, bytes) else content
    return install(
        recipe(name), contents, source="npm made by hand", dated="2026-06-17", directory=directory
    )
