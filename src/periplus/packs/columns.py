"""A buffer of octets, read at many places at once."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Octets: TypeAlias = NDArray[np.uint8]
Bools: TypeAlias = NDArray[np.bool_]
U32: TypeAlias = NDArray[np.uint32]
U64: TypeAlias = NDArray[np.uint64]

PADDING = bytes(64)
"""Stands behind every buffer: what a cut record would hold there may be looked at, and says zero."""


class Columns:
    """Big-endian numbers at arrays of offsets; an offset must lie within the buffer."""

    def __init__(self, padded: bytes) -> None:
        """`padded` ends with PADDING."""
        self._u8 = np.frombuffer(padded, np.uint8)
        # One gather per number, unaligned, instead of one per octet.
        self._u16 = np.ndarray((len(padded) - 1,), ">u2", padded, strides=(1,))
        self._u32 = np.ndarray((len(padded) - 3,), ">u4", padded, strides=(1,))

    def u8(self, at: Ints) -> Ints:
        """One octet at each offset."""
        return self._u8[at].astype(np.int64)

    def u16(self, at: Ints) -> Ints:
        """Two octets at each offset."""
        return self._u16[at].astype(np.int64)

    def u32(self, at: Ints) -> Ints:
        """Four octets at each offset."""
        return self._u32[at].astype(np.int64)

    def octets(self, first: int, after: int) -> bytes:
        """Some octets as they stand."""
        return self._u8[first:after].tobytes()

    def networks(self, at: Ints, octets: Ints, size: int) -> Octets:
        """Networks of `octets` octets each, filled up with zeros to `size`."""
        reach = np.minimum(at[:, None] + np.arange(size), len(self._u8) - 1)
        found: Octets = self._u8[reach]
        found[np.arange(size) >= octets[:, None]] = 0
        return found


def sorted_distinct(values: U64) -> U64:
    """The distinct values, sorted. Sorting beats hashing where most values are distinct."""
    if not len(values):
        return values
    ordered = np.sort(values)
    found: U64 = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]
    return found


def group(keys: U64) -> tuple[Ints, Ints]:
    """The place of one member of each group of equal keys, and the group of each key."""
    order = np.argsort(keys)
    ordered = keys[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(keys) else ordered.astype(bool)
    member = np.empty(len(keys), np.int64)
    member[order] = np.cumsum(first) - 1
    return order[first].astype(np.int64), member
