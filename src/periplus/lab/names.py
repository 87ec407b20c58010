"""DNS servers of the laboratory, UDP and TCP (RFC 1035 §4.2, RFC 7766)."""

from __future__ import annotations

import asyncio
import struct
from typing import Protocol, cast

import dns.exception
import dns.flags
import dns.message
import dns.rcode

from periplus.lab.hall import Endpoint, Hall
from periplus.lab.script import NameServerPart

UDP_BYTES = 1232
PLAIN_UDP_BYTES = 512


class Answerer(Protocol):
    """What turns a question into a response: an authority or a resolver."""

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        """The response to a query with one question."""
        ...


class NameServer:
    """One name server address with its way of behaving."""

    def __init__(self, answerer: Answerer, part: NameServerPart) -> None:
        self.answerer = answerer
        self.behaviour = part.behaviour
        self.delay_s = part.delay_s

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
        limit = (min(max(query.payload, PLAIN_UDP_BYTES), UDP_BYTES)) if udp else 65535
        whole = self._answer(query).to_wire(max_size=65535, want_shuffle=False)
        if len(whole) <= limit and not (udp and self.behaviour == "truncate"):
            return whole
        short = dns.message.make_response(query)
        short.flags |= dns.flags.TC
        return short.to_wire()

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        if self.behaviour not in {"servfail", "refused", "lame"}:
            return self.answerer.answer(query)
        response = dns.message.make_response(query)
        if self.behaviour != "lame":
            response.set_rcode(dns.rcode.from_text(self.behaviour))
        return response

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the length-prefixed messages of one TCP connection."""
        while True:
            (length,) = struct.unpack("!H", await reader.readexactly(2))
            wire = self.response(await reader.readexactly(length), udp=False)
            await asyncio.sleep(self.delay_s)
            if wire is not None:
                writer.write(struct.pack("!H", len(wire)) + wire)
                await writer.drain()


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
        await asyncio.sleep(self.server.delay_s)
        wire = self.server.response(data, udp=True)
        if wire is not None:
            self.transport.sendto(wire, addr)


async def serve_names(hall: Hall, published: Endpoint, server: NameServer) -> None:
    """Answer at a published address over UDP and TCP."""
    await hall.serve_both(published, server.converse, lambda: Datagrams(server, hall))
