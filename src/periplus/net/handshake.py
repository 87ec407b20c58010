"""Handshakes of our own connections: caught as packets, or as the kernel tells them (RFC 9293 §3.5)."""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from periplus.net import dial
from periplus.net.clock import Clock
from periplus.net.gate import Permit
from periplus.net.trace import errors_of

LEAST_WAIT_S, MOST_WAIT_S = 0.3, 2.0
MAX_PACKETS = 8  # of one connection: a SYN, its answer, and what was sent again
_PACKET_BYTES, _ANCILLARY_BYTES = 2048, 128
_OUTGOING = 4  # linux/if_packet.h
_SCM_TIMESTAMPNS, _TIMESPEC = 35, struct.Struct("@ll")
_TCP_INFO_BYTES, _WINDOW_AT = 256, 228  # linux/tcp.h: tcpi_snd_wnd
_TIMES, _SACK, _SCALE, _ECN = 1, 2, 4, 8
_TIMES_BYTES = 12  # that each segment loses to the option


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a connection that was begun went on; `word` is empty when nothing came."""

    word: str  # syn-ack, reset, icmp TYPE/CODE, answer
    sender: str
    rtt_ms: float


@dataclass(frozen=True, slots=True)
class Caught:
    """The packets of one handshake with their times, ours and theirs, and our port."""

    packets: tuple[tuple[datetime, bytes], ...]
    outcome: Outcome
    own_port: int


def catch(permit: Permit, clock: Clock, *, own_port: int = 0) -> Caught:
    """One connection, ended at once. Blocking. Fault when it cannot be sent, or not be listened to."""
    with dial.own_stream(permit, port=own_port) as probe:
        own = probe.getsockname()[1]
        with dial.handshake_listener(permit, own) as listening:
            outcome = _begun(probe, permit, MOST_WAIT_S)
            packets = tuple(_heard(listening, permit, clock))[:MAX_PACKETS]
    return Caught(packets, outcome, own)


def short(permit: Permit) -> Outcome:
    """One connection whose packets may go one hop. Blocking. Fault when it cannot be sent."""
    with dial.own_stream(permit, hops=1) as probe:
        return _begun(probe, permit, MOST_WAIT_S)


def short_datagram(permit: Permit, request: bytes) -> Outcome:
    """One datagram that may go one hop, and a matching answer. Blocking. Fault as above."""
    with dial.datagram_probe(permit) as probe:
        inet6 = probe.family == socket.AF_INET6
        if inet6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, 1)
        else:
            probe.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 1)
        began_s = time.monotonic()
        with suppress(OSError):
            probe.send(request)
        while (left_s := began_s + MOST_WAIT_S - time.monotonic()) > 0:
            select.select([probe], [], [], left_s)
            rtt_ms = (time.monotonic() - began_s) * 1000
            for _, sender, word in errors_of(probe):
                return Outcome(word, sender, rtt_ms)
            with suppress(OSError):
                if probe.recv(_PACKET_BYTES)[:2] == request[:2]:
                    return Outcome("answer", permit.dialled[0], rtt_ms)
    return Outcome("", "", 0.0)


def told(permit: Permit) -> tuple[Outcome, Mapping[str, Any]]:
    """One connection, and what the kernel says of the other stack. Blocking. Fault as above."""
    with dial.own_stream(permit) as probe:
        outcome = _begun(probe, permit, MOST_WAIT_S)
        if outcome.word != "syn-ack":
            return outcome, {}
        try:
            info = probe.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
        except OSError:
            return outcome, {}
    return outcome, read_tcp_info(info)


def arrives_with(permit: Permit, least_ttl: int, wait_s: float) -> bool:
    """Whether a SYN-ACK arrives with this TTL or more: with less the kernel drops it. Blocking."""
    with dial.own_stream(permit, least_ttl=least_ttl) as probe:
        return _begun(probe, permit, wait_s).word == "syn-ack"


def read_tcp_info(info: bytes) -> Mapping[str, Any]:
    """The other stack's options, scale, segment and window of a struct tcp_info; {} of other bytes."""
    if len(info) < 20:
        return {}
    options, scales = info[5], info[6]
    size = int(struct.unpack_from("=I", info, 16)[0])
    has_window = len(info) >= _WINDOW_AT + 4
    return {
        "times": bool(options & _TIMES),
        "sack": bool(options & _SACK),
        "ecn": bool(options & _ECN),
        "scale": scales & 0x0F if options & _SCALE else None,
        "mss": size + (_TIMES_BYTES if options & _TIMES else 0),
        "window": int(struct.unpack_from("=I", info, _WINDOW_AT)[0]) if has_window else None,
    }


def _begun(probe: socket.socket, permit: Permit, wait_s: float) -> Outcome:
    began_s = time.monotonic()
    dial.connect(probe, permit)
    poll = select.poll()
    poll.register(probe, select.POLLOUT)
    if not poll.poll(wait_s * 1000):
        return Outcome("", "", 0.0)
    rtt_ms = (time.monotonic() - began_s) * 1000
    for _, sender, word in errors_of(probe):
        return Outcome(word, sender, rtt_ms)
    code = probe.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code not in (0, 111):
        return Outcome("", "", 0.0)
    return Outcome("reset" if code else "syn-ack", permit.dialled[0], rtt_ms)


def _heard(listening: socket.socket, permit: Permit, clock: Clock) -> Iterator[tuple[datetime, bytes]]:
    """What the listener holds: of the packets of this machine those that leave, each once."""
    while True:
        try:
            packet, extra, _, where = listening.recvmsg(_PACKET_BYTES, _ANCILLARY_BYTES)
        except OSError:
            return
        if (where[2] == _OUTGOING) == is_from(packet, permit):
            continue  # a device of this machine shows its own packets twice
        ago_s = 0.0
        for _, kind, content in extra:
            if kind == _SCM_TIMESTAMPNS and len(content) >= _TIMESPEC.size:
                seconds, part = _TIMESPEC.unpack_from(content)
                ago_s = max(0.0, time.time() - seconds - part / 10**9)
        yield clock.now() - timedelta(seconds=ago_s), packet


def is_from(packet: bytes, permit: Permit) -> bool:
    """Whether an IP packet comes from the port that was permitted."""
    if packet[:1] >= b"\x60":
        source, at = packet[8:24], 40
    else:
        source, at = packet[12:16], (packet[0] & 15) * 4 if packet else 0
    family = socket.AF_INET6 if len(source) == 16 else socket.AF_INET
    port = int.from_bytes(packet[at : at + 2])
    address, wanted = permit.dialled
    return port == wanted and source == socket.inet_pton(family, address.partition("%")[0])
