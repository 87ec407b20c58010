"""Where on a way somebody answers for the server: requests that end before it (RFC 791 §3.2)."""

from __future__ import annotations

import json
import select
import socket
import ssl
import struct
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from periplus.net import dial
from periplus.net.dns import question
from periplus.net.gate import Permit
from periplus.net.http import Target, request_bytes
from periplus.net.trace import MAX_HOPS, WINDOW_HOPS, errors_of

TRIES = 2  # for a request that nobody answers: packets get lost
LEAST_WAIT_S, MOST_WAIT_S, CONNECT_S = 0.4, 3.0, 5.0
KEPT_BYTES = 256  # of an answer
_RESET_AT_CLOSE = struct.pack("ii", 1, 0)


def source(host: str, address: str) -> str:
    """The canonical name of the request."""
    where = f"[{address}]" if ":" in address else address
    return f"middlebox://{where}/{host}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One protocol: where to, and the request for the name and for one that nobody bars."""

    protocol: str  # dns, http, tls
    permit: Permit
    named: bytes
    control: bytes


PORTS: Mapping[str, int] = {"dns": 53, "http": 80, "tls": 443}


def request_of(protocol: str, host: str, user_agent: str) -> bytes:
    """What an ordinary client sends first for a host."""
    match protocol:
        case "dns":
            return question(host, "A", server=("192.0.2.1", 53), recursive=True).request
        case "http":
            return request_bytes(Target.of(f"http://{host}/"), accept="*/*", user_agent=user_agent)
        case _:
            return _hello(host)


def _hello(host: str) -> bytes:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    outgoing = ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=host).do_handshake()
    return outgoing.read()


