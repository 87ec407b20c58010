"""Ranges of addresses, nested or overlapping, cut into disjoint pieces; the narrowest range wins."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

U64: TypeAlias = NDArray[np.uint64]
I64: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wide:
    """128-bit addresses as two columns; IPv4 has `high` all zero."""

    high: U64
    low: U64

    def __len__(self) -> int:
        return len(self.low)

    def __getitem__(self, where: NDArray[np.bool_] | I64) -> Wide:
        return Wide(self.high[where], self.low[where])


def wide(addresses: list[int]) -> Wide:
    """Python integers below 2**128 as two columns."""
    with contextlib.suppress(OverflowError):
        # IPv4, and the quick way: halves are needed only where one number does not hold it.
        low = np.array(addresses, dtype=np.uint64)
        return Wide(np.zeros(len(low), dtype=np.uint64), low)
    packed = b"".join(address.to_bytes(16, "big") for address in addresses)
    halves = np.frombuffer(packed, dtype=">u8").reshape(-1, 2).astype(np.uint64)
    return Wide(np.ascontiguousarray(halves[:, 0]), np.ascontiguousarray(halves[:, 1]))


def cut(first: Wide, last: Wide) -> tuple[Wide, I64]:
    """Cut inclusive ranges at every bound.

    Returns the sorted starts of the pieces and, for each piece, the index of its range or -1 for a
    gap; a piece ends where the next begins. Of several ranges over one address the narrowest owns
    it, of equally wide ones the first given.
    """
    count = len(first)
    if count == 0:
        return Wide(np.empty(0, np.uint64), np.empty(0, np.uint64)), np.empty(0, np.int64)
    stop, endless = _after(last)
    points, rank = _ranked(
        Wide(
            np.concatenate([first.high, stop.high[~endless]]),
            np.concatenate([first.low, stop.low[~endless]]),
        )
    )
    ends = np.full(count, len(points), dtype=np.int64)
    ends[~endless] = rank[count:]
    owner = _paint(rank[:count], ends, _widest_first(first, last), len(points))
    kept = np.ones(len(points), dtype=np.bool_)
    kept[1:] = owner[1:] != owner[:-1]
    return points[kept], owner[kept]


def _after(last: Wide) -> tuple[Wide, NDArray[np.bool_]]:
    """The address after each, and whether there is none."""
    low = last.low + np.uint64(1)
    high = last.high + (low == 0).astype(np.uint64)
    return Wide(high, low), (low == 0) & (high == 0)


def _ranked(points: Wide) -> tuple[Wide, I64]:
    """The distinct points in order, and each given point's place among them."""
    order = np.lexsort((points.low, points.high)) if points.high.any() else np.argsort(points.low)
    ordered = points[order]
    new = np.ones(len(points), dtype=np.bool_)
    new[1:] = (ordered.low[1:] != ordered.low[:-1]) | (ordered.high[1:] != ordered.high[:-1])
    rank = np.empty(len(points), dtype=np.int64)
    rank[order] = np.cumsum(new) - 1
    return ordered[new], rank


def _widest_first(first: Wide, last: Wide) -> I64:
    low = last.low - first.low
    high = last.high - first.high - (last.low < first.low).astype(np.uint64)
    later_first = ~np.arange(len(first), dtype=np.uint64)
    return np.lexsort((later_first, ~low, ~high)).astype(np.int64)


def _paint(begins: I64, ends: I64, order: I64, pieces: int) -> I64:
    owner = np.full(pieces, -1, dtype=np.int64)
    begins, ends = begins[order], ends[order]
    several = ends - begins > 1
    spans = zip(begins[several].tolist(), ends[several].tolist(), order[several].tolist(), strict=True)
    for begin, end, index in spans:
        owner[begin:end] = index
    # No range over a piece can be narrower than one that is just that piece; of equals the last
    # assignment, the range given first, stays.
    owner[begins[~several]] = order[~several]
    return owner
