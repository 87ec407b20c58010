"""AS paths of many routes in columns: found in their attributes, kept once each (RFC 4271 §4.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from periplus.facts.bgp import read_path
from periplus.packs.columns import U32, U64, Columns, Ints, group, sorted_distinct

_AS_PATH = 2
_MOST_ATTRIBUTES = 64
_SEQUENCE, _SET = 2, 1
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Distinct paths: path i is `hops[at[i]:at[i + 1]]`, from the peer to the origin.

    A set of several AS is one hop 0, which is no AS (RFC 7607); confederation segments are left out.
    """

    hops: U32
    at: Ints
    digests: U64  # 64 bits of each path's octets: equal in every batch

    def origins(self) -> U32:
        """The last AS of each path, 0 where it is a set or there is none."""
        ends = self.at[1:]
        padded = np.concatenate([np.zeros(1, np.uint32), self.hops])
        return np.where(ends > self.at[:-1], padded[ends], np.uint32(0)).astype(np.uint32)

    def links(self) -> U64:
        """Each adjacent pair once, sorted, as first << 32 | second; prepending and sets left out."""
        if len(self.hops) < 2:
            return np.empty(0, np.uint64)
        first, second = self.hops[:-1], self.hops[1:]
        inside = np.ones(len(first), bool)
        borders = self.at[1:-1]
        inside[borders[(borders > 0) & (borders < len(self.hops))] - 1] = False
        inside &= (first != second) & (first != 0) & (second != 0)
        pairs = (first[inside].astype(np.uint64) << np.uint64(32)) | second[inside]
        return sorted_distinct(pairs)


def path_places(columns: Columns, at: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Where the AS_PATH of each block of attributes begins, and its octets: 0 none, -1 a bad block."""
    start, size = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
    open_ = np.arange(len(at))
    cursor = at.copy()
    for _ in range(_MOST_ATTRIBUTES):
        open_ = open_[cursor[open_] < end[open_]]
        if not len(open_):
            break
        here = cursor[open_]
        head = columns.u32(here)  # flags, kind, then one or two octets of length
        extended = (head >> 28) & 1
        length = (head & 0xFFFF) >> (8 * (1 - extended))
        value = here + 3 + extended
        after = value + length
        whole = after <= end[open_]
        size[open_[~whole]] = -1
        found = whole & (((head >> 16) & 0xFF) == _AS_PATH)
        start[open_[found]] = value[found]
        size[open_[found]] = length[found]
        cursor[open_] = after
        open_ = open_[whole & ~found]
    else:
        size[open_] = -1
    return start, size


def distinct_paths(columns: Columns, start: Ints, size: Ints) -> tuple[Ints, Paths]:
    """The distinct path of each entry, and all of them. Equal are paths with one 64-bit digest."""
    digests = _digests(columns, start, size)
    chosen, member = group(digests)
    start, size = start[chosen], size[chosen]
    # Nearly every path is one sequence; the others are read one by one.
    plain = (size >= 2) & (columns.u8(start) == _SEQUENCE)
    plain &= columns.u8(start + 1) * 4 + 2 == size
    counts = np.where(plain, (size - 2) >> 2, 0)
    odd = {
        int(i): _odd_path(columns.octets(int(start[i]), int(start[i] + size[i])))
        for i in np.flatnonzero(~plain & (size > 0))
    }
    for i, hops in odd.items():
        counts[i] = len(hops)
    ends = np.cumsum(counts)
    begin = ends - counts
    within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(begin, counts)
    places = np.repeat(np.where(plain, start + 2, 0), counts) + 4 * within
    limit = int(places.max()) if len(places) else 0
    flat = columns.u32(np.where(places > limit, 0, places)).astype(np.uint32)
    for i, hops in odd.items():
        flat[begin[i] : ends[i]] = hops
    return member, Paths(
        hops=flat, at=np.concatenate([[0], ends]).astype(np.int64), digests=digests[chosen]
    )


def _digests(columns: Columns, start: Ints, size: Ints) -> U64:
    digest = (size.astype(np.uint64) + np.uint64(1)) * _FACTOR
    digest ^= columns.u16(start).astype(np.uint64)
    open_ = np.flatnonzero(size >= 6)
    cursor = start[open_] + 2
    end = start[open_] + size[open_]
    while len(open_):
        mixed = (digest[open_] ^ columns.u32(cursor).astype(np.uint64)) * _FACTOR
        digest[open_] = mixed ^ (mixed >> _SHIFT)
        cursor += 4
        more = cursor + 4 <= end
        open_, cursor, end = open_[more], cursor[more], end[more]
    return digest


def _odd_path(value: bytes) -> list[int]:
    try:
        segments = read_path(value, 4)
    except ValueError:
        return []
    hops: list[int] = []
    for segment in segments:
        if segment.kind == _SEQUENCE:
            hops += segment.asns
        elif segment.kind == _SET:
            hops.append(segment.asns[0] if len(segment.asns) == 1 else 0)
    return hops