@dataclass(slots=True)
class Locator:
    """One search; `lines` holds what was sent and what came. Blocking: it belongs into a thread.

    A request ends its way at least one hop before the server, so whoever answers is somebody else.
    """

    wanted: Sequence[Wanted]
    lines: list[dict[str, Any]] = field(default_factory=list)
    distance: int | None = None
    hops: dict[int, tuple[str, float]] = field(default_factory=dict)  # who stands there, ms
    sent: int = 0
    wait_s: float = LEAST_WAIT_S

    def run(self) -> None:
        """Find the distance, then for each protocol the fewest hops that are answered.

        Fault when nothing can be sent at all.
        """
        self._walk(next((w for w in self.wanted if w.protocol != "dns"), self.wanted[0]).permit)
        if self.distance is None or self.distance < 2:
            return
        for one in self.wanted:
            self._search(one, self.distance - 1)

    # ------------------------------------------------------------------ the way

    def _walk(self, permit: Permit) -> None:
        """One connection per hop, a window at a time, until the server answers one."""
        for first in range(1, MAX_HOPS + 1, WINDOW_HOPS):
            began_s = time.monotonic()
            opened: dict[int, tuple[socket.socket, int]] = {}
            try:
                for hop in range(first, first + WINDOW_HOPS):
                    probe = dial.stream_probe(permit, hops=hop)
                    opened[probe.fileno()] = (probe, hop)
                    self.sent += 1
                self._hear(opened, began_s)
            finally:
                for probe, _ in opened.values():
                    probe.close()
            if self.distance is not None:
                return

    def _hear(self, opened: Mapping[int, tuple[socket.socket, int]], began_s: float) -> None:
        poll = select.poll()
        for fd in opened:
            poll.register(fd, select.POLLOUT)
        waiting, until_s = set(opened), began_s + MOST_WAIT_S
        while waiting and (left_s := until_s - time.monotonic()) > 0:
            for fd, _ in poll.poll(left_s * 1000):
                poll.unregister(fd)
                waiting.discard(fd)
                probe, hop = opened[fd]
                errors = list(errors_of(probe))
                if errors:
                    rtt_ms = round((time.monotonic() - began_s) * 1000, 2)
                    self.hops.setdefault(hop, (errors[0][1], rtt_ms))
                elif probe.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) in (0, 111):
                    took_s = time.monotonic() - began_s
                    self.distance = min(hop, self.distance or hop)
                    self.wait_s = min(MOST_WAIT_S, max(LEAST_WAIT_S, 3 * took_s))
                    until_s = min(until_s, time.monotonic() + 0.5 * took_s + 0.05)

    # ------------------------------------------------------------------ the search

    def _search(self, one: Wanted, last: int) -> None:
        # The control goes first: some boxes refuse everything for a while after they met a name.
        self._answered(one, last, control=True)
        if not self._answered(one, last, control=False):
            return
        least, most = 0, last  # `most` is answered, `least` is not
        while most - least > 1:
            middle = (least + most) // 2
            if self._answered(one, middle, control=False):
                most = middle
            else:
                least = middle

    def _answered(self, one: Wanted, hop: int, *, control: bool) -> bool:
        for number in range(1, TRIES + 1):
            line: dict[str, Any] = {
                "protocol": one.protocol,
                "control": control,
                "hop": hop,
                "try": number,
            }
            content = one.control if control else one.named
            began_s = time.monotonic()
            ask = self._ask_datagram if one.protocol == "dns" else self._ask_stream
            by, told = ask(one.permit, content, hop)
            if by:
                rtt_ms = round((time.monotonic() - began_s) * 1000, 2)
                line |= {"by": by, "content": told[:KEPT_BYTES].hex(), "rtt_ms": rtt_ms}
            self.lines.append(line)
            if by:
                return by != "unconnected"
        return False

    def _ask_datagram(self, permit: Permit, content: bytes, hop: int) -> tuple[str, bytes]:
        with dial.datagram_probe(permit) as probe:
            _limit(probe, hop)
            self.sent += 1
            with suppress(OSError):
                probe.send(content)
            until_s = time.monotonic() + self.wait_s
            while (left_s := until_s - time.monotonic()) > 0:
                select.select([probe], [], [], left_s)
                list(errors_of(probe))  # that the hops ended is what should happen
                with suppress(OSError):
                    told = probe.recv(4096)
                    if told[:2] == content[:2]:
                        return "answer", told
        return "", b""

    def _ask_stream(self, permit: Permit, content: bytes, hop: int) -> tuple[str, bytes]:
        """A whole connection, and on it a request that does not go all the way."""
        with dial.stream_probe(permit, hops=64) as probe:
            self.sent += 1
            select.select([], [probe], [], CONNECT_S)
            try:
                probe.getpeername()
            except OSError:
                return "unconnected", b""
            _limit(probe, hop)
            try:
                probe.send(content)
                by, told = self._first(probe)
            finally:
                _limit(probe, 64)
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_CLOSE)
        return by, told

    def _first(self, probe: socket.socket) -> tuple[str, bytes]:
        until_s = time.monotonic() + self.wait_s
        while (left_s := until_s - time.monotonic()) > 0:
            select.select([probe], [], [], left_s)
            list(errors_of(probe))
            try:
                told = probe.recv(4096)
            except BlockingIOError:
                continue
            except ConnectionResetError:
                return "reset", b""
            except OSError:
                continue  # an ICMP error about the hops
            return ("content", told) if told else ("closed", b"")
        return "", b""


def _limit(probe: socket.socket, hops: int) -> None:
    if probe.family == socket.AF_INET6:
        probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, hops)
    else:
        probe.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, hops)


def locate(wanted: Sequence[Wanted]) -> Locator:
    """The search, done. Fault when nothing could be sent."""
    locator = Locator(wanted)
    try:
        locator.run()
    except OSError as error:
        raise dial.fault_of(error) from error
    return locator


def body_of(locator: Locator, *, vantage: str, host: str, control: str) -> bytes:
    """One JSON line about the search, one for each hop that is known, then one for each request."""
    permit = locator.wanted[0].permit
    head = {
        "vantage": vantage,
        "asked": permit.asked[0],
        "dialled": permit.dialled[0],
        "name": host,
        "control": control,
        "distance": locator.distance,
        "sent": locator.sent,
    }
    lines: list[Mapping[str, Any]] = [head]
    for hop, (address, rtt_ms) in sorted(locator.hops.items()):
        if hop < (locator.distance or MAX_HOPS):
            lines.append({"hop": hop, "from": address, "rtt_ms": rtt_ms})
    return b"".join(json.dumps(line).encode() + b"\n" for line in (*lines, *locator.lines))
