"""What public sources are called: the names of signatures/sources.toml in words."""

from __future__ import annotations

from functools import cache

from periplus.signatures.tables import load


@cache
def source_text(name: str) -> str:
    """`World Bank`; the name itself when no source is called so (an export that was handed over)."""
    rows = {row["name"]: str(row["about"]) for row in load().rows("sources")}
    return rows.get(name, name).removeprefix("The ")
