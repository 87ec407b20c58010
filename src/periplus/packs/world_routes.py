"""A routing table of a collector, compiled: origins, and how much each peer reaches by each path."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from periplus.facts.mrt import TABLE_DUMP, MrtReader, Readable
from periplus.packs.columns import U32, Bools, Ints, sorted_distinct
from periplus.packs.container import PackError
from periplus.packs.rib import Batch, RibReader
from periplus.packs.world_space import by_country, none, prefix_weights


@dataclass(slots=True)
class Routes:
    """What one table told. IPv6 routes give origins only."""

    seconds: int = 0
    records: int = 0
    bad: int = 0
    first_fault: str = ""
    prefixes: list[tuple[Ints, Ints]] = field(default_factory=list)  # first address, length
    entries: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)  # prefix, peer, path
    hops: list[U32] = field(default_factory=list)
    at: list[Ints] = field(default_factory=list)
    v6: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)  # upper half, length, AS
    peers: list[int] = field(default_factory=list)
    _known: dict[int, int] = field(default_factory=dict)  # digest of a path: its number
    _places: dict[tuple[bytes, int], int] = field(default_factory=dict)

    def place(self, peer: tuple[bytes, int]) -> int:
        """The number of a peer, new or met before."""
        if peer not in self._places:
            self._places[peer] = len(self._places)
            self.peers.append(peer[1])
        return self._places[peer]

    def take(self, batch: Batch, places: Ints) -> None:
        """Add a batch; `places` are the numbers of its peers."""
        if batch.version == 6:
            self._take_v6(batch)
            return
        numbers = np.array([self._number(batch, i) for i in range(len(batch.paths.digests))], np.int64)
        begin = sum(len(first) for first, _ in self.prefixes)
        octets = batch.networks.astype(np.int64)
        first = octets[:, 0] << 24 | octets[:, 1] << 16 | octets[:, 2] << 8 | octets[:, 3]
        # Host bits behind the length are a writer's fault, and no other prefix.
        first &= -1 << (32 - batch.lengths)
        self.prefixes.append((first, batch.lengths))
        self.entries.append((batch.prefix + begin, places[batch.peer], numbers[batch.path]))

    def _number(self, batch: Batch, i: int) -> int:
        digest = int(batch.paths.digests[i])
        if digest not in self._known:
            self._known[digest] = len(self._known)
            self.hops.append(batch.paths.hops[batch.paths.at[i] : batch.paths.at[i + 1]])
        return self._known[digest]

    def _take_v6(self, batch: Batch) -> None:
        origin = batch.paths.origins().astype(np.int64)[batch.path]
        high = np.zeros(len(batch.lengths), np.uint64)
        for octet in range(8):
            high = high << np.uint64(8) | batch.networks[:, octet].astype(np.uint64)
        rows = np.unique(np.stack([batch.prefix, origin], axis=1), axis=0)
        rows = rows[rows[:, 1] > 0]
        self.v6.append((high.view(np.int64)[rows[:, 0]], batch.lengths[rows[:, 0]], rows[:, 1]))


def read_routes(stream: Readable, name: str, kind: int, *, wanted: Bools | None = None) -> Routes:
    """A table of record type `kind`. PackError, with the offset, when it is damaged or cut.

    `wanted`: of each IPv4 /16, whether prefixes that touch it are kept; None: all, IPv6 too.
    """
    routes = Routes()
    if kind == TABLE_DUMP:
        _read_old(stream, name, routes, wanted)
        return routes
    reader = RibReader(stream, name, wanted=wanted)
    for batch in reader:
        places = np.array([routes.place(peer) for peer in reader.peers], np.int64)
        routes.take(batch, places)
    routes.seconds, routes.records = reader.seconds, reader.records
    routes.bad, routes.first_fault = reader.bad, reader.first_fault
    return routes


def _read_old(stream: Readable, name: str, routes: Routes, wanted: Bools | None) -> None:
    """TABLE_DUMP, one entry after the other: tables of before 2010."""
    reader = MrtReader(stream)
    paths: dict[tuple[int, ...], int] = {}
    prefixes: dict[tuple[int, int], int] = {}
    entries = []
    for element in reader:
        if element.prefix is None or element.prefix.version == 6:
            continue
        routes.seconds = routes.seconds or element.seconds
        first = int.from_bytes(element.prefix.network, "big")
        first &= -1 << (32 - element.prefix.length)
        after = (first + (1 << (32 - element.prefix.length)) - 1 >> 16) + 1
        if wanted is not None and not wanted[first >> 16 : after].any():
            continue
        hops = tuple(
            0 if segment.kind == 1 and len(segment.asns) > 1 else asn
            for segment in element.attributes.path
            if segment.kind in (1, 2)
            for asn in (segment.asns[:1] if segment.kind == 1 else segment.asns)
        )
        row = prefixes.setdefault((first, element.prefix.length), len(prefixes))
        place = routes.place((element.peer, element.peer_asn))
        entries.append((row, place, paths.setdefault(hops, len(paths))))
    if reader.cut_at is not None:
        raise PackError(f"{name} is cut at octet {reader.cut_at:,}: it ends within a record")
    routes.records, routes.bad, routes.first_fault = reader.records, reader.bad, reader.first_fault
    columns = np.array(entries, np.int64).reshape(-1, 3)
    rows = np.array(list(prefixes), np.int64).reshape(-1, 2)
    routes.prefixes.append((rows[:, 0], rows[:, 1]))
    routes.entries.append((columns[:, 0], columns[:, 1], columns[:, 2]))
    routes.hops = [np.array(hops, np.uint32) for hops in paths]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many addresses each peer reaches by each path, and who originates what."""

    origins: tuple[Ints, Ints, Ints]  # first address, length, AS
    peers: Ints  # AS of each peer
    peer_prefixes: Ints  # how many prefixes each peer told
    row_peer: Ints
    row_path: Ints
    row_addresses: Ints  # each address at its most specific prefix
    placed_row: Ints  # of each row that reaches addresses of a country
    placed_country: Ints  # as a number
    placed_addresses: Ints
    hops: U32
    at: Ints


