"""A program: counts the packets of all machines, and those that carry an address from elsewhere."""

from __future__ import annotations

import ipaddress
import json
import os
import select
import socket
import struct
import sys
from collections import Counter
from collections.abc import Sequence

# The laboratory's own, and what a kernel says to its own line (RFC 4861).
OWN = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("198.18.0.0/15", "127.0.0.0/8", "0.0.0.0/32"),
        *("3fff::/20", "fe80::/10", "ff02::/16", "::/127"),
    )
)
ETH_P_IP, ETH_P_ARP, ETH_P_IPV6 = 0x0800, 0x0806, 0x86DD
SOL_PACKET, PACKET_STATISTICS = 263, 6
SNAP_BYTES = 64


def addresses(protocol: int, packet: bytes) -> tuple[str, ...]:
    """The addresses that a packet carries in its head; none when it is too short to have them."""
    match protocol:
        case 0x0800 if len(packet) >= 20:
            parts = (packet[12:16], packet[16:20])
        case 0x0806 if len(packet) >= 28:
            parts = (packet[14:18], packet[24:28])
        case 0x86DD if len(packet) >= 40:
            parts = (packet[8:24], packet[24:40])
        case _:
            return ()
    return tuple(str(ipaddress.ip_address(part)) for part in parts)


def is_own(address: str) -> bool:
    """Whether the laboratory may use it."""
    parsed = ipaddress.ip_address(address)
    return any(parsed in network for network in OWN)


def count(fds: Sequence[int]) -> dict[str, object]:
    """Count until standard input ends: packets, foreign addresses, packets that were lost to us."""
    listening = {fd: socket.socket(fileno=fd) for fd in fds}
    poll = select.epoll()
    for fd in (0, *listening):
        poll.register(fd, select.EPOLLIN)
    packets, foreign = 0, Counter[str]()
    known: dict[str, bool] = {}
    ending = False
    while not ending:
        ready = [fd for fd, _ in poll.poll()]
        ending = 0 in ready
        for fd in listening if ending else ready:
            for protocol, packet in _waiting(listening[fd]):
                packets += 1
                for address in addresses(protocol, packet):
                    if not known.setdefault(address, is_own(address)):
                        foreign[address] += 1
    lost = sum(_lost(one) for one in listening.values())
    return {"packets": packets, "foreign": dict(foreign), "lost": lost}


def _waiting(listening: socket.socket) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    while True:
        try:
            packet, where = listening.recvfrom(SNAP_BYTES)
        except BlockingIOError:
            return found
        found.append((where[1], packet))


def _lost(listening: socket.socket) -> int:
    """Packets that came faster than they were counted."""
    _, lost = struct.unpack("II", listening.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
    return int(lost)


if __name__ == "__main__":
    os.write(1, json.dumps(count([int(word) for word in sys.argv[1:]])).encode())
