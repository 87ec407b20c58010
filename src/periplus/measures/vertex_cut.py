"""How many nodes must fall to part sources from sinks: node-disjoint ways (Menger 1927; Dinic 1970)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_ANY = 1 << 30  # links are never cut, only nodes


def smallest_cut(
    successors: Sequence[Sequence[int]], sources: Iterable[int], sinks: Iterable[int]
) -> tuple[int, tuple[int, ...]]:
    """The size of the smallest cut, which may take sources and sinks, and one such cut.

    What is source and sink at once is a way by itself, so in every cut; a way through another source,
    or on from a sink, holds a shorter one. Only what then still lies between the two is searched.
    """
    begins, ends = set(sources), set(sinks)
    both = begins & ends
    between = _between(successors, begins - both, ends, both)
    if not between:
        return len(both), tuple(sorted(both))
    alike: dict[tuple[int, ...], list[int]] = {}
    inner = []
    for node in between:
        if node in begins:
            alike.setdefault(tuple(sorted({*successors[node]} - begins)), []).append(node)
        else:
            inner.append(node)
    # Sources that go on to the same nodes are one node as wide as all of them.
    groups = [[node] for node in inner] + [*alike.values()]
    place = {group[0]: number for number, group in enumerate(groups)}
    following = [
        [place[other] for other in successors[first] if other in place and other not in begins]
        if first not in ends
        else []
        for first, *_ in groups
    ]
    ways = Ways(following, [place[node] for node in inner if node in ends], [*map(len, groups)])
    size, chosen = ways.cut(range(len(inner), len(groups)))
    return len(both) + size, tuple(sorted([*both, *(node for one in chosen for node in groups[one])]))


def _between(
    successors: Sequence[Sequence[int]], begins: set[int], ends: set[int], gone: set[int]
) -> list[int]:
    """The nodes on ways from the one to the other that meet no third source or sink."""
    came: dict[int, list[int]] = {node: [] for node in begins}
    open_, met = sorted(begins), []
    for node in open_:
        if node in ends:
            met.append(node)
            continue
        for other in successors[node]:
            if other in came:
                came[other].append(node)
            elif other not in gone:
                came[other] = [node]
                open_.append(other)
    kept = set(met)
    for node in met:
        if node in begins:
            continue
        for before in came[node]:
            if before not in kept:
                kept.add(before)
                met.append(before)
    return sorted(kept)


class Ways:
    """A directed graph with every node split in two, so that each carries few ways."""

    def __init__(
        self,
        successors: Sequence[Iterable[int]],
        sinks: Iterable[int],
        rooms: Sequence[int] | None = None,
    ) -> None:
        """`successors[i]`: where a way may go on from i; it ends at a sink, which is part of it.

        `rooms`: how many ways a node may carry, where that is not one.
        """
        self._count = len(successors)
        self._end = 2 * self._count
        self._start = self._end + 1
        self._to: list[int] = []
        self._room: list[int] = []
        self._edges: list[list[int]] = [[] for _ in range(self._end + 2)]
        self._touched: list[int] = []
        for node in range(self._count):
            self._join(2 * node, 2 * node + 1, rooms[node] if rooms else 1)
        for node, following in enumerate(successors):
            for other in following:
                self._join(2 * node + 1, 2 * other)
        for node in sinks:
            self._join(2 * node + 1, self._end)

    def _join(self, start: int, end: int, room: int = _ANY) -> None:
        for here, there, room_here in ((start, end, room), (end, start, 0)):
            self._edges[here].append(len(self._to))
            self._to.append(there)
            self._room.append(room_here)

    def beyond(self, node: int, limit: int) -> int:
        """Disjoint ways from a node to the sinks, the node itself not counted; at most `limit`."""
        found = 0
        while found < limit and self._augment(2 * node + 1):
            found += 1
        self._undo()
        return found

    def cut(self, sources: Iterable[int]) -> tuple[int, tuple[int, ...]]:
        """The size of the smallest cut, which may take sources and sinks, and one such cut."""
        first = len(self._to)
        for node in sources:
            self._join(self._start, 2 * node)
        size = 0
        while self._level(self._start):
            at = [0] * len(self._edges)
            while self._blocking(self._start, at):
                size += 1
        near = self._reached
        chosen = tuple(v for v in range(self._count) if near[2 * v] >= 0 and near[2 * v + 1] < 0)
        self._undo()
        for number in range(first, len(self._to)):
            self._edges[self._to[number ^ 1]].remove(number)
        del self._to[first:], self._room[first:]
        return size, chosen

    # ------------------------------------------------------------ one way more

    def _augment(self, start: int) -> bool:
        came = {start: -1}
        open_ = [start]
        for here in open_:
            for number in self._edges[here]:
                there = self._to[number]
                if self._room[number] and there not in came:
                    came[there] = number
                    if there == self._end:
                        self._push_back(came, start)
                        return True
                    open_.append(there)
        return False

    def _push_back(self, came: dict[int, int], start: int) -> None:
        here = self._end
        while here != start:
            number = came[here]
            self._use(number)
            here = self._to[number ^ 1]

    def _use(self, number: int) -> None:
        self._room[number] -= 1
        self._room[number ^ 1] += 1
        self._touched.append(number)

    def _undo(self) -> None:
        for number in self._touched:
            self._room[number] += 1
            self._room[number ^ 1] -= 1
        self._touched.clear()

    # ------------------------------------------------------------ many ways at once

    def _level(self, start: int) -> bool:
        """Distances from the start in what room is left; whether the end is reached."""
        self._reached = [-1] * len(self._edges)
        self._reached[start] = 0
        open_ = [start]
        for here in open_:
            for number in self._edges[here]:
                there = self._to[number]
                if self._room[number] and self._reached[there] < 0:
                    self._reached[there] = self._reached[here] + 1
                    open_.append(there)
        return self._reached[self._end] >= 0

    def _blocking(self, start: int, at: list[int]) -> bool:
        """One shortest way, found without ever looking at an edge twice in a phase."""
        way: list[int] = []
        here = start
        while here != self._end:
            edges = self._edges[here]
            while at[here] < len(edges):
                number = edges[at[here]]
                there = self._to[number]
                if self._room[number] and self._reached[there] == self._reached[here] + 1:
                    break
                at[here] += 1
            else:
                if not way:
                    return False
                here = self._to[way.pop() ^ 1]
                at[here] += 1
                continue
            way.append(number)
            here = there
        for number in way:
            self._use(number)
        return True
