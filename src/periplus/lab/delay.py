"""A program: carries packets between pairs of TUN devices, each after its delay (no netem needed)."""

from __future__ import annotations

import heapq
import os
import select
import sys
import time
from collections.abc import Sequence

PACKET_BYTES = 65536
WAITING = 20_000  # packets under way; what comes beyond is lost, as in a router
Waiting = list[tuple[float, int, int, bytes]]


def carry(lines: Sequence[tuple[int, int, float]]) -> None:
    """Carry until the parent ends us. `lines`: two file descriptors, and seconds one way."""
    far = {}
    for one, other, delay_s in lines:
        far[one], far[other] = (other, delay_s), (one, delay_s)
    waiting: Waiting = []
    number = 0
    while True:
        pause = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        # select(2) counts in microseconds, poll(2) and epoll_wait(2) in milliseconds.
        for fd in select.select(list(far), [], [], pause)[0]:
            number = _take(fd, far[fd], waiting, number)
        _deliver(waiting)


def _take(fd: int, end: tuple[int, float], waiting: Waiting, number: int) -> int:
    """All packets that a device has for us, into the queue."""
    while True:
        try:
            packet = os.read(fd, PACKET_BYTES)
        except OSError:
            return number
        number += 1
        if len(waiting) < WAITING:
            heapq.heappush(waiting, (time.monotonic() + end[1], number, end[0], packet))


def _deliver(waiting: Waiting) -> None:
    while waiting and waiting[0][0] <= time.monotonic():
        _, _, fd, packet = heapq.heappop(waiting)
        try:
            os.write(fd, packet)
        except OSError:
            continue  # the device is down: the packet is lost


def read_arguments(words: Sequence[str]) -> list[tuple[int, int, float]]:
    """`FD:FD:MILLISECONDS` each."""
    parts = [word.split(":") for word in words]
    return [(int(one), int(other), float(delay_ms) / 1000) for one, other, delay_ms in parts]


if __name__ == "__main__":
    carry(read_arguments(sys.argv[1:]))
