"""TABLE_DUMP_V2 (RFC 6396 §4.3) in columns: the k-th entry of all prefixes is read at once."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from periplus.facts.mrt import LIMIT_BYTES, TABLE_DUMP_V2, Readable, peer_table
from periplus.packs.columns import PADDING, Bools, Columns, Ints, Octets
from periplus.packs.container import PackError
from periplus.packs.paths import Paths, distinct_paths, path_places

_SIZE = struct.Struct(">I")
_HEAD_BYTES = 12
_CHUNK_BYTES = 1 << 21  # its columns stay in the cache
_PEER_INDEX = 1
# Subtype: family, and whether entries have path identifiers (RFC 8050).
_RIBS = {2: (4, False), 3: (4, False), 4: (6, False), 5: (6, False)} | {
    8: (4, True), 9: (4, True), 10: (6, True), 11: (6, True)
}  # fmt: skip
_IS_RIB = np.array([subtype in _RIBS for subtype in range(max(_RIBS) + 2)])
_IS_V4 = np.array([_RIBS.get(subtype, (6, False))[0] == 4 for subtype in range(max(_RIBS) + 2)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some prefixes of one family and all their entries; each distinct path once."""

    version: int
    networks: Octets  # (prefixes, 4 or 16)
    lengths: Ints
    prefix: Ints  # of each entry: its row in networks
    peer: Ints  # of each entry: its row in the peer table
    path: Ints  # of each entry: its distinct path
    paths: Paths


class RibReader:
    """The batches of an unpacked TABLE_DUMP_V2 file. Bad records are counted and skipped."""

    def __init__(self, stream: Readable, name: str, *, wanted: Bools | None = None) -> None:
        """`wanted`: of each IPv4 /16, whether prefixes that touch it are decoded; None: all, v6 too."""
        self.name = name
        self.peers: list[tuple[bytes, int]] = []
        self.records = 0
        self.skipped = 0  # not wanted
        self.bad = 0
        self.first_fault = ""
        self.seconds = 0  # when the table was written
        self._stream = stream
        self._wanted = None if wanted is None else np.concatenate([[0], np.cumsum(wanted)])
        self._held: list[bytes] = []  # wanted records that are not decoded yet
        self._held_where: list[int] = []  # in the file
        self._held_bytes = 0
        self._at = 0  # of the buffer in the file

    def __iter__(self) -> Iterator[Batch]:
        """PackError, with the offset, when the file is damaged or ends within a record."""
        rest = b""
        while content := self._stream.read(_CHUNK_BYTES):
            buffer = b"".join((rest, content, PADDING))
            whole = len(buffer) - len(PADDING)
            starts, end = self._frame(buffer, whole)
            yield from self._batches(buffer, np.array(starts, np.int64))
            rest = buffer[end:whole]
            self._at += end
        yield from self._decode_held()
        if rest:
            raise PackError(f"{self.name} is cut at octet {self._at:,}: it ends within a record")

    def _frame(self, buffer: bytes, whole: int) -> tuple[list[int], int]:
        """Where each whole record begins, and where the first unfinished one does."""
        starts: list[int] = []
        at, last = 0, whole - _HEAD_BYTES
        unpack, add = _SIZE.unpack_from, starts.append
        while at <= last:
            (size,) = unpack(buffer, at + 8)
            after = at + _HEAD_BYTES + size
            if after > whole:
                if size > LIMIT_BYTES:
                    place = f"{self.name} is damaged at octet {self._at + at:,}"
                    raise PackError(f"{place}: a record of {size:,} octets")
                break
            add(at)
            at = after
        return starts, at

    def _batches(self, buffer: bytes, starts: Ints) -> Iterator[Batch]:
        columns = Columns(buffer)
        kinds, subtypes = columns.u16(starts + 4), columns.u16(starts + 6)
        self.records += len(starts)
        ours = kinds == TABLE_DUMP_V2
        for at in starts[~ours].tolist():
            self._fault(self._at + at, f"no record of type {TABLE_DUMP_V2}")
        subtypes = np.where(ours, subtypes, 0)
        # A file may hold several tables, each after its own peers.
        tables = np.flatnonzero(subtypes == _PEER_INDEX).tolist()
        for first, after in pairwise([0, *tables, len(starts)]):
            if first in tables:
                yield from self._decode_held()
                self._take_peers(buffer, int(starts[first]))
            part = slice(first, after)
            records = _Records(columns, starts[part], subtypes[part], starts[part] + self._at)
            if self._wanted is None:
                yield from self._decoded(records)
            else:
                yield from self._sliced(records)

    def _decoded(self, records: _Records) -> Iterator[Batch]:
        for subtype, (version, added) in _RIBS.items():
            chosen = np.flatnonzero(records.subtypes == subtype)
            if len(chosen):
                yield self._batch(records.some(chosen), version, added=added)

    # ------------------------------------------------------------ a slice

    def _sliced(self, records: _Records) -> Iterator[Batch]:
        """Wanted records are held until there are enough: decoding few costs as much as many."""
        kept = self._among_wanted(records)
        ribs = int(_IS_RIB[np.minimum(records.subtypes, len(_IS_RIB) - 1)].sum())
        self.skipped += ribs - len(kept.starts)
        sizes = _HEAD_BYTES + kept.columns.u32(kept.starts + 8)
        for at, size in zip(kept.starts.tolist(), sizes.tolist(), strict=True):
            self._held.append(kept.columns.octets(at, at + size))
            self._held_bytes += size
        self._held_where += kept.where.tolist()
        if self._held_bytes > _CHUNK_BYTES:
            yield from self._decode_held()

    def _among_wanted(self, records: _Records) -> _Records:
        v4 = _IS_V4[np.minimum(records.subtypes, len(_IS_V4) - 1)]
        some = records.some(np.flatnonzero(v4))
        if self._wanted is None:
            return some
        lengths = np.minimum(some.columns.u8(some.starts + 16), 16)
        first = (some.columns.u16(some.starts + 17) >> (16 - lengths)) << (16 - lengths)
        after = np.minimum(first + (1 << (16 - lengths)), 1 << 16)
        return some.some(np.flatnonzero(self._wanted[after] > self._wanted[first]))

    def _decode_held(self) -> Iterator[Batch]:
        if not self._held:
            return
        columns = Columns(b"".join((*self._held, PADDING)))
        sizes = np.array([len(one) for one in self._held], np.int64)
        starts = np.cumsum(sizes) - sizes
        where = np.array(self._held_where, np.int64)
        self._held, self._held_where, self._held_bytes = [], [], 0
        yield from self._decoded(_Records(columns, starts, columns.u16(starts + 6), where))

    def _take_peers(self, buffer: bytes, at: int) -> None:
        (size,) = _SIZE.unpack_from(buffer, at + 8)
        (self.seconds,) = _SIZE.unpack_from(buffer, at)
        try:
            self.peers = peer_table(buffer[at + _HEAD_BYTES : at + _HEAD_BYTES + size])
        except (ValueError, IndexError, struct.error) as error:
            place = f"{self.name} is damaged at octet {self._at + at:,}"
            raise PackError(f"{place}: its peer table cannot be read") from error

    def _fault(self, where: int, what: str) -> None:
        self.bad += 1
        self.first_fault = self.first_fault or f"octet {where:,}: {what}"

    def _batch(self, found: _Records, version: int, *, added: bool) -> Batch:
        columns, records = found.columns, found.starts
        ends = records + _HEAD_BYTES + columns.u32(records + 8)
        lengths = columns.u8(records + 16)
        octets = (lengths + 7) >> 3
        size = 4 if version == 4 else 16
        bad = (lengths > size * 8) | (records + 19 + octets > ends)
        counts = np.where(bad, 0, columns.u16(records + 17 + np.where(bad, 0, octets)))
        entries = _entries(columns, records + 19 + octets, ends, counts, bad, added=added)
        bad[entries.record[entries.peer >= len(self.peers)]] = True
        start, length = path_places(columns, entries.at, entries.end)
        bad[entries.record[length < 0]] = True
        for where in found.where[bad].tolist():
            self._fault(where, "an entry reaches beyond its record, or names no peer")
        keep = ~bad[entries.record]
        path, paths = distinct_paths(columns, start[keep], length[keep])
        return Batch(
            version=version,
            networks=columns.networks(records[~bad] + 17, octets[~bad], size),
            lengths=lengths[~bad],
            prefix=(np.cumsum(~bad) - 1)[entries.record[keep]],
            peer=entries.peer[keep],
            path=path,
            paths=paths,
        )


