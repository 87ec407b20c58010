"""IPv4 look-up by direct index on the first 24 bits (DIR-24-8: Gupta, Lin, McKeown, INFOCOM 1998)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

U32: TypeAlias = NDArray[np.uint32]
I32: TypeAlias = NDArray[np.int32]

NOTHING = -1
_MIXED = -2
_CHUNK = 1 << 18  # addresses at once: their intermediate columns stay in the cache


class DirectIndex:
    """64 MiB over the sorted starts of pieces; one memory access for nearly every address."""

    def __init__(self, starts: U32, values: I32) -> None:
        """`starts` sorted and distinct; `values` from 0, or NOTHING for a gap, same length."""
        self._starts = np.concatenate([np.zeros(1, np.uint32), starts])
        self._values = np.concatenate([np.full(1, NOTHING, np.int32), values])
        # A piece rules the blocks that begin in it: from the first block start at or after its own.
        begins = (self._starts.astype(np.int64) + 255) >> 8
        self._blocks = np.repeat(self._values, np.diff(begins, append=1 << 24))
        within = self._starts & np.uint32(255) != 0
        self._blocks[self._starts[within] >> np.uint32(8)] = _MIXED

    def find(self, addresses: U32) -> I32:
        """The value of each address, NOTHING where there is none."""
        found = np.empty(addresses.shape, dtype=np.int32)
        for at in range(0, len(addresses), _CHUNK):
            part = addresses[at : at + _CHUNK]
            answer = found[at : at + _CHUNK]
            np.take(self._blocks, part >> np.uint32(8), out=answer, mode="clip")
            mixed = np.flatnonzero(answer == _MIXED)
            if len(mixed):
                pieces = np.searchsorted(self._starts, part[mixed], side="right") - 1
                answer[mixed] = self._values[pieces]
        return found
