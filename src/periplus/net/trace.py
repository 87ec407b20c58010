"""The way to a server, hop by hop (RFC 792, RFC 4443; Paris traceroute, IMC 2006)."""

from __future__ import annotations

import json
import secrets
import select
import socket
import struct
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

from periplus.net import dial
from periplus.net.clock import Clock
from periplus.net.exchange import Fault
from periplus.net.gate import Permit
from periplus.net.raw import Flow, flows

WINDOW_HOPS = 8  # sent at once
MAX_HOPS = 32
SILENT_WINDOWS = 2  # with no answer at all: nothing farther is asked
SENDS = 3  # an earlier packet's error shows at the next send
WAIT_S = 1.0  # for a window in which the server did not answer
GRACE_S = 0.05  # beyond the server's own time, for hops before it
STREAM, DATAGRAMS = 0, (1, 2)  # flows without privilege: connections, and two of UDP
RAW = (2, 3)  # with it: SYNs and echoes beside one flow of UDP; three probes a hop either way

_ID = struct.Struct("!H")
_EXTENDED_ERROR = struct.Struct("=IBBBBII")  # linux/errqueue.h
_ICMP_ORIGINS = (2, 3)
_IP_RECVTTL_SPACE = 512
_ANSWER_BYTES = 4096


def source(zone: str, address: str) -> str:
    """The canonical name of the request."""
    where = f"[{address}]" if ":" in address else address
    return f"trace://{where}/{zone or '.'}"


@dataclass(slots=True)
class Probe:
    """One packet with a limit of hops, and what came back."""

    hop: int
    flow: int
    method: str  # connect, udp, syn, icmp
    sent_s: float
    sender: str = ""  # "": nothing came
    word: str = ""  # icmp TYPE/CODE, syn-ack, reset, answer, echo
    rtt_ms: float = 0.0

    @property
    def arrived(self) -> bool:
        """Whether the server itself answered."""
        return self.word in {"syn-ack", "reset", "answer", "echo"}


