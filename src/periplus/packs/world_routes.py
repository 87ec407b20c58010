"""A routing table of a collector, compiled: origins, and how much each peer reaches by each path."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from periplus.facts.mrt import TABLE_DUMP, MrtReader, Readable
from periplus.packs.columns import U32, Bools, Ints, sorted_distinct
from periplus.packs.container import PackError
from periplus.packs.rib import Batch, RibReader
from periplus.packs.world_space import by_country, none, prefix_weights

_ROWS_AT_ONCE = 200_000


@dataclass(slots=True)
class Routes:
    """What one table told. IPv6 routes give origins only."""

    seconds: int = 0
    records: int = 0
    bad: int = 0
    first_fault: str = ""
    prefixes: list[tuple[Ints, Ints]] = field(default_factory=list)  # first address, length
    entries: list[tuple[U32, U32, U32]] = field(default_factory=list)  # prefix, peer, path
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
        entries = (batch.prefix + begin, places[batch.peer], numbers[batch.path])
        self.entries.append(_narrow(entries))

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
    routes.entries.append(_narrow((columns[:, 0], columns[:, 1], columns[:, 2])))
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
    The entries of `routes` are used up, for there may be tens of millions. PackError when too many.
    """
    first, length = (_joined([pair[i] for pair in routes.prefixes]) for i in (0, 1))
    sizes = np.array([len(hops) for hops in routes.hops], np.int64)
    at = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    hops = np.concatenate(routes.hops) if routes.hops else np.empty(0, np.uint32)
    origin = np.where(sizes > 0, np.append(np.zeros(1, np.uint32), hops)[at[1:]], 0).astype(np.int64)
    member, own, chosen = prefix_weights(first, length)
    widths = (_bits(len(routes.peers)), _bits(len(routes.hops)), _bits(len(chosen)))
    pair, of_entry = _entries(routes, member, widths)
    begins = np.flatnonzero(np.append(True, pair[1:] != pair[:-1])) if len(pair) else none()
    rows, path_mask = pair[begins], (1 << widths[1]) - 1
    told = _distinct_pairs(of_entry, origin[pair & path_mask])
    peers = np.array(routes.peers, np.int64)
    placed = _placed((first[chosen], length[chosen]), blocks, of_entry, begins)
    return Reach(
        origins=(first[chosen][told[0]], length[chosen][told[0]], told[1]),
        peers=peers,
        peer_prefixes=np.bincount(pair >> widths[1], minlength=len(peers)).astype(np.int64),
        row_peer=rows >> widths[1],
        row_path=rows & path_mask,
        row_addresses=np.add.reduceat(own[of_entry], begins) if len(begins) else none(),
        placed_row=placed[0],
        placed_country=placed[1],
        placed_addresses=placed[2],
        hops=hops.astype(np.uint32),
        at=at,
    )


def _entries(routes: Routes, member: Ints, widths: tuple[int, int, int]) -> tuple[Ints, Ints]:
    """Peer and path as one number, and prefix, of each entry; sorted.

    What a peer told twice (path identifiers) is there once per path.
    """
    if sum(widths) > 64:
        raise PackError("the routing table has more peers, paths and prefixes than are told apart")
    keys = np.empty(sum(len(part[0]) for part in routes.entries), np.uint64)
    end = 0
    while routes.entries:
        prefix, peer, path = routes.entries.pop()
        begin, end = end, end + len(prefix)
        keys[begin:end] = peer
        keys[begin:end] <<= np.uint64(widths[1])
        keys[begin:end] |= path
        keys[begin:end] <<= np.uint64(widths[2])
        keys[begin:end] |= member[prefix].astype(np.uint64)
    keys.sort()
    if len(keys):
        keys = keys[np.append(True, keys[1:] != keys[:-1])]
    of_entry = (keys & np.uint64((1 << widths[2]) - 1)).astype(np.int64)
    keys >>= np.uint64(widths[2])
    return keys.view(np.int64), of_entry


def _distinct_pairs(members: Ints, origins: Ints) -> tuple[Ints, Ints]:
    """Prefix and origin, each pair once; entries without an origin are left out."""
    keys = sorted_distinct((members << 32 | origins)[origins > 0].view(np.uint64)).view(np.int64)
    return keys >> 32, keys & 0xFFFFFFFF


def _placed(
    distinct: tuple[Ints, Ints], blocks: tuple[Ints, Ints, Ints] | None, of_entry: Ints, begins: Ints
) -> tuple[Ints, Ints, Ints]:
    """Row, country and addresses, for each row's addresses that lie in some country's blocks.

    A row is the entries from its beginning to that of the next.
    """
    if blocks is None or not len(blocks[0]) or not len(begins):
        return none(), none(), none()
    prefix, country, size = by_country(distinct, blocks)
    keys, held = _grouped(prefix[country > 0], country[country > 0])
    sums = np.bincount(held, size[country > 0].astype(np.float64), len(keys[0]))
    count = np.bincount(keys[0], minlength=len(distinct[0]))
    first = np.cumsum(count) - count
    ends = np.append(begins[1:], len(of_entry))
    parts = []
    for low in range(0, len(begins), _ROWS_AT_ONCE):
        rows = np.arange(low, min(low + _ROWS_AT_ONCE, len(begins)))
        members = of_entry[begins[rows[0]] : ends[rows[-1]]]
        repeat = count[members]
        within = np.arange(int(repeat.sum())) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        piece = np.repeat(first[members], repeat) + within
        row = np.repeat(np.repeat(rows, ends[rows] - begins[rows]), repeat)
        found, whose = _grouped(row, keys[1][piece])
        parts.append((*found, np.bincount(whose, sums[piece], len(found[0])).astype(np.int64)))
    row, where, addresses = (_joined([part[i] for part in parts]) for i in (0, 1, 2))
    return row, where, addresses


def _grouped(one: Ints, other: Ints) -> tuple[tuple[Ints, Ints], Ints]:
    """The distinct pairs, sorted, and the pair of each row."""
    keys, whose = np.unique(one << 32 | other, return_inverse=True)
    return (keys >> 32, keys & 0xFFFFFFFF), whose.reshape(-1)


def _narrow(columns: tuple[Ints, Ints, Ints]) -> tuple[U32, U32, U32]:
    one, two, three = (column.astype(np.uint32) for column in columns)
    return one, two, three


def _bits(count: int) -> int:
    return max(count - 1, 0).bit_length()


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else none()
