"""The one place that opens sockets, TCP and UDP, each with a permit of the gate."""

from __future__ import annotations

import asyncio
import errno
import socket
import struct
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from periplus.model import Failure
from periplus.net.clock import Clock
from periplus.net.exchange import Fault, endpoint
from periplus.net.gate import Permit
from periplus.net.packet_filter import Ends, attach, listen, program
from periplus.net.patience import patience

READ_BYTES = 64 * 1024
_CLOSE_S = 0.5
_DATAGRAMS = 64  # waiting ones; what floods beyond is dropped, as a full socket buffer would


class Stream(Protocol):
    """An ordered connection, with or without TLS on it. Fault for what the other side does."""

    async def read(self) -> bytes:
        """Some bytes; empty at the end."""
        ...

    async def write(self, content: bytes) -> None:
        """Send all of it."""
        ...


class Pace:
    """At most so many contacts per second to one address; forgets addresses that are due again."""

    def __init__(
        self, clock: Clock, rate_per_s: float, *, faster: Mapping[str, float] | None = None
    ) -> None:
        if not rate_per_s > 0:
            raise ValueError("a rate must be above 0 per second")
        self._clock = clock
        self._gap_s = 1 / rate_per_s
        self._due: OrderedDict[str, float] = OrderedDict()
        self._own_gap_s = {address: 1 / rate for address, rate in (faster or {}).items()}

    async def wait(self, address: str) -> None:
        """Return when the address may be contacted; callers are served in the order they came."""
        now = self._clock.monotonic()
        self._forget(now)
        due = max(now, self._due.get(address, now))
        self._due[address] = due + self._own_gap_s.get(address, self._gap_s)
        self._due.move_to_end(address)
        if due > now:
            await self._clock.sleep(due - now)

    def _forget(self, now: float) -> None:
        # The oldest entry is looked at first: constant work per call, whatever the number of hosts.
        while self._due and next(iter(self._due.values())) <= now:
            self._due.popitem(last=False)

    def __len__(self) -> int:
        return len(self._due)


class TcpStream:
    """A TCP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self) -> bytes:
        """Some bytes; empty when the other side has closed."""
        try:
            return await self._reader.read(READ_BYTES)
        except OSError as error:
            raise fault_of(error) from error

    async def write(self, content: bytes) -> None:
        """Send all of it."""
        try:
            self._writer.write(content)
            await self._writer.drain()
        except OSError as error:
            raise fault_of(error) from error

    async def close(self) -> None:
        """Close, waiting a moment at most."""
        self._writer.close()
        try:
            async with asyncio.timeout(_CLOSE_S):
                await self._writer.wait_closed()
        except (OSError, TimeoutError):
            self._writer.transport.abort()


class Datagrams(asyncio.DatagramProtocol):
    """A connected UDP socket: the kernel drops what does not come from the permitted endpoint."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes | OSError] = asyncio.Queue(_DATAGRAMS)
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = transport  # type: ignore[assignment]  # a datagram endpoint gives no other

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002
        """Called by the event loop."""
        with suppress(asyncio.QueueFull):
            self._queue.put_nowait(data)

    def error_received(self, exc: Exception) -> None:
        """Called by the event loop: an ICMP answer to what we sent."""
        if isinstance(exc, OSError):
            with suppress(asyncio.QueueFull):
                self._queue.put_nowait(exc)

    def send(self, content: bytes) -> None:
        """Send one datagram."""
        if self._transport is not None:
            self._transport.sendto(content)

    async def receive(self) -> bytes:
        """The next datagram. Fault when the network says that it cannot be delivered."""
        item = await self._queue.get()
        if isinstance(item, OSError):
            raise fault_of(item) from item
        return item


@asynccontextmanager
async def tcp(permit: Permit, *, timeout_s: float) -> AsyncIterator[TcpStream]:
    """A TCP connection to `permit.dialled`, closed at the end. Fault when there is none."""
    address, port = permit.dialled
    try:
        async with patience(timeout_s):
            reader, writer = await asyncio.open_connection(address, port)
    except OSError as error:
        raise fault_of(error, to=endpoint(*permit.asked)) from error
    stream = TcpStream(reader, writer)
    try:
        yield stream
    finally:
        await stream.close()


