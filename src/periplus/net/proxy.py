"""The browser's only way out: a proxy on loopback that asks the gate for every connection (RFC 9110)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from periplus.model import Contact
from periplus.net import dial
from periplus.net.exchange import Fault, endpoint
from periplus.net.gate import Gate, Permit, Refusal

Resolve = Callable[[str], Awaitable[tuple[str, ...]]]
"""The addresses of a name, by the run's own resolver; every answer is recorded there."""

_HEAD_BYTES = 64 * 1024
_CONNECT_S = 5.0
_TRIES = 4
_CONNECTIONS = 400  # in all; what a page asks beyond is refused
_AT_ONCE = 32
_HOP = re.compile(rb"(?im)^(?:connection|keep-alive|proxy-[a-z-]+):[^\n]*\n")


@dataclass(slots=True, kw_only=True)
class Connection:
    """One connection that the browser wanted."""

    host: str
    port: int
    asked: str = ""  # address:port; empty when none was permitted
    dialled: str = ""
    refused: str = ""  # why nothing was sent; empty when it was connected
    sent_bytes: int = 0
    received_bytes: int = 0


@dataclass(slots=True, kw_only=True)
class Traffic:
    """What went through, and what was refused."""

    budget_bytes: int
    connections: list[Connection] = field(default_factory=list)
    over: bool = False  # a bound was reached: nothing passes any more
    unlisted: int = 0  # wanted beyond the bound of connections

    def count(self, connection: Connection, *, sent: int = 0, received: int = 0) -> None:
        """Take note of bytes; over when the budget is spent."""
        connection.sent_bytes += sent
        connection.received_bytes += received
        self.budget_bytes -= sent + received
        if self.budget_bytes < 0:
            self.over = True


