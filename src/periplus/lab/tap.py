"""A program: listens on a router and adds packets of its own, the others go on (RFC 7754 §4.1)."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Sequence

from periplus.lab.filtering import Filter
from periplus.net.packets import read_packet

ETH_P_ALL, PACKET_OUTGOING = 3, 4
IPV6_HDRINCL = 36
PACKET_BYTES = 65536


class Tap:
    """What is added leaves by the router's own ways."""

    def __init__(self, listening: socket.socket, filters: Sequence[Filter]) -> None:
        self.listening, self.filters = listening, filters
        self._senders = {4: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)}
        self._senders[6] = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_RAW)
        self._senders[6].setsockopt(socket.IPPROTO_IPV6, IPV6_HDRINCL, 1)

    def serve(self) -> None:
        """Listen until the parent ends us."""
        while True:
            packet, where = self.listening.recvfrom(PACKET_BYTES)
            if where[2] != PACKET_OUTGOING:
                self._meet(packet)

    def _meet(self, packet: bytes) -> None:
        for one in self.filters:
            # The first is the packet itself, which goes on without us.
            for _, added in one.forward(packet)[1:]:
                read = read_packet(added)
                if read is not None:
                    try:
                        self._senders[added[0] >> 4].sendto(added, (read.target, 0))
                    except OSError:
                        continue  # no way leads there


def read_arguments(words: Sequence[str]) -> Tap:
    """`JSON`: a list of filters; the tap listens where it was started."""
    listening = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
    return Tap(listening, [Filter.of(one) for one in json.loads(words[0])])


if __name__ == "__main__":
    tap = read_arguments(sys.argv[1:])
    os.write(1, b"ready\n")
    tap.serve()