@dataclass(slots=True)
class Tracer:
    """One trace; `probes` holds what was sent. Blocking: it belongs into a thread.

    The hops of one UDP flow lie on one way, as its packets look alike to a router; a TCP
    connection per hop tells the distance, whether the port is open or closed. Where raw sockets
    are allowed, and `raw` is not False, SYNs and echoes take the place of the connections and of
    one UDP flow: each is a flow of one way too, and some routers answer only one kind.
    """

    permit: Permit
    request: bytes
    clock: Clock
    raw: bool = True
    probes: dict[tuple[int, int], Probe] = field(default_factory=dict)
    _poll: select.poll = field(default_factory=select.poll)
    _streams: dict[int, tuple[socket.socket, int]] = field(default_factory=dict)
    _datagrams: dict[int, tuple[socket.socket, int]] = field(default_factory=dict)
    _raw: dict[int, tuple[Flow, int]] = field(default_factory=dict)
    _salt: int = field(default_factory=lambda: secrets.randbelow(1 << 8) << 8)

    @property
    def distance(self) -> int | None:
        """Hops to the server, itself counted; None when it did not answer."""
        return min((probe.hop for probe in self.probes.values() if probe.arrived), default=None)

    def run(self) -> None:
        """Send and receive until the server and the hops before it answered, or time is up.

        Fault when nothing can be sent at all.
        """
        with ExitStack() as held:
            for flow, number in zip(flows(self.permit, held) if self.raw else (), RAW, strict=False):
                self._raw[flow.opened.fileno()] = (flow, number)
                self._poll.register(flow.opened, select.POLLIN)
            for number in DATAGRAMS[: 1 if self._raw else None]:
                opened = held.enter_context(dial.datagram_probe(self.permit))
                self._datagrams[opened.fileno()] = (opened, number)
                self._poll.register(opened, select.POLLIN)
            try:
                self._windows()
            finally:
                for opened, _ in self._streams.values():
                    opened.close()

    def _windows(self) -> None:
        silent = 0
        for first in range(1, MAX_HOPS + 1, WINDOW_HOPS):
            hops = range(first, first + WINDOW_HOPS)
            for hop in hops:
                self._send(hop)
            self._receive(hops)
            heard = any(p.sender for p in self.probes.values() if p.hop in hops)
            silent = 0 if heard else silent + 1
            if self.distance is not None or silent == SILENT_WINDOWS:
                return

    # ------------------------------------------------------------------ sending

    def _send(self, hop: int) -> None:
        if not self._raw:
            self._send_stream(hop)
        for datagram, flow in self._datagrams.values():
            self.probes[hop, flow] = Probe(hop, flow, "udp", self.clock.monotonic())
            content = _ID.pack(self._salt | flow << 6 | hop) + self.request[_ID.size :]
            for _ in range(SENDS):
                if _sent(datagram, content, hop):
                    break
                self._read_errors(datagram, flow)
        for raw, number in self._raw.values():
            self.probes[hop, number] = Probe(hop, number, raw.name, self.clock.monotonic())
            for _ in range(SENDS):
                if _sent(raw.opened, raw.content(hop), hop):
                    break
                self._read_raw_errors(raw, number)

    def _send_stream(self, hop: int) -> None:
        # A probe that cannot be sent stays unanswered; the first one tells when nothing can be.
        try:
            opened = dial.stream_probe(self.permit, hops=hop)
        except Fault:
            if not self.probes:
                raise
        else:
            self._streams[opened.fileno()] = (opened, hop)
            self._poll.register(opened, select.POLLOUT)
        self.probes[hop, STREAM] = Probe(hop, STREAM, "connect", self.clock.monotonic())

    # ------------------------------------------------------------------ receiving

    def _receive(self, hops: range) -> None:
        began_s = self.clock.monotonic()
        until_s = began_s + WAIT_S
        while not self._is_complete(hops):
            arrived = [p.rtt_ms / 1000 for p in self.probes.values() if p.arrived]
            if arrived:
                until_s = min(until_s, began_s + max(1.5 * min(arrived), min(arrived) + GRACE_S))
            left_s = until_s - self.clock.monotonic()
            if left_s <= 0:
                return
            for fd, _ in self._poll.poll(left_s * 1000):
                self._take(fd)

    def _is_complete(self, hops: range) -> bool:
        """True when nothing more can be learned by waiting, or the next window can go out."""
        distance = self.distance
        if distance is None:
            last = [p for p in self.probes.values() if p.hop == hops[-1]]
            return any(probe.sender for probe in last)
        return all(p.sender for p in self.probes.values() if p.hop <= distance)

    def _take(self, fd: int) -> None:
        if fd in self._streams:
            opened, hop = self._streams.pop(fd)
            self._poll.unregister(fd)
            self._take_stream(opened, self.probes[hop, STREAM])
            opened.close()
            return
        if fd in self._raw:
            self._take_raw(*self._raw[fd])
            return
        datagram, flow = self._datagrams[fd]
        self._read_errors(datagram, flow)
        with suppress(OSError):
            while True:
                content = datagram.recv(_ANSWER_BYTES)
                probe = self._probe_of(content, flow)
                if probe is not None and content[2:3] >= b"\x80":
                    self._note(probe, self.permit.dialled[0], "answer")

    def _take_raw(self, raw: Flow, number: int) -> None:
        self._read_raw_errors(raw, number)
        with suppress(OSError):
            while True:
                told = raw.answered(raw.opened.recv(_ANSWER_BYTES))
                probe = self.probes.get((told[0], number)) if told else None
                if told and probe is not None:
                    self._note(probe, self.permit.dialled[0], told[1])

    def _read_raw_errors(self, raw: Flow, number: int) -> None:
        for content, sender, word in errors_of(raw.opened):
            hop = raw.quoted(content)
            probe = None if hop is None else self.probes.get((hop, number))
            if probe is not None:
                self._note(probe, sender, word)

    def _take_stream(self, opened: socket.socket, probe: Probe) -> None:
        for _, sender, word in errors_of(opened):
            self._note(probe, sender, word)
        code = opened.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if not probe.sender and code in (0, 111):
            self._note(probe, self.permit.dialled[0], "reset" if code else "syn-ack")

    def _read_errors(self, datagram: socket.socket, flow: int) -> None:
        for content, sender, word in errors_of(datagram):
            # A router that quotes eight octets does not say which probe it was: the TCP one does.
            probe = self._probe_of(content, flow)
            if probe is not None:
                self._note(probe, sender, word)

    def _probe_of(self, content: bytes, flow: int) -> Probe | None:
        if len(content) < _ID.size:
            return None
        (identity,) = _ID.unpack_from(content)
        if identity & 0xFFC0 != self._salt | flow << 6:
            return None
        return self.probes.get((identity & 0x3F, flow))

    def _note(self, probe: Probe, sender: str, word: str) -> None:
        if not probe.sender:
            probe.sender, probe.word = sender, word
            probe.rtt_ms = (self.clock.monotonic() - probe.sent_s) * 1000