class Proxy:
    """Connects to the address that the gate has judged, and to nothing else."""

    def __init__(
        self,
        *,
        gate: Gate,
        contact: Contact,
        resolve: Resolve,
        pace: dial.Pace,
        budget_bytes: int,
    ) -> None:
        self.traffic = Traffic(budget_bytes=budget_bytes)
        self._gate = gate
        self._contact = contact
        self._resolve = resolve
        self._pace = pace
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._paced: set[str] = set()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        """The port on loopback, as long as the context lasts."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_HEAD_BYTES)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            async with self._slots:
                await self._converse(reader, writer)
        except (OSError, EOFError, Fault, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # either side went away, or the run ended
        finally:
            writer.transport.abort() if self.traffic.over else writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        wanted = _wanted(head)
        if wanted is None:
            writer.write(_refusal(400, "not a request that this proxy knows"))
            return
        host, port, onward = wanted
        connection = Connection(host=host, port=port)
        if self.traffic.over or len(self.traffic.connections) >= _CONNECTIONS:
            self.traffic.unlisted += 1
            writer.write(_refusal(403, "a bound of this visit is reached"))
            return
        self.traffic.connections.append(connection)
        permits = await self._permits(connection)
        if not permits:
            writer.write(_refusal(403, connection.refused))
            return
        await self._relay(connection, permits, reader, writer, onward)

    async def _permits(self, connection: Connection) -> list[Permit]:
        """The addresses that may be dialled; a refusal by name is told before any name is asked for."""
        name, port = connection.host, connection.port
        refusal = self._gate.check_name(contact=self._contact, name=name, port=port)
        if refusal is not None:
            connection.refused = refusal.reason
            return []
        addresses = await self._resolve(name)
        verdicts = [
            self._gate.check(contact=self._contact, name=name, address=address, port=port)
            for address in addresses
        ]
        refused = [verdict.reason for verdict in verdicts if isinstance(verdict, Refusal)]
        permits = [verdict for verdict in verdicts if isinstance(verdict, Permit)]
        if not permits:
            connection.refused = refused[0] if refused else f"{name} has no address."
        return permits[:_TRIES]

    async def _relay(
        self,
        connection: Connection,
        permits: list[Permit],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        onward: bytes,
    ) -> None:
        for permit in permits:
            await self._waited(permit)
            try:
                async with dial.tcp(permit, timeout_s=_CONNECT_S) as stream:
                    connection.asked, connection.dialled = (
                        endpoint(*permit.asked),
                        endpoint(*permit.dialled),
                    )
                    connection.refused = ""
                    if onward:
                        await _one_request(
                            self.traffic, connection, stream, reader, writer, onward=onward
                        )
                    else:
                        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                        await _both_ways(self.traffic, connection, stream, reader, writer)
                    return
            except Fault as fault:
                if connection.asked:
                    return
                connection.refused = fault.reason
        writer.write(_refusal(502, connection.refused))

    async def _waited(self, permit: Permit) -> None:
        # One page load opens several connections at once, as any browser does: it is paced as one visit.
        if permit.asked[0] not in self._paced:
            self._paced.add(permit.asked[0])
            await self._pace.wait(permit.asked[0])


def _wanted(head: bytes) -> tuple[str, int, bytes] | None:
    """Host, port, and for a plain request the head to send on; None when it is neither."""
    line, _, rest = head.partition(b"\r\n")
    words = line.decode("latin-1").split(" ")
    if len(words) != 3:
        return None
    method, target, version = words
    try:
        if method == "CONNECT":
            parts = urlsplit(f"//{target}")
            return (parts.hostname, parts.port, b"") if parts.hostname and parts.port else None
        parts = urlsplit(target)
        if parts.scheme != "http" or not parts.hostname:
            return None
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        port = parts.port or 80
    except ValueError:
        return None
    fields = _HOP.sub(b"", rest)
    onward = f"{method} {path} {version}\r\nConnection: close\r\n".encode("latin-1") + fields
    return parts.hostname, port, onward


def _refusal(status: int, reason: str) -> bytes:
    content = reason.encode()
    head = f"HTTP/1.1 {status} Refused\r\nContent-Type: text/plain\r\nContent-Length: {len(content)}"
    return head.encode() + b"\r\nConnection: close\r\n\r\n" + content


async def _both_ways(
    traffic: Traffic,
    connection: Connection,
    stream: dial.TcpStream,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    """A tunnel: what passes is between the browser and the server."""

    async def out() -> None:
        while content := await reader.read(dial.READ_BYTES):
            traffic.count(connection, sent=len(content))
            await stream.write(content)
            if traffic.over:
                return

    async def back() -> None:
        while content := await stream.read():
            traffic.count(connection, received=len(content))
            writer.write(content)
            await writer.drain()
            if traffic.over:
                return

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_quiet(out())), group.create_task(_quiet(back()))]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


async def _quiet(work: Awaitable[None]) -> None:
    with suppress(Fault, OSError):
        await work


async def _one_request(
    traffic: Traffic,
    connection: Connection,
    stream: dial.TcpStream,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    *,
    onward: bytes,
) -> None:
    """One plain request: a second one on the same connection may be meant for another host."""
    length = re.search(rb"(?im)^content-length:[ \t]*(\d{1,9})", onward)
    left = int(length[1]) if length else 0
    traffic.count(connection, sent=len(onward))
    await stream.write(onward)
    while left > 0 and not traffic.over and (content := await reader.read(min(left, dial.READ_BYTES))):
        left -= len(content)
        traffic.count(connection, sent=len(content))
        await stream.write(content)
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _HEAD_BYTES and (content := await stream.read()):
        head += content
    fields, gap, rest = head.partition(b"\r\n\r\n")
    status, end, lines = (fields + b"\r\n").partition(b"\r\n")
    content = status + end + _HOP.sub(b"", lines) + b"Connection: close" + gap + rest if gap else head
    while content and not traffic.over:
        traffic.count(connection, received=len(content))
        writer.write(content)
        await writer.drain()
        content = await stream.read()
