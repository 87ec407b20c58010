"""Whose addresses are whose: each goes to its most specific prefix, and to one country."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from periplus.packs.columns import Ints
from periplus.packs.ranges import Wide, cut

V4_BITS, V6_BITS = 32, 48
"""IPv4 is counted in addresses, on a line of 2**32; IPv6 in /48 networks, on one of 2**48."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Addresses by network and by network and country; of several origins each has an equal share."""

    asns: Ints  # sorted
    addresses: Ints
    prefixes: Ints
    located_asn: Ints  # rows of (network, country, addresses), sorted by network
    located_country: Ints  # two letters as a number
    located_addresses: Ints


def country_number(code: str) -> int:
    """Two letters as a number, for columns."""
    return ord(code[0]) << 8 | ord(code[1])


def country_code(number: int) -> str:
    """The two letters of a number."""
    return chr(number >> 8) + chr(number & 0xFF)


@dataclass(frozen=True, slots=True)
class Owned:
    """The address line cut into pieces; `owner` is -1 for a gap, a piece ends where the next begins."""

    starts: Ints
    owner: Ints
    end: int  # of the line

    def at(self, addresses: Ints) -> Ints:
        """The owner of each address."""
        piece = np.searchsorted(self.starts, addresses, side="right") - 1
        padded = np.append(self.owner, -1)
        found: Ints = padded[piece]
        return found

    def sizes(self, owners: int) -> Ints:
        """How many addresses each owner has."""
        after = np.append(self.starts[1:], self.end) if len(self.starts) else self.starts
        weights = (after - self.starts)[self.owner >= 0].astype(np.float64)
        # Sums of whole numbers below 2**53 are exact.
        return np.bincount(self.owner[self.owner >= 0], weights, owners).astype(np.int64)


def owned(first: Ints, last: Ints, bits: int = V4_BITS) -> Owned:
    """Inclusive ranges, nested or overlapping: the narrowest owns an address."""
    zeros = np.zeros(len(first), np.uint64)
    starts, owner = cut(Wide(zeros, first.astype(np.uint64)), Wide(zeros, last.astype(np.uint64)))
    begins = starts.low.astype(np.int64)
    inside = begins < 1 << bits
    return Owned(begins[inside], owner[inside], 1 << bits)


def prefix_weights(first: Ints, length: Ints, bits: int = V4_BITS) -> tuple[Ints, Ints, Ints]:
    """The distinct prefix of each row, each distinct prefix's own addresses, and a row of each."""
    keys = first << 6 | length
    _, rows, member = np.unique(keys, return_index=True, return_inverse=True)
    begin = first[rows]
    found = owned(begin, begin + (1 << (bits - length[rows])) - 1, bits)
    return member.reshape(-1), found.sizes(len(rows)), rows.astype(np.int64)


def measure(
    prefixes: tuple[Ints, Ints, Ints], blocks: tuple[Ints, Ints, Ints], bits: int = V4_BITS
) -> Space:
    """`prefixes`: first address, length, AS of each row; `blocks`: first, last, country number."""
    first, length, asn = _distinct_rows(prefixes)
    member, _, rows = prefix_weights(first, length, bits)
    owner, country, size = by_country((first[rows], length[rows]), blocks, bits)
    order = np.argsort(member, kind="stable")
    sharers = np.bincount(member, minlength=len(rows))
    begins = np.cumsum(sharers) - sharers
    # Each piece once per origin of its prefix.
    repeat = sharers[owner]
    within = np.arange(int(repeat.sum())) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    row = order[np.repeat(begins[owner], repeat) + within]
    part = np.repeat(size // np.maximum(repeat, 1), repeat)
    return _summed(asn, row, np.repeat(country, repeat), part)


def by_country(
    distinct: tuple[Ints, Ints], blocks: tuple[Ints, Ints, Ints], bits: int = V4_BITS
) -> tuple[Ints, Ints, Ints]:
    """Pieces of distinct prefixes: prefix, country number (0: in no block) and addresses."""
    begin, length = distinct
    by_prefix = owned(begin, begin + (1 << (bits - length)) - 1, bits)
    (prefix, block), size = _overlaps(by_prefix, owned(blocks[0], blocks[1], bits))
    return prefix, np.append(blocks[2], 0)[block], size


def _distinct_rows(prefixes: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    order = np.lexsort((prefixes[2], prefixes[1], prefixes[0]))
    first, length, asn = (column[order] for column in prefixes)
    new = np.ones(len(first), bool)
    new[1:] = (first[1:] != first[:-1]) | (length[1:] != length[:-1]) | (asn[1:] != asn[:-1])
    return first[new], length[new], asn[new]


def _overlaps(one: Owned, other: Owned) -> tuple[tuple[Ints, Ints], Ints]:
    """Pieces in which neither owner changes: both owners, and addresses; gaps of the first left out."""
    starts = np.unique(np.concatenate([one.starts, other.starts]))
    after = np.append(starts[1:], one.end) if len(starts) else starts
    mine, theirs = one.at(starts), other.at(starts)
    inside = mine >= 0
    return (mine[inside], theirs[inside]), (after - starts)[inside]


def _summed(asn: Ints, row: Ints, country: Ints, part: Ints) -> Space:
    asns, at = np.unique(asn, return_inverse=True)
    at = at.reshape(-1)
    prefixes = np.bincount(at, minlength=len(asns)).astype(np.int64)
    owner = at[row]
    addresses = np.bincount(owner, part.astype(np.float64), len(asns)).astype(np.int64)
    keys = owner << 16 | country
    distinct, group = np.unique(keys, return_inverse=True)
    sums = np.bincount(group.reshape(-1), part.astype(np.float64), len(distinct)).astype(np.int64)
    placed = (distinct & 0xFFFF) != 0
    return Space(
        asns=asns,
        addresses=addresses,
        prefixes=prefixes,
        located_asn=asns[distinct[placed] >> 16],
        located_country=(distinct & 0xFFFF)[placed],
        located_addresses=sums[placed],
    )


def none() -> NDArray[np.int64]:
    """A column without rows."""
    return np.empty(0, np.int64)