def _sent(opened: socket.socket, content: bytes, hop: int) -> bool:
    """False when the kernel has an earlier packet's error to tell first."""
    level, kind = (
        (socket.IPPROTO_IPV6, socket.IPV6_HOPLIMIT)
        if opened.family == socket.AF_INET6
        else (socket.IPPROTO_IP, socket.IP_TTL)
    )
    try:
        opened.sendmsg([content], [(level, kind, struct.pack("@i", hop))])
    except OSError:
        return False
    return True


def errors_of(opened: socket.socket) -> Iterable[tuple[bytes, str, str]]:
    """What was sent, who could not carry it, and why, of each waiting ICMP error."""
    while True:
        try:
            content, extra, _, _ = opened.recvmsg(_ANSWER_BYTES, _IP_RECVTTL_SPACE, socket.MSG_ERRQUEUE)
        except OSError:
            return
        for _, _, told in extra:
            found = read_error(told)
            if found is not None:
                yield (content, *found)


def read_error(told: bytes) -> tuple[str, str] | None:
    """The sender and `icmp TYPE/CODE` of an extended error; None when it is none of ICMP."""
    if len(told) < _EXTENDED_ERROR.size + 8:
        return None
    _, origin, kind, code, *_ = _EXTENDED_ERROR.unpack_from(told)
    address = told[_EXTENDED_ERROR.size :]
    family = int.from_bytes(address[:2], "little" if struct.pack("=H", 1)[0] else "big")
    if origin not in _ICMP_ORIGINS or family not in (socket.AF_INET, socket.AF_INET6):
        return None
    packed = address[4:8] if family == socket.AF_INET else address[8:24]
    with suppress(ValueError, OSError):
        return socket.inet_ntop(family, packed), f"icmp {kind}/{code}"
    return None


def body_of(tracer: Tracer, vantage: str) -> bytes:
    """One JSON line about the trace, then one for each probe, by hop and flow."""
    head: dict[str, Any] = {
        "vantage": vantage,
        "asked": tracer.permit.asked[0],
        "dialled": tracer.permit.dialled[0],
        "port": tracer.permit.asked[1],
        "distance": tracer.distance,
        "sent": len(tracer.probes),
    }
    lines: list[dict[str, Any]] = [head]
    for _, probe in sorted(tracer.probes.items()):
        line: dict[str, Any] = {"hop": probe.hop, "flow": probe.flow, "method": probe.method}
        if probe.sender:
            line |= {"from": probe.sender, "by": probe.word, "rtt_ms": round(probe.rtt_ms, 2)}
        lines.append(line)
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)