@dataclass(frozen=True, slots=True)
class _Records:
    """Where records stand in a buffer, of which subtypes, and where they stand in the file."""

    columns: Columns
    starts: Ints
    subtypes: Ints
    where: Ints

    def some(self, chosen: Ints) -> _Records:
        """Those at some places."""
        return _Records(self.columns, self.starts[chosen], self.subtypes[chosen], self.where[chosen])


@dataclass(frozen=True, slots=True)
class _Entries:
    """Flat columns over all entries of all records."""

    record: Ints
    peer: Ints
    at: Ints  # of the attributes
    end: Ints


def _entries(
    columns: Columns, cursor: Ints, ends: Ints, counts: Ints, bad: Bools, *, added: bool
) -> _Entries:
    """All entries, step by step; `bad` is set for records whose entries reach beyond them."""
    head = 12 if added else 8
    parts: list[tuple[Ints, Ints, Ints, Ints]] = []
    active = np.flatnonzero(counts > 0)
    cursor = cursor.copy()
    step = 0
    while len(active):
        at = cursor[active]
        inside = at + head <= ends[active]
        at = np.where(inside, at, 0)
        end = at + head + columns.u16(at + head - 2)
        whole = inside & (end <= ends[active])
        bad[active[~whole]] = True
        active, at, end = active[whole], at[whole], end[whole]
        parts.append((active, columns.u16(at), at + head, end))
        cursor[active] = end
        step += 1
        active = active[counts[active] > step]
    none: NDArray[np.int64] = np.empty(0, np.int64)
    flat = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [none] * 4
    return _Entries(*flat)
