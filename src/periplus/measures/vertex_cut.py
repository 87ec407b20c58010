"""How many nodes must fall to part sources from sinks: node-disjoint ways (Menger 1927; Dinic 1970)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_ANY = 1 << 30  # links are never cut, only nodes


class Ways:
    """A directed graph with every node split in two, so that each carries one way at most."""

    def __init__(self, successors: Sequence[Iterable[int]], sinks: Iterable[int]) -> None:
        """`successors[i]`: where a way may go on from i; it ends at a sink, which is part of it."""
        self._count = len(successors)
        self._end = 2 * self._count
        self._start = self._end + 1
        self._to: list[int] = []
        self._room: list[int] = []
        self._edges: list[list[int]] = [[] for _ in range(self._end + 2)]
        self._touched: list[int] = []
        for node in range(self._count):
            self._join(2 * node, 2 * node + 1, 1)
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
