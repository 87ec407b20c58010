"""The custody chain: each row's link is a digest over the link before it and the row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bytes | None


def canonical_row(cells: Sequence[Cell]) -> bytes:
    """One text per row: a JSON array; bytes as {"hex": …}, so that they never equal a text."""
    plain = [{"hex": c.hex()} if isinstance(c, bytes) else c for c in cells]
    return json.dumps(plain, separators=(",", ":"), allow_nan=False).encode()


def genesis(chain: str, head: Sequence[Cell]) -> str:
    """The link before the first row; it ties a chain to its case."""
    return link(chain, head)


def link(previous: str, cells: Sequence[Cell]) -> str:
    """SHA-256 over the previous link and the canonical row, lower-case hex."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical_row(cells)).hexdigest()


def broken_links(
    start: str, rows: Iterable[tuple[int, Sequence[Cell], str]]
) -> Iterator[tuple[int, str]]:
    """Check rows (number from 1, cells, stored link) in order: yields (number, what is wrong).

    After a break the chain goes on from the stored link, so that one change is one problem.
    """
    previous = start
    for expected, (number, cells, stored) in enumerate(rows, start=1):
        if number != expected:
            yield number, f"row {expected} is missing before it"
            return
        try:
            intact = link(previous, cells) == stored
        except ValueError:  # a cell that no row of ours can hold
            intact = False
        if not intact:
            yield number, "it is not the row that was stored, or not in its place"
        previous = stored
