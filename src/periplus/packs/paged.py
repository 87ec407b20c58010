"""IPv6 look-up by pages: a trie of wide steps down to 48 bits (Srinivasan, Varghese, TOCS 1999)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from periplus.packs.direct import NOTHING
from periplus.packs.ranges import U64, Wide

I32: TypeAlias = NDArray[np.int32]
I64: TypeAlias = NDArray[np.int64]

LEVELS = (20, 32, 40, 48)
"""How many leading bits each level decides; nearly every announced prefix ends at 48 or before."""
MOST_ENTRIES = 1 << 26
"""Of one level: 256 MiB. Where more would be needed, the rest is left to a search."""
_PAGE = NOTHING - 1  # this and below: the number of a page of the next level
_CHUNK = 1 << 16  # addresses at once: their intermediate columns stay in the cache


class PagedIndex:
    """Some 70 MiB over the sorted starts of pieces; what is deeper than 48 bits is left to a search."""

    def __init__(self, starts: Wide, values: I32) -> None:
        """`starts` sorted and distinct; `values` from 0, or NOTHING for a gap, same length."""
        self._starts, self._values = starts, values
        self._tables: list[I32] = []
        parents, parent_bits = np.zeros(1, dtype=np.uint64), 0
        for bits in LEVELS:
            if self._tables and len(parents) << (bits - parent_bits) > MOST_ENTRIES:
                break
            step = np.arange(1 << (bits - parent_bits), dtype=np.uint64)
            blocks = (parents[:, None] << np.uint64(bits - parent_bits) | step).reshape(-1)
            table, mixed = self._level(blocks, bits)
            self._tables.append(table)
            parents, parent_bits = blocks[mixed], bits

    def _level(self, blocks: U64, bits: int) -> tuple[I32, I64]:
        """What is in each block: the value of all of it, or a page; and which have a page."""
        first = blocks << np.uint64(64 - bits)
        last = first | np.uint64((1 << (64 - bits)) - 1)
        high = self._starts.high
        at = np.searchsorted(high, first, side="left")
        # A start of the same upper half rules the block from its beginning only with a lower half of 0.
        within = np.minimum(at, len(high) - 1)
        begins = (at < len(high)) & (high[within] == first) & (self._starts.low[within] == 0)
        ruling = at - 1 + begins
        following = np.minimum(ruling + 1, len(high) - 1)
        mixed = np.flatnonzero((ruling + 1 < len(high)) & (high[following] <= last))
        table = np.where(ruling < 0, np.int32(NOTHING), self._values[ruling]).astype(np.int32)
        table[mixed] = _PAGE - np.arange(len(mixed), dtype=np.int32)
        return table, mixed

    def find(self, high: U64) -> tuple[I32, I64]:
        """The value of each address by its upper half, and which need their lower half to be found."""
        found = np.empty(high.shape, dtype=np.int32)
        deeper = [
            self._find(high[at : at + _CHUNK], found[at : at + _CHUNK]) + at
            for at in range(0, len(high), _CHUNK)
        ]
        return found, np.concatenate([np.empty(0, np.int64), *deeper])

    def _find(self, high: U64, found: I32) -> I64:
        np.take(self._tables[0], high >> np.uint64(64 - LEVELS[0]), out=found, mode="clip")
        open_ = np.flatnonzero(found <= _PAGE)
        answer, rest = found[open_], high[open_]
        for table, bits, above in zip(self._tables[1:], LEVELS[1:], LEVELS, strict=False):
            step = rest >> np.uint64(64 - bits) & np.uint64((1 << (bits - above)) - 1)
            page = (_PAGE - answer).astype(np.int64)
            answer = table[(page << (bits - above)) + step.astype(np.int64)]
            found[open_] = answer
            more = np.flatnonzero(answer <= _PAGE)
            open_, rest, answer = open_[more], rest[more], answer[more]
        return open_
