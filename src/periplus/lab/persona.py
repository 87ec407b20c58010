"""A TCP stack before a machine, as a table describes it; connections are passed on (RFC 9293)."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from dataclasses import dataclass, field

from periplus.lab.filtering import Sent
from periplus.lab.traits import MSS, SCALE, TIMES, Numbers, Traits
from periplus.net.packets import (
    ACK,
    FIN,
    ICMP,
    ICMP6,
    PSH,
    RST,
    SYN,
    TCP,
    Packet,
    Segment,
    read_options,
    read_packet,
    read_segment,
    write_packet,
    write_segment,
)

CONNECT_S, RESEND_S, IDLE_S = 0.5, 1.0, 120.0
AHEAD_BYTES = 256 * 1024
READ_BYTES = 64 * 1024
MOST = 4096  # connections at once; more are not answered
_LEAST_MSS, _USUAL_MSS = 88, 536
_SERIAL = 1 << 32
Flow = tuple[str, int, str, int]


@dataclass(slots=True)
class Talk:
    """One connection; `behind` is the same one to the machine itself, None for a port of our own."""

    flow: Flow
    first: int  # initial sequence number
    syn_options: bytes
    behind: socket.socket | None
    expected: int  # next octet of theirs
    acknowledged: int  # first octet of ours that is not
    sent: int  # next octet of ours
    mss: int
    scale: int
    times: bytes | None
    window: int = 0
    waiting: bytearray = field(default_factory=bytearray)  # from `acknowledged` on
    is_ending: bool = False  # no more of ours comes
    has_ended: bool = False  # and they were told
    heard_s: float = 0.0
    moved_s: float = 0.0


class Persona:
    """Answers TCP and echo requests for the machine; everything else goes on to it."""

    def __init__(self, traits: Traits) -> None:
        self.traits = traits
        self.numbers = Numbers(traits)
        self.talks: dict[Flow, Talk] = {}
        self.by_socket: dict[int, Talk] = {}

    # ------------------------------------------------------------------ packets

    def forward(self, raw: bytes) -> Sent:
        """A packet from the line."""
        packet = read_packet(raw)
        if packet is None:
            return [(True, raw)]
        if packet.protocol == TCP:
            segment = read_segment(packet.content)
            return [] if segment is None else [(False, one) for one in self._take(packet, segment)]
        if packet.protocol == ICMP and packet.content[:1] == b"\x08":
            return [
                (False, self._packet(packet.target, packet.source, ICMP, b"\0" + packet.content[1:]))
            ]
        if packet.protocol == ICMP6 and packet.content[:1] == b"\x80":
            echo = b"\x81" + packet.content[1:]
            return [(False, self._packet(packet.target, packet.source, ICMP6, echo))]
        return [(True, raw)]

    def backward(self, raw: bytes) -> Sent:
        """A packet of the machine itself: it leaves with this stack's hops."""
        packet = read_packet(raw)
        if packet is None:
            return [(True, raw)]
        return [(True, self._packet(packet.source, packet.target, packet.protocol, packet.content))]

    def _packet(self, source: str, target: str, protocol: int, content: bytes) -> bytes:
        return write_packet(
            source,
            target,
            protocol,
            content,
            hops=self.traits.hops,
            identity=self.numbers.identity(),
            unfragmented=self.traits.unfragmented,
        )

    def _take(self, packet: Packet, segment: Segment) -> list[bytes]:
        flow = (packet.source, segment.source_port, packet.target, segment.target_port)
        talk = self.talks.get(flow)
        if segment.flags & RST:
            self._forget(talk)
            return []
        if segment.flags & SYN and not segment.flags & ACK:
            if talk is None or talk.expected != (segment.sequence + 1) % _SERIAL:
                self._forget(talk)
                talk = self._open(flow, segment)
            return [self._refusal(flow, segment)] if talk is None else [self._greeting(talk)]
        if talk is None:
            return [self._refusal(flow, segment)]
        return self._hear(talk, segment)

    # ------------------------------------------------------------------ connections

    def _open(self, flow: Flow, segment: Segment) -> Talk | None:
        behind = None
        if flow[3] not in self.traits.open_ports:
            behind = _connected(flow[2], flow[3]) if len(self.talks) < MOST else None
            if behind is None:
                return None
        theirs, now_s = read_options(segment.options), time.monotonic()
        first = self.numbers.sequence(repr(flow))
        mss = int.from_bytes(theirs.get(MSS, b"")[:2]) or _USUAL_MSS
        has_scale = "ws" in self.traits.options and SCALE in theirs
        has_times = "ts" in self.traits.options and TIMES in theirs
        talk = Talk(
            flow=flow,
            first=first,
            syn_options=segment.options,
            behind=behind,
            expected=(segment.sequence + 1) % _SERIAL,
            acknowledged=(first + 1) % _SERIAL,
            sent=(first + 1) % _SERIAL,
            mss=max(_LEAST_MSS, mss - (12 if has_times else 0)),
            scale=min(14, int.from_bytes(theirs[SCALE][:1])) if has_scale else 0,
            times=theirs[TIMES] if has_times else None,
            window=segment.window,
            heard_s=now_s,
            moved_s=now_s,
        )
        self.talks[flow] = talk
        if behind is not None:
            self.by_socket[behind.fileno()] = talk
        return talk

    def _forget(self, talk: Talk | None) -> None:
        if talk is None:
            return
        self.talks.pop(talk.flow, None)
        if talk.behind is not None:
            self.by_socket.pop(talk.behind.fileno(), None)
            talk.behind.close()

    def _hear(self, talk: Talk, segment: Segment) -> list[bytes]:
        talk.heard_s = time.monotonic()
        talk.window = segment.window << talk.scale
        times = read_options(segment.options).get(TIMES)
        talk.times = times if talk.times is not None and times else talk.times
        if segment.flags & ACK:
            self._count(talk, segment.acknowledged)
        told = []
        if segment.length:
            if segment.sequence == talk.expected:
                self._pass_on(talk, segment)
            told.append(self._segment(talk, talk.sent, ACK))
        told += self.push(talk)
        if talk.has_ended and talk.acknowledged == talk.sent and talk.behind is None:
            self._forget(talk)
        return told

    def _count(self, talk: Talk, acknowledged: int) -> None:
        """What they say has arrived."""
        gained = (acknowledged - talk.acknowledged) % _SERIAL
        if 0 < gained <= (talk.sent - talk.acknowledged) % _SERIAL:
            del talk.waiting[:gained]
            talk.acknowledged = acknowledged
            talk.moved_s = time.monotonic()

    def _pass_on(self, talk: Talk, segment: Segment) -> None:
        talk.expected = (talk.expected + segment.length) % _SERIAL
        if talk.behind is None:
            talk.is_ending = True  # a port of our own says nothing to whatever it is told
            return
        try:
            talk.behind.sendall(segment.content)
            if segment.flags & FIN:
                talk.behind.shutdown(socket.SHUT_WR)
        except OSError:
            talk.is_ending = True

    def push(self, talk: Talk) -> list[bytes]:
        """What their window has room for; our end after it."""
        told = []
        while True:
            under_way = (talk.sent - talk.acknowledged) % _SERIAL
            content = bytes(talk.waiting[under_way : under_way + talk.mss])
            if not content or under_way + len(content) > max(talk.window, talk.mss):
                break
            told.append(self._segment(talk, talk.sent, PSH | ACK, content))
            talk.sent = (talk.sent + len(content)) % _SERIAL
        under_way = (talk.sent - talk.acknowledged) % _SERIAL
        if talk.is_ending and not talk.has_ended and under_way == len(talk.waiting):
            told.append(self._segment(talk, talk.sent, FIN | ACK))
            talk.sent = (talk.sent + 1) % _SERIAL
            talk.has_ended = True
        return told

    # ------------------------------------------------------------------ what the program's loop asks

    def sockets(self) -> list[int]:
        """The connections to the machine of which more can be read."""
        return [fd for fd, talk in self.by_socket.items() if len(talk.waiting) < AHEAD_BYTES]

    def ready(self, fd: int) -> list[bytes]:
        """Packets that follow from what the machine said."""
        talk = self.by_socket.get(fd)
        if talk is None or talk.behind is None:
            return []
        try:
            content = talk.behind.recv(READ_BYTES)
        except BlockingIOError:
            return []
        except OSError:
            self._forget(talk)
            return [self._segment(talk, talk.sent, RST | ACK)]
        talk.waiting += content
        if not content:
            talk.is_ending = True
            self.by_socket.pop(fd, None)
            talk.behind.close()
            talk.behind = None
        return self.push(talk)

    def due(self) -> list[bytes]:
        """What was sent and not acknowledged is sent once more; silent connections are forgotten."""
        told, now_s = [], time.monotonic()
        for talk in list(self.talks.values()):
            if now_s - talk.heard_s > IDLE_S:
                self._forget(talk)
            elif talk.sent != talk.acknowledged and now_s - talk.moved_s > RESEND_S:
                talk.moved_s = now_s
                content = bytes(talk.waiting[: talk.mss])
                flags = PSH | ACK if content else FIN | ACK
                told.append(self._segment(talk, talk.acknowledged, flags, content))
        return told

    # ------------------------------------------------------------------ segments

    def _greeting(self, talk: Talk) -> bytes:
        options = self.traits.answer_options(talk.syn_options, time.monotonic())
        return self._segment(talk, talk.first, SYN | ACK, options=options)

    def _segment(
        self, talk: Talk, sequence: int, flags: int, content: bytes = b"", options: bytes | None = None
    ) -> bytes:
        there, their_port, here, port = talk.flow
        if options is None:
            known = talk.times
            options = b"" if known is None else b"\1\1" + self.traits.times(known, time.monotonic())
        segment = Segment(
            source_port=port,
            target_port=their_port,
            sequence=sequence,
            acknowledged=talk.expected,
            flags=flags,
            window=self.traits.window,
            options=options,
            content=content,
        )
        return self._packet(here, there, TCP, write_segment(segment))

    def _refusal(self, flow: Flow, segment: Segment) -> bytes:
        """The reset for what belongs to no connection (RFC 9293 §3.5.2)."""
        there, their_port, here, port = flow
        has_ack = bool(segment.flags & ACK)
        reset = Segment(
            source_port=port,
            target_port=their_port,
            sequence=segment.acknowledged if has_ack else 0,
            acknowledged=0 if has_ack else segment.sequence + segment.length,
            flags=RST if has_ack else RST | ACK,
        )
        return self._packet(here, there, TCP, write_segment(reset))


def _connected(address: str, port: int) -> socket.socket | None:
    """A connection to the machine itself, from itself."""
    behind = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    behind.settimeout(CONNECT_S)
    try:
        behind.connect((address, port))
    except OSError:
        with contextlib.suppress(OSError):
            behind.close()
        return None
    behind.settimeout(None)
    behind.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 2, 0))
    behind.setblocking(True)
    return behind
