"""What a host says of itself is worth no more than hosts are honest (docs/design/calibration.md)."""

from __future__ import annotations

from dataclasses import replace

from periplus.model import Sign, Tables

WEIGHT = "site.own-word"
"""tp: how often what a host tells in two ways is so."""


def own_word(sign: Sign, tables: Tables) -> Sign:
    """The sign with that rate as its ceiling: alone, or with others of the host's, it tells no more."""
    row = next(row for row in tables.rows("weights") if row["id"] == WEIGHT)
    return replace(sign, ceiling=row["tp"])