def summarise(routes: Routes, blocks: tuple[Ints, Ints, Ints] | None = None) -> Reach:
    """The columns of a table: prefixes of more than one length over an address are taken apart.

    `blocks`: first address, last, country number: which of the addresses lie in which country.
    """
    first, length = (_joined([pair[i] for pair in routes.prefixes]) for i in (0, 1))
    prefix, peer, path = (_joined([part[i] for part in routes.entries]) for i in (0, 1, 2))
    sizes = np.array([len(hops) for hops in routes.hops], np.int64)
    at = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    hops = np.concatenate(routes.hops) if routes.hops else np.empty(0, np.uint32)
    origin = np.where(sizes > 0, np.append(np.zeros(1, np.uint32), hops)[at[1:]], 0).astype(np.int64)
    member, own, chosen = prefix_weights(first, length)
    # What a peer told twice (path identifiers) is counted once per path.
    peer, path, member = _distinct((peer, path, member[prefix]))
    rows, group = _grouped(peer, path)
    addresses = np.bincount(group, own[member].astype(np.float64), len(rows[0]))
    told_member, told_origin = _distinct((member, origin[path]))
    named = told_origin > 0
    told = chosen[told_member[named]]
    peers = np.array(routes.peers, np.int64)
    placed = _placed((first[chosen], length[chosen]), blocks, member, group)
    return Reach(
        origins=(first[told], length[told], told_origin[named]),
        peers=peers,
        peer_prefixes=np.bincount(peer, minlength=len(peers)).astype(np.int64),
        row_peer=rows[0],
        row_path=rows[1],
        row_addresses=addresses.astype(np.int64),
        placed_row=placed[0],
        placed_country=placed[1],
        placed_addresses=placed[2],
        hops=hops.astype(np.uint32),
        at=at,
    )


def _placed(
    distinct: tuple[Ints, Ints],
    blocks: tuple[Ints, Ints, Ints] | None,
    member: Ints,
    group: Ints,
) -> tuple[Ints, Ints, Ints]:
    """Row, country and addresses, for each row's addresses that lie in some country's blocks."""
    if blocks is None or not len(blocks[0]) or not len(member):
        return none(), none(), none()
    prefix, country, size = by_country(distinct, blocks)
    keys, held = _grouped(prefix[country > 0], country[country > 0])
    sums = np.bincount(held, size[country > 0].astype(np.float64), len(keys[0]))
    count = np.bincount(keys[0], minlength=len(distinct[0]))
    begin = np.cumsum(count) - count
    repeat = count[member]
    within = np.arange(int(repeat.sum())) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    piece = np.repeat(begin[member], repeat) + within
    rows, whose = _grouped(np.repeat(group, repeat), keys[1][piece])
    found = np.bincount(whose, sums[piece], len(rows[0]))
    return rows[0], rows[1], found.astype(np.int64)


def _distinct(columns: tuple[Ints, ...]) -> tuple[Ints, ...]:
    """The distinct rows, sorted; packed into one number each where that holds them, which is quicker."""
    bits = [int(column.max(initial=0)).bit_length() for column in columns]
    if sum(bits) > 63:
        whole = np.unique(np.stack(columns, axis=1), axis=0)
        return tuple(whole[:, i] for i in range(len(columns)))
    keys = np.zeros(len(columns[0]), np.int64)
    for column, width in zip(columns, bits, strict=True):
        keys = keys << width | column
    keys = sorted_distinct(keys.view(np.uint64)).view(np.int64)
    found: list[Ints] = []
    for width in reversed(bits):
        found.append(keys & ((1 << width) - 1))
        keys = keys >> width
    return tuple(reversed(found))


def _grouped(one: Ints, other: Ints) -> tuple[tuple[Ints, Ints], Ints]:
    """The distinct pairs, sorted, and the pair of each row."""
    width = int(other.max(initial=0)).bit_length()
    keys, whose = np.unique(one << width | other, return_inverse=True)
    return (keys >> width, keys & ((1 << width) - 1)), whose.reshape(-1)


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else none()
