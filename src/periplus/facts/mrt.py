"""Routing tables and updates in MRT (RFC 6396, RFC 8050), read as a stream."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from periplus.facts.bgp import Attributes, Prefix, read_attributes, read_update

_HEADER = struct.Struct(">IHHI")
LIMIT_BYTES = 1 << 24  # more than any record holds; what claims more is no record
BGP, TABLE_DUMP, TABLE_DUMP_V2, BGP4MP, BGP4MP_ET = 5, 12, 13, 16, 17
_MARKER_BYTES = 19  # BGP header: marker, length, type
_UPDATE = 2
_RIBS = {2: 1, 3: 1, 4: 2, 5: 2, 8: 1, 9: 1, 10: 2, 11: 2}  # subtype: address family


class Readable(Protocol):
    """What a file, a buffer or an unpacked stream can do."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` octets, fewer only at the end."""
        ...


@dataclass(frozen=True, slots=True)
class MrtRecord:
    """One record: where it stands in the unpacked file, when, what kind, its bytes."""

    offset: int
    seconds: int
    kind: int
    subtype: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Element:
    """One route told by one peer: of a table (B), announced (A), withdrawn (W); or a STATE change."""

    source: str  # TABLE_DUMP, TABLE_DUMP2, TABLE_DUMP2_AP, BGP4MP, BGP
    seconds: int
    action: str
    peer: bytes
    peer_asn: int
    prefix: Prefix | None = None
    attributes: Attributes = field(default_factory=Attributes)
    states: tuple[int, int] = (0, 0)


class MrtReader:
    """The elements of a stream. Bad records are counted and skipped; a cut file is told."""

    def __init__(self, stream: Readable) -> None:
        """`stream` is unpacked; it is read once, from its beginning to its end."""
        self.records = 0
        self.bad = 0
        self.first_fault = ""  # one sentence with the offset
        self.cut_at: int | None = None  # where the file ends within a record
        self._stream = stream
        self._peers: list[tuple[bytes, int]] = []
        self._extra = b""

    def __iter__(self) -> Iterator[Element]:
        for record in self.read_records():
            try:
                found = list(self._elements(record))
            except (ValueError, IndexError, struct.error) as error:
                self._fault(record.offset, str(error))
                continue
            yield from found

    def read_records(self) -> Iterator[MrtRecord]:
        """Every record, undecoded."""
        at = 0
        while head := self._read(_HEADER.size):
            if len(head) < _HEADER.size:
                self.cut_at = at
                return
            seconds, kind, subtype, size = _HEADER.unpack(head)
            if size > LIMIT_BYTES:
                self._fault(at, f"a record of {size} octets")
                self.cut_at = at
                return
            body = self._read(size)
            if len(body) < size:
                self.cut_at = at
                return
            if kind == TABLE_DUMP:
                body += self._missing_octets(body, subtype)
            self.records += 1
            yield MrtRecord(at, seconds, kind, subtype, body)
            at += _HEADER.size + len(body)

    def _read(self, size: int) -> bytes:
        content = self._extra[:size]
        self._extra = self._extra[size:]
        return content + self._stream.read(size - len(content))

    def _missing_octets(self, body: bytes, subtype: int) -> bytes:
        # Writers of 1999 and 2000 put many entries into one record and told four octets too few.
        if _table_dump_end(body, subtype) != len(body) + 4:
            return b""
        return self._read(4)

    def _fault(self, offset: int, what: str) -> None:
        self.bad += 1
        self.first_fault = self.first_fault or f"octet {offset}: {what}"

    def _elements(self, record: MrtRecord) -> Iterator[Element]:
        match record.kind:
            case 12:
                return _table_dump(record)
            case 13:
                return self._table_dump_v2(record)
            case 16:
                return _bgp4mp(record, record.body)
            case 17:
                return _bgp4mp(record, record.body[4:])
            case 5:
                return _old_bgp(record)
            case _:
                return iter(())

    def _table_dump_v2(self, record: MrtRecord) -> Iterator[Element]:
        if record.subtype == 1:
            self._peers = peer_table(record.body)
        elif record.subtype in _RIBS:
            yield from _rib(record, self._peers)


# ---------------------------------------------------------------- TABLE_DUMP


def _table_dump_end(body: bytes, subtype: int) -> int:
    size = 16 if subtype == 2 else 4
    at = 4
    while at + size * 2 + 10 <= len(body):
        at += size * 2 + 10 + int.from_bytes(body[at + size * 2 + 8 : at + size * 2 + 10], "big")
    return at


def _table_dump(record: MrtRecord) -> Iterator[Element]:
    size = 16 if record.subtype == 2 else 4
    body = record.body
    at = 4  # view and sequence number
    while at < len(body):
        head = at + size * 2 + 10
        if head > len(body):
            raise ValueError("an entry of TABLE_DUMP is cut")
        network, length = body[at : at + size], body[at + size]
        peer = body[at + size + 6 : at + size * 2 + 6]
        peer_asn, octets = struct.unpack_from(">HH", body, head - 4)
        if length > size * 8 or head + octets > len(body):
            raise ValueError("an entry of TABLE_DUMP is cut")
        prefix = Prefix(6 if size == 16 else 4, network, length)
        attributes = read_attributes(body[head : head + octets], 2)
        yield Element("TABLE_DUMP", record.seconds, "B", peer, peer_asn, prefix, attributes)
        at = head + octets


