"""Flows of a trace where raw sockets are allowed: TCP SYNs, ICMP echoes (RFC 9293, RFC 792)."""

from __future__ import annotations

import secrets
import socket
import struct
from contextlib import ExitStack
from dataclasses import dataclass

from periplus.net import dial
from periplus.net.exchange import Fault
from periplus.net.gate import Permit
from periplus.net.packets import (
    ICMP,
    ICMP6,
    RST,
    SYN,
    TCP,
    Segment,
    read_segment,
    with_checksum,
    write_segment,
)

_ECHO = struct.Struct("!BBHHHH")
_PORTS = struct.Struct("!HHI")
_OFFERS = b"\x02\x04\x05\xb4"  # a maximum segment size, as every client tells one


@dataclass(frozen=True, slots=True)
class Flow:
    """Probes that look alike to a router: one way for all of them. `name` is syn or icmp."""

    name: str
    opened: socket.socket
    source: bytes  # our address, packed
    target: bytes
    ports: tuple[int, int]  # of syn: ours and theirs; of icmp: the identifier twice
    first: int

    def content(self, hop: int) -> bytes:
        """The probe for a hop, whose number comes back in the first eight octets of any answer."""
        if self.name == "syn":
            return with_checksum(self.source, self.target, TCP, write_segment(self._segment(hop)))
        kind, protocol = (8, ICMP) if len(self.target) == 4 else (128, ICMP6)
        # Paris traceroute: the payload makes up for the number, so that the checksum stays the same.
        echo = _ECHO.pack(kind, 0, 0, self.ports[0], hop, 0xFFFF - hop)
        return with_checksum(self.source, self.target, protocol, echo)

    def quoted(self, content: bytes) -> int | None:
        """The hop of a probe that an ICMP error quotes; None when it is none of ours."""
        if len(content) < _PORTS.size:
            return None
        if self.name == "syn":
            ours, theirs, sequence = _PORTS.unpack_from(content)
            return (sequence - self.first) % (1 << 32) if (ours, theirs) == self.ports else None
        kind, _, _, identifier, hop = struct.unpack_from("!BBHHH", content)
        return hop if kind in (8, 128) and identifier == self.ports[0] else None

    def answered(self, content: bytes) -> tuple[int, str] | None:
        """Hop and word of what the server itself said; None when it answers no probe of ours."""
        if len(self.target) == 4:  # the kernel hands over the head of IPv4 too
            content = content[(content[0] & 15) * 4 :] if content else b""
        if self.name == "syn":
            segment = read_segment(content)
            if segment is None or (segment.target_port, segment.source_port) != self.ports:
                return None
            hop = (segment.acknowledged - 1 - self.first) % (1 << 32)
            return hop, "reset" if segment.flags & RST else "syn-ack"
        if len(content) < _ECHO.size or content[0] not in (0, 129):
            return None
        _, _, _, identifier, hop, _ = _ECHO.unpack_from(content)
        return (hop, "echo") if identifier == self.ports[0] else None

    def _segment(self, hop: int) -> Segment:
        return Segment(
            source_port=self.ports[0],
            target_port=self.ports[1],
            sequence=self.first + hop,
            flags=SYN,
            window=64240,
            options=_OFFERS,
        )


def flows(permit: Permit, held: ExitStack) -> tuple[Flow, ...]:
    """Both flows to one endpoint, their sockets kept open by `held`; () without the privilege."""
    family = socket.AF_INET6 if ":" in permit.dialled[0] else socket.AF_INET
    target = socket.inet_pton(family, permit.dialled[0])
    made = []
    try:
        # Nobody listens there: the kernel takes back every connection that a SYN brings about.
        port = held.enter_context(dial.held_port(permit)).getsockname()[1]
        for name, protocol in (("syn", TCP), ("icmp", ICMP if len(target) == 4 else ICMP6)):
            opened = held.enter_context(dial.raw_probe(permit, protocol))
            source = socket.inet_pton(family, opened.getsockname()[0].partition("%")[0])
            theirs = permit.dialled[1] if name == "syn" else port
            first = secrets.randbelow(1 << 31)
            made.append(Flow(name, opened, source, target, (port, theirs), first))
    except Fault:
        return ()
    return tuple(made)
