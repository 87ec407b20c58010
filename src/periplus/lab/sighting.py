"""The name that a packet asks for: DNS question, Host field, server name (RFC 9112, RFC 6066)."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from periplus.net.packets import TCP, UDP, Packet, Segment, read_datagram, read_segment

DNS_PORT = 53
_HOST = re.compile(rb"\r\nhost:[ \t]*([!-9;-~]{1,253})", re.IGNORECASE)
_METHODS = (b"GET ", b"HEAD ", b"POST ", b"PUT ", b"OPTIONS ", b"CONNECT ")


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a box on the way reads in one packet; `protocol` is dns, http, tls or empty."""

    packet: Packet
    segment: Segment | None = None
    query: bytes = b""  # a DNS message
    ports: tuple[int, int] = (0, 0)
    protocol: str = ""
    name: str = ""


def sight(packet: Packet) -> Sighting:
    """The request that a packet is, as far as one packet tells."""
    if packet.protocol == UDP:
        read = read_datagram(packet.content)
        if read is not None and read[1] == DNS_PORT:
            name = question_name(read[2])
            if name is not None:
                return Sighting(packet, None, read[2], read[:2], "dns", name)
    elif packet.protocol == TCP:
        segment = read_segment(packet.content)
        if segment is not None:
            ports = (segment.source_port, segment.target_port)
            protocol, name = _of_stream(segment.content)
            return Sighting(packet, segment, b"", ports, protocol, name)
    return Sighting(packet)


def question_name(message: bytes) -> str | None:
    """The name of a query's one question, in lower case; None when the message is none."""
    if len(message) < 17 or message[2] & 0x80 or message[4:6] != b"\0\1":
        return None
    labels, at = [], 12
    while at < len(message) and message[at]:
        length = message[at]
        if length > 63 or at + 1 + length > len(message):
            return None
        labels.append(message[at + 1 : at + 1 + length].decode("latin-1").lower())
        at += 1 + length
    return ".".join(labels) if at + 5 <= len(message) else None


def question_end(message: bytes) -> int:
    """Where the question of such a query ends."""
    at = 12
    while message[at]:
        at += 1 + message[at]
    return at + 5


def _of_stream(content: bytes) -> tuple[str, str]:
    if content.startswith(_METHODS):
        found = _HOST.search(content)
        return ("http", found.group(1).decode("ascii").lower()) if found else ("", "")
    name = server_name(content)
    return ("tls", name) if name else ("", "")


def server_name(hello: bytes) -> str:
    """The server name of a ClientHello that stands in one record (RFC 8446 §4.1.2); empty without."""
    if hello[:1] != b"\x16" or hello[5:6] != b"\x01":
        return ""
    try:
        at = 43 + 1 + hello[43]  # record, handshake, version, random; then the session
        at += 2 + struct.unpack_from("!H", hello, at)[0]
        at += 1 + hello[at] + 2
        while at + 4 <= len(hello):
            kind, length = struct.unpack_from("!HH", hello, at)
            if kind == 0:
                (size,) = struct.unpack_from("!H", hello, at + 7)
                return hello[at + 9 : at + 9 + size].decode("latin-1").lower()
            at += 4 + length
    except (struct.error, IndexError):
        pass
    return ""