# ---------------------------------------------------------------- TABLE_DUMP_V2


def peer_table(body: bytes) -> list[tuple[bytes, int]]:
    """Address and AS of each peer (RFC 6396 §4.3.1). ValueError when it is cut."""
    name = int.from_bytes(body[4:6], "big")
    (count,) = struct.unpack_from(">H", body, 6 + name)
    at = 8 + name
    peers = []
    for _ in range(count):
        kind = body[at]
        size, asn = (16 if kind & 1 else 4), (4 if kind & 2 else 2)
        end = at + 5 + size + asn
        if end > len(body):
            raise ValueError("the peer table is cut")
        peers.append((body[at + 5 : at + 5 + size], int.from_bytes(body[end - asn : end], "big")))
        at = end
    return peers


def _rib(record: MrtRecord, peers: list[tuple[bytes, int]]) -> Iterator[Element]:
    family, added = _RIBS[record.subtype], record.subtype >= 8
    body = record.body
    size = 16 if family == 2 else 4
    length = body[4]
    octets = (length + 7) // 8
    if length > size * 8:
        raise ValueError("a prefix is too long")
    prefix = Prefix(6 if family == 2 else 4, body[5 : 5 + octets].ljust(size, b"\0"), length)
    (count,) = struct.unpack_from(">H", body, 5 + octets)
    at = 7 + octets
    source = "TABLE_DUMP2_AP" if added else "TABLE_DUMP2"
    for _ in range(count):
        number = int.from_bytes(body[at : at + 2], "big")
        at += 6
        if added:
            prefix = replace(prefix, path_id=int.from_bytes(body[at : at + 4], "big"))
            at += 4
        (block,) = struct.unpack_from(">H", body, at)
        at += 2
        if at + block > len(body):
            raise ValueError("an entry of a RIB is cut")
        if number >= len(peers):
            raise ValueError(f"peer {number} is not in the peer table")
        attributes = read_attributes(body[at : at + block], 4, table=family)
        yield Element(source, record.seconds, "B", *peers[number], prefix, attributes)
        at += block


# ---------------------------------------------------------------- messages


def _bgp4mp(record: MrtRecord, body: bytes) -> Iterator[Element]:
    subtype = record.subtype
    wide = 4 if subtype in (4, 5, 7, 9, 11) else 2
    if subtype == 0 and len(body) == 8:
        # Zebra once wrote changes of state without their peer.
        states = struct.unpack_from(">HH", body, 4)
        yield Element("BGP4MP", record.seconds, "STATE", bytes(4), 0, states=states)
        return
    family = int.from_bytes(body[wide * 2 + 2 : wide * 2 + 4], "big")
    if family not in (1, 2):
        raise ValueError(f"peers of address family {family}")
    size = 16 if family == 2 else 4
    at = wide * 2 + 4 + size * 2
    peer, peer_asn = body[wide * 2 + 4 : wide * 2 + 4 + size], int.from_bytes(body[:wide], "big")
    if subtype in (0, 5):
        if at + 4 > len(body):
            raise ValueError("a change of state is cut")
        states = struct.unpack_from(">HH", body, at)
        yield Element("BGP4MP", record.seconds, "STATE", peer, peer_asn, states=states)
    elif subtype in (1, 4, 6, 7, 8, 9, 10, 11):
        message = body[at:]
        if len(message) < _MARKER_BYTES:
            raise ValueError("a BGP message is cut")
        size = int.from_bytes(message[16:18], "big")
        if message[18] != _UPDATE:
            return
        if not _MARKER_BYTES <= size <= len(message):
            raise ValueError("a BGP message is cut")
        source = "BGP4MP_AP" if subtype >= 8 else "BGP4MP"
        update = message[_MARKER_BYTES:size]
        yield from _routes(source, record.seconds, (peer, peer_asn), update, wide)


def _old_bgp(record: MrtRecord) -> Iterator[Element]:
    """MRTD's BGP type: AS and address of both ends, then an UPDATE without header, or states."""
    body = record.body
    peer_asn, peer = int.from_bytes(body[:2], "big"), body[2:6]
    if record.subtype == 3:
        if len(body) < 10:
            raise ValueError("a change of state is cut")
        states = struct.unpack_from(">HH", body, 6)
        yield Element("BGP", record.seconds, "STATE", peer, peer_asn, states=states)
    elif record.subtype == 1:
        yield from _routes("BGP", record.seconds, (peer, peer_asn), body[12:], 2)


def _routes(
    source: str, seconds: int, peer: tuple[bytes, int], update: bytes, wide: int
) -> Iterator[Element]:
    try:
        said = read_update(update, wide, path_ids=source.endswith("_AP"))
    except ValueError:
        # BIRD before 2.0.8 kept messages with path identifiers (RFC 7911) under the plain subtypes.
        said = read_update(update, wide, path_ids=True)
    for action, prefixes in (
        ("W", said.withdrawn),
        ("W", said.attributes.withdrawn),
        ("A", said.announced),
        ("A", said.attributes.reached),
    ):
        for prefix in prefixes:
            yield Element(source, seconds, action, *peer, prefix, said.attributes)