@asynccontextmanager
async def udp(permit: Permit) -> AsyncIterator[Datagrams]:
    """A UDP socket connected to `permit.dialled`, closed at the end. Fault when there is none."""
    loop = asyncio.get_running_loop()
    try:
        transport, protocol = await loop.create_datagram_endpoint(Datagrams, remote_addr=permit.dialled)
    except OSError as error:
        raise fault_of(error, to=endpoint(*permit.asked)) from error
    try:
        yield protocol
    finally:
        transport.close()


def datagram_probe(permit: Permit) -> socket.socket:
    """A UDP socket connected to `permit.dialled` that keeps ICMP errors. Fault when there is none."""
    probe = _probe(permit, socket.SOCK_DGRAM)
    try:
        probe.connect(permit.dialled)
    except OSError as error:
        probe.close()
        raise fault_of(error, to=endpoint(*permit.asked)) from error
    return probe


@asynccontextmanager
async def knocking(
    permit: Permit, *, timeout_s: float
) -> AsyncIterator[tuple[socket.socket, OSError | None]]:
    """One connection to `permit.dialled`, closed at the end; its socket keeps ICMP errors.

    Beside it why it did not come about (TimeoutError: no answer). Fault when there is no socket.
    """
    try:
        probe = _probe(permit, socket.SOCK_STREAM)
    except OSError as error:
        raise fault_of(error, to=endpoint(*permit.asked)) from error
    failed: OSError | None = None
    try:
        try:
            async with asyncio.timeout(timeout_s):
                await asyncio.get_running_loop().sock_connect(probe, permit.dialled)
            if probe.getsockname() == probe.getpeername():  # a port of ours that met itself
                failed = OSError(errno.ECONNREFUSED, "met itself")
        except OSError as error:
            failed = error
        yield probe, failed
    finally:
        probe.close()


def stream_probe(permit: Permit, *, hops: int) -> socket.socket:
    """A TCP connection under way to `permit.dialled` that goes so many hops at most."""
    probe = _probe(permit, socket.SOCK_STREAM)
    level, option = (
        (socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS)
        if probe.family == socket.AF_INET6
        else (socket.IPPROTO_IP, socket.IP_TTL)
    )
    try:
        probe.setsockopt(level, option, hops)
        code = probe.connect_ex(permit.dialled)
        if code not in (0, errno.EINPROGRESS, errno.ECONNREFUSED):
            raise OSError(code, "connect")
    except OSError as error:
        probe.close()
        raise fault_of(error, to=endpoint(*permit.asked)) from error
    return probe


def own_stream(permit: Permit, *, port: int = 0, hops: int = 0, least_ttl: int = 0) -> socket.socket:
    """A TCP socket with a port of ours, not yet connected; see `connect`. Fault when there is none.

    `port` 0: any; `hops` and `least_ttl`: how far its packets go, and what a packet for it must
    arrive with (0: as usual).
    """
    probe = _probe(permit, socket.SOCK_STREAM)
    inet6 = probe.family == socket.AF_INET6
    level = socket.IPPROTO_IPV6 if inet6 else socket.IPPROTO_IP
    try:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # What is ended at once leaves nothing behind, neither here nor there.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if hops:
            probe.setsockopt(level, socket.IPV6_UNICAST_HOPS if inet6 else socket.IP_TTL, hops)
        if least_ttl:
            probe.setsockopt(level, _IPV6_MINHOPCOUNT if inet6 else _IP_MINTTL, least_ttl)
        probe.bind(("::" if inet6 else "", port))
    except OSError as error:
        probe.close()
        raise fault_of(error, to=endpoint(*permit.asked)) from error
    return probe


def connect(probe: socket.socket, permit: Permit) -> None:
    """Send its SYN to `permit.dialled`; how that ends is told by the socket. Fault: it was not sent."""
    code = probe.connect_ex(permit.dialled)
    if code not in (0, errno.EINPROGRESS, errno.ECONNREFUSED):
        raise fault_of(OSError(code, "connect"), to=endpoint(*permit.asked))


