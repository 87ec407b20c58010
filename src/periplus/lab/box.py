"""A program: stands on one line between two TUN devices, with a filter near, a TCP stack far."""

from __future__ import annotations

import heapq
import json
import os
import select
import sys
import time
from collections.abc import Sequence

from periplus.lab.filtering import Filter
from periplus.lab.persona import Persona
from periplus.lab.traits import Traits

PACKET_BYTES = 65536
WAITING = 20_000  # packets under way; what comes beyond is lost, as in a router
TICK_S = 0.2


class Box:
    """One line: `near` is the observer's side; the filters stand there, the persona at the far end."""

    def __init__(
        self, near: int, far: int, delay_s: float, filters: Sequence[Filter], persona: Persona | None
    ) -> None:
        self.near, self.far, self.delay_s = near, far, delay_s
        self.filters, self.persona = filters, persona
        self._under_way: list[tuple[float, int, bool, bytes]] = []
        self._number = 0

    def serve(self) -> None:
        """Carry until the parent ends us."""
        while True:
            sockets = self.persona.sockets() if self.persona else []
            due = self._under_way[0][0] - time.monotonic() if self._under_way else TICK_S
            pause = max(0.0, min(due, TICK_S))
            for fd in select.select([self.near, self.far, *sockets], [], [], pause)[0]:
                self._take(fd)
            if self.persona:
                self._homeward(self.persona.due())
            while self._under_way and self._under_way[0][0] <= time.monotonic():
                _, _, outward, packet = heapq.heappop(self._under_way)
                if outward:
                    self._at_far_end(packet)
                else:
                    _write(self.near, packet)

    def _take(self, fd: int) -> None:
        if fd not in (self.near, self.far):
            if self.persona:
                self._homeward(self.persona.ready(fd))
            return
        while True:
            try:
                packet = os.read(fd, PACKET_BYTES)
            except OSError:
                return
            if fd == self.near:
                self._from_observer(packet)
            else:
                sent = self.persona.backward(packet) if self.persona else [(True, packet)]
                self._homeward([one for _, one in sent])

    def _from_observer(self, packet: bytes) -> None:
        going = [packet]
        for one in self.filters:
            sent = [pair for raw in going for pair in one.forward(raw)]
            for on, raw in sent:
                if not on:
                    _write(self.near, raw)
            going = [raw for on, raw in sent if on]
        for raw in going:
            self._send(True, raw)

    def _at_far_end(self, packet: bytes) -> None:
        for on, raw in self.persona.forward(packet) if self.persona else [(True, packet)]:
            if on:
                _write(self.far, raw)
            else:
                self._send(False, raw)

    def _homeward(self, packets: Sequence[bytes]) -> None:
        for packet in packets:
            self._send(False, packet)

    def _send(self, outward: bool, packet: bytes) -> None:
        self._number += 1
        if len(self._under_way) < WAITING:
            due = time.monotonic() + self.delay_s
            heapq.heappush(self._under_way, (due, self._number, outward, packet))


def _write(fd: int, packet: bytes) -> None:
    try:
        os.write(fd, packet)
    except OSError:
        return  # the device is down: the packet is lost


def read_arguments(words: Sequence[str]) -> Box:
    """`NEAR FAR JSON`: file descriptors, and what stands on the line."""
    told = json.loads(words[2])
    persona = Persona(Traits.of(told["stack"])) if told["stack"] else None
    filters = [Filter.of(one) for one in told["filters"]]
    return Box(int(words[0]), int(words[1]), float(told["delay_ms"]) / 1000, filters, persona)


if __name__ == "__main__":
    read_arguments(sys.argv[1:]).serve()
