"""Whose addresses are whose: each IPv4 address goes to its most specific prefix, and to one country."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from periplus.packs.columns import Ints
from periplus.packs.ranges import Wide, cut

_ALL = 1 << 32


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

    def at(self, addresses: Ints) -> Ints:
        """The owner of each address."""
        piece = np.searchsorted(self.starts, addresses, side="right") - 1
        padded = np.append(self.owner, -1)
        found: Ints = padded[piece]
        return found

    def sizes(self, owners: int) -> Ints:
        """How many addresses each owner has."""
        after = np.append(self.starts[1:], _ALL) if len(self.starts) else self.starts
        weights = (after - self.starts)[self.owner >= 0].astype(np.float64)
        # Sums of whole numbers below 2**53 are exact.
        return np.bincount(self.owner[self.owner >= 0], weights, owners).astype(np.int64)


def owned(first: Ints, last: Ints) -> Owned:
    """Inclusive ranges, nested or overlapping: the narrowest owns an address."""
    zeros = np.zeros(len(first), np.uint64)
    starts, owner = cut(Wide(zeros, first.astype(np.uint64)), Wide(zeros, last.astype(np.uint64)))
    begins = starts.low.astype(np.int64)
    inside = begins < _ALL
    return Owned(begins[inside], owner[inside])


def prefix_weights(first: Ints, length: Ints) -> tuple[Ints, Ints, Ints]:
    """The distinct prefix of each row, each distinct prefix's own addresses, and a row of each."""
    keys = first << 6 | length
    _, rows, member = np.unique(keys, return_index=True, return_inverse=True)
    begin = first[rows]
    found = owned(begin, begin + (1 << (32 - length[rows])) - 1)
    return member.reshape(-1), found.sizes(len(rows)), rows.astype(np.int64)


def measure(prefixes: tuple[Ints, Ints, Ints], blocks: tuple[Ints, Ints, Ints]) -> Space:
    """`prefixes`: first address, length, AS of each row; `blocks`: first, last, country number."""
    first, length, asn = _distinct_rows(prefixes)
    member, _, rows = prefix_weights(first, length)
    begin = first[rows]
    by_prefix = owned(begin, begin + (1 << (32 - length[rows])) - 1)
    by_block = owned(blocks[0], blocks[1])
    pair, size = _overlaps(by_prefix, by_block)
    countries = np.append(blocks[2], 0)[pair[1]]
    order = np.argsort(member, kind="stable")
    sharers = np.bincount(member, minlength=len(rows))
    begins = np.cumsum(sharers) - sharers
    # Each piece once per origin of its prefix.
    repeat = sharers[pair[0]]
    within = np.arange(int(repeat.sum())) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    row = order[np.repeat(begins[pair[0]], repeat) + within]
    part = np.repeat(size // np.maximum(repeat, 1), repeat)
    return _summed(asn, row, np.repeat(countries, repeat), part)


def _distinct_rows(prefixes: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    order = np.lexsort((prefixes[2], prefixes[1], prefixes[0]))
    first, length, asn = (column[order] for column in prefixes)
    new = np.ones(len(first), bool)
    new[1:] = (first[1:] != first[:-1]) | (length[1:] != length[:-1]) | (asn[1:] != asn[:-1])
    return first[new], length[new], asn[new]


def _overlaps(one: Owned, other: Owned) -> tuple[tuple[Ints, Ints], Ints]:
    """Pieces in which neither owner changes: both owners, and addresses; gaps of the first left out."""
    starts = np.unique(np.concatenate([one.starts, other.starts]))
    after = np.append(starts[1:], _ALL) if len(starts) else starts
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