def handshake_listener(permit: Permit, own_port: int) -> socket.socket:
    """Hears the SYNs and SYN-ACKs between one port of ours and `permit.dialled`, and nothing else.

    Fault without the privilege (CAP_NET_RAW).
    """
    family = getattr(socket, "AF_PACKET", None)
    try:
        if family is None:
            raise OSError(errno.EAFNOSUPPORT, "no packet sockets")
        # Protocol 0 hears nothing until it is bound, so the filter is there before the first packet.
        listening = socket.socket(family, socket.SOCK_DGRAM, 0)
    except OSError as error:
        raise Fault(Failure.UNAVAILABLE, "Packet sockets are not allowed here.") from error
    try:
        listening.setblocking(False)
        attach(listening, program(Ends(*permit.dialled, own_port)))
        listening.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        listen(listening)
    except OSError as error:
        listening.close()
        raise Fault(Failure.UNAVAILABLE, "Packet sockets cannot be restricted here.") from error
    return listening


def raw_probe(permit: Permit, protocol: int) -> socket.socket:
    """A raw socket to the address of `permit.dialled` that keeps ICMP errors.

    Fault without the privilege (CAP_NET_RAW).
    """
    try:
        probe = _probe(permit, socket.SOCK_RAW, protocol)
    except OSError as error:
        raise Fault(Failure.UNAVAILABLE, "Raw sockets are not allowed here.") from error
    try:
        probe.connect((permit.dialled[0], 0))
    except OSError as error:
        probe.close()
        raise fault_of(error, to=endpoint(*permit.asked)) from error
    return probe


def held_port(permit: Permit) -> socket.socket:
    """A TCP port of ours that nobody else takes meanwhile, and at which nobody listens."""
    inet6 = ":" in permit.dialled[0]
    held = socket.socket(socket.AF_INET6 if inet6 else socket.AF_INET, socket.SOCK_STREAM)
    try:
        held.bind(("::" if inet6 else "", 0))
    except OSError as error:
        held.close()
        raise fault_of(error) from error
    return held


_IP_RECVERR, _IPV6_RECVERR = 11, 25  # linux/in.h, linux/in6.h: errors come with who sent them
_IP_MINTTL, _IPV6_MINHOPCOUNT = 21, 73  # RFC 5082: what arrives with less is dropped
_SO_TIMESTAMPNS = 35


def _probe(permit: Permit, kind: socket.SocketKind, protocol: int = 0) -> socket.socket:
    inet6 = ":" in permit.dialled[0]
    probe = socket.socket(socket.AF_INET6 if inet6 else socket.AF_INET, kind, protocol)
    probe.setblocking(False)
    try:
        if inet6:
            probe.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)
        else:
            probe.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)
    except OSError as error:  # not Linux
        probe.close()
        sentence = "This system does not tell who sent an ICMP error."
        raise Fault(Failure.UNAVAILABLE, sentence) from error
    return probe


_FAILURES = {
    errno.ECONNREFUSED: (Failure.CONNECTION_REFUSED, "refused the connection"),
    errno.ECONNRESET: (Failure.CONNECTION_CLOSED, "reset the connection"),
    errno.EPIPE: (Failure.CONNECTION_CLOSED, "closed the connection"),
    errno.ECONNABORTED: (Failure.CONNECTION_CLOSED, "aborted the connection"),
    errno.ETIMEDOUT: (Failure.CONNECTION_TIMEOUT, "did not answer in time"),
    errno.EMFILE: (Failure.UNAVAILABLE, "was not contacted: too many open files here"),
    errno.ENFILE: (Failure.UNAVAILABLE, "was not contacted: too many open files here"),
    errno.ENOBUFS: (Failure.UNAVAILABLE, "was not contacted: no buffer space here"),
}


def fault_of(error: OSError, *, to: str = "the server") -> Fault:
    """The fault that a socket's error amounts to."""
    if isinstance(error, TimeoutError):
        return Fault(Failure.CONNECTION_TIMEOUT, f"{to} did not answer in time.")
    unreachable = (Failure.UNREACHABLE, "cannot be reached")
    failure, words = _FAILURES.get(error.errno or 0, unreachable)
    return Fault(failure, f"{to} {words}.")
