"""An address pack: which row of a dated table covers an address, one by one or ten million at once."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from socket import AF_INET6, inet_aton, inet_pton
from typing import cast

import numpy as np

from periplus.packs.build import LINE_LIMIT_BYTES, NO_ROW, bounds
from periplus.packs.container import About, Array, Container, PackError
from periplus.packs.direct import I32, NOTHING, U32, DirectIndex
from periplus.packs.kinds import KINDS
from periplus.packs.paged import PagedIndex
from periplus.packs.ranges import U64, Wide

_LOW_64 = (1 << 64) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The row that covers an address: its range, its fields, and the line that holds them."""

    first: str  # canonical addresses, inclusive
    last: str

    fields: Mapping[str, str]
    line: bytes  # unaltered, without its end of line


class Pack:
    """An open address pack. Cheap to open; the direct index is made at the first bulk look-up."""

    def __init__(self, container: Container) -> None:
        """PackError when the container holds no address table."""
        kind = KINDS.get(container.about.kind)
        if kind is None:
            raise PackError(f"the pack {container.path} holds no addresses")
        self.about: About = container.about
        self.digest: str = container.digest
        self.fields: tuple[str, ...] = kind.fields
        self._container = container

    @classmethod
    def open(cls, path: Path) -> Pack:
        """Open a pack file. PackError when it is missing, half built or damaged."""
        return cls(Container(path))

    def lookup(self, address: str) -> Row | None:
        """The row of one address as text, None when no row covers it. ValueError: no address."""
        parsed = ipaddress.ip_address(address)
        number = int(parsed)
        family = "v4" if parsed.version == 4 else "v6"
        if parsed.version == 4:
            starts = cast("U32", self._section("v4_starts"))
            piece = int(np.searchsorted(starts, np.uint32(number), side="right")) - 1
        else:
            high, low = np.array([number >> 64], np.uint64), np.array([number & _LOW_64], np.uint64)
            piece = int(self._pieces_v6(high, low)[0])
        row = int(self._section(f"{family}_rows")[piece]) if piece >= 0 else NO_ROW
        return None if row == NO_ROW else self._row(family, row)

    def values_v4(self, addresses: U32) -> I32:
        """The value id of each IPv4 address given as an integer, -1 where no row covers it."""
        return self._direct.find(addresses)

    def values_v6(self, high: U64, low: U64) -> I32:
        """The value id of each IPv6 address given as two halves, -1 where no row covers it."""
        if not len(self._section("v6_rows")):
            return np.full(len(high), NOTHING, dtype=np.int32)
        found, deeper = self._paged.find(high)
        if len(deeper):
            pieces = self._pieces_v6(high[deeper], low[deeper])
            # The last entry stands for -1: before the first piece there is nothing.
            found[deeper] = np.append(self._piece_values("v6"), np.int32(NOTHING))[pieces]
        return found

    def value(self, identifier: int) -> dict[str, str]:
        """The fields behind a value id. IndexError when there is none of that id."""
        ends = self._section("values_at")
        if not 0 <= identifier < len(ends) - 1:
            raise IndexError(identifier)
        text = self._section("values")[int(ends[identifier]) : int(ends[identifier + 1]) - 1]
        return dict(zip(self.fields, text.tobytes().decode().split("\t"), strict=True))

    @cached_property
    def numbers(self) -> U32:
        """The numeric field by value id, with 0 behind the last, so that id -1 reads 0."""
        return np.append(self._section("numbers"), np.uint32(0)).astype(np.uint32)

    @cached_property
    def _direct(self) -> DirectIndex:
        return DirectIndex(cast("U32", self._section("v4_starts")), self._piece_values("v4"))

    @cached_property
    def _paged(self) -> PagedIndex:
        starts = Wide(self._section("v6_starts_high"), self._section("v6_starts_low"))
        return PagedIndex(starts, self._piece_values("v6"))

    def verify(self) -> None:
        """Check every byte. PackError when one was changed."""
        self._container.verify()

    def _section(self, name: str) -> Array:
        return self._container.section(name)

    def _piece_values(self, family: str) -> I32:
        rows = self._section(f"{family}_rows")
        values = np.append(self._section(f"{family}_values").astype(np.int32), np.int32(NOTHING))
        return values[np.where(rows == NO_ROW, len(values) - 1, rows)]

    def _row(self, family: str, row: int) -> Row:
        at = int(self._section(f"{family}_lines")[row])
        line = self._section("lines")[at : at + LINE_LIMIT_BYTES].tobytes().partition(b"\n")[0]
        value = int(self._section(f"{family}_values")[row])
        first, last = (str(bound) for bound in bounds(line))
        return Row(first=first, last=last, fields=self.value(value), line=line)

    def _pieces_v6(self, high: U64, low: U64) -> Array:
        """The piece that each address lies in, -1 before the first; binary search on both halves."""
        highs, lows = self._section("v6_starts_high"), self._section("v6_starts_low")
        after = np.searchsorted(highs, high, side="right")
        begin = np.searchsorted(highs, high, side="left")
        # Among the starts with the same upper half, find the first whose lower half is greater.
        while True:
            open_ = begin < after
            if not open_.any():
                return begin - 1
            middle = (begin + after) // 2
            not_greater = open_ & (lows[np.minimum(middle, len(lows) - 1)] <= low)
            begin = np.where(not_greater, middle + 1, begin)
            after = np.where(open_ & ~not_greater, middle, after)


def integers_v4(texts: Iterable[str]) -> U32:
    """Dotted quads as integers, for bulk look-ups. OSError when one is no address."""
    return np.frombuffer(b"".join(map(inet_aton, texts)), dtype=">u4").astype(np.uint32)


def integers_v6(texts: Iterable[str]) -> tuple[U64, U64]:
    """IPv6 addresses as two halves, for bulk look-ups. ValueError when one is no address."""
    try:
        packed = b"".join(inet_pton(AF_INET6, text) for text in texts)
    except OSError as error:
        raise ValueError("not every text is an IPv6 address") from error
    halves = np.frombuffer(packed, dtype=">u8").reshape(-1, 2).astype(np.uint64)
    return np.ascontiguousarray(halves[:, 0]), np.ascontiguousarray(halves[:, 1])
