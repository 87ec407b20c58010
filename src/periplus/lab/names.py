"""DNS servers of the laboratory, UDP and TCP (RFC 1035 §4.2, RFC 7766)."""

from __future__ import annotations

import asyncio
import struct
from typing import Protocol, cast

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from periplus.lab.barring import Barring
from periplus.lab.hall import Endpoint, Hall
from periplus.lab.script import NameServerPart
from periplus.lab.zones import Authority

UDP_BYTES = 1232
PLAIN_UDP_BYTES = 512


class Answerer(Protocol):
    """What turns a question into a response: an authority or a resolver."""

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        """The response to a query with one question."""
        ...


class NameServer:
    """One name server address with its way of behaving."""

    def __init__(self, answerer: Answerer, part: NameServerPart, barring: Barring | None = None) -> None:
        self.answerer = answerer
        self.barring = barring or Barring()
        self.behaviour = part.behaviour
        self.delay_s = part.delay_s
        self.chaos = part.chaos
        self.transfer = part.transfer

    def response(self, wire: bytes, *, udp: bool) -> bytes | None:
        """The response wire, or None when the server stays silent."""
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        if self.behaviour == "drop" or len(query.question) != 1:
            return None
        if self.behaviour == "garbage":
            return b"no DNS message"
        if self.behaviour == "loop":
            return looping(query)
        if self.behaviour in {"flood", "drip"}:
            return _short(query) if udp else flooding(query)
        limit = (min(max(query.payload, PLAIN_UDP_BYTES), UDP_BYTES)) if udp else 65535
        whole = self._answer(query).to_wire(max_size=65535, want_shuffle=False)
        if len(whole) <= limit and not (udp and self.behaviour == "truncate"):
            return whole
        return _short(query)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        if query.question[0].rdclass == dns.rdataclass.CH:
            return self._of_itself(query)
        if query.question[0].rdtype == dns.rdatatype.AXFR:
            return self._whole(query)
        if self.behaviour not in {"servfail", "refused", "lame"}:
            return self.answerer.answer(query)
        response = dns.message.make_response(query)
        if self.behaviour != "lame":
            response.set_rcode(dns.rcode.from_text(self.behaviour))
        return response

    def _of_itself(self, query: dns.message.Message) -> dns.message.Message:
        # RFC 4892: what a server tells of itself; REFUSED where it is told to tell nothing.
        response = dns.message.make_response(query)
        name = query.question[0].name
        text = self.chaos.get(name.to_text(omit_final_dot=True))
        if text is None:
            response.set_rcode(dns.rcode.REFUSED)
        else:
            response.answer = [dns.rrset.from_text(name, 0, "CH", "TXT", f'"{text}"')]
        return response

    def _whole(self, query: dns.message.Message) -> dns.message.Message:
        # RFC 5936: the zone between its SOA twice, in one message; REFUSED unless told otherwise.
        response = dns.message.make_response(query)
        zone = None
        if self.transfer and isinstance(self.answerer, Authority):
            zone = self.answerer.zone_for(query.question[0].name, dns.rdatatype.SOA)
        if zone is None or zone.origin != query.question[0].name:
            response.set_rcode(dns.rcode.REFUSED)
        else:
            response.answer = [zone.soa(), *zone.others(), zone.soa()]
        return response

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the length-prefixed messages of one TCP connection."""
        if await self.barring.meets("", reader, writer):
            return
        while True:
            (length,) = struct.unpack("!H", await reader.readexactly(2))
            wire = self.response(await reader.readexactly(length), udp=False)
            await asyncio.sleep(self.delay_s)
            if wire is not None and self.behaviour == "drip":
                await _drip(writer, struct.pack("!H", len(wire)) + wire)
            elif wire is not None:
                writer.write(struct.pack("!H", len(wire)) + wire)
                await writer.drain()


def _short(query: dns.message.Message) -> bytes:
    short = dns.message.make_response(query)
    short.flags |= dns.flags.TC
    return short.to_wire()


def _head(query: dns.message.Message) -> bytearray:
    response = dns.message.make_response(query)
    response.use_edns(False)
    return bytearray(response.to_wire())


def looping(query: dns.message.Message) -> bytes:
    """An answer whose one record is owned by a name that points at itself."""
    whole = _head(query)
    whole[6:8] = (1).to_bytes(2)
    pointer = (0xC000 | len(whole)).to_bytes(2)
    return bytes(whole) + pointer + b"\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"


def flooding(query: dns.message.Message) -> bytes:
    """An answer of 64 KB: as many name servers of the asked name as there is room for."""
    head = _head(query)
    room = 65535 - len(head)
    records = [
        b"\xc0\x0c\0\2\0\1\0\0\0\x3c\0\6\3" + _LETTERS[at] + b"\xc0\x0c" for at in range(room // 18)
    ]
    head[6:8] = len(records).to_bytes(2)
    return bytes(head) + b"".join(records)


_ALPHABET = b"abcdefghijklmnopqrstuvwxyz"
_LETTERS = [bytes((a, b, c)) for a in _ALPHABET for b in _ALPHABET for c in _ALPHABET]


async def _drip(writer: asyncio.StreamWriter, content: bytes) -> None:
    """One octet every now and then, as long as somebody listens."""
    for octet in content:
        writer.write(bytes([octet]))
        await writer.drain()
        await asyncio.sleep(0.2)


class Datagrams(asyncio.DatagramProtocol):
    """Hands each datagram to a name server and sends what it says."""

    def __init__(self, server: NameServer, hall: Hall) -> None:
        self.server = server
        self.hall = hall
        self.transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to answer on."""
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | int, int]) -> None:
        """Answer one datagram after the server's delay."""
        self.hall.start(self._reply(data, addr))

    async def _reply(self, data: bytes, addr: tuple[str | int, int]) -> None:
        before, passes = self.server.barring.messages(data)
        for forged in before:
            self.transport.sendto(forged, addr)
        if not passes:
            return
        await asyncio.sleep(self.server.delay_s)
        wire = self.server.response(data, udp=True)
        if wire is not None:
            self.transport.sendto(wire, addr)


async def serve_names(hall: Hall, published: Endpoint, server: NameServer) -> None:
    """Answer at a published address over UDP and TCP."""
    await hall.serve_both(published, server.converse, lambda: Datagrams(server, hall))
