"""Listeners of a laboratory: each on the ground that its tier gives, and all ended together."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Protocol

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Endpoint = tuple[str, int]
PORT_TRIES = 20
FAREWELL_S = 1.0
ROUNDS = 10  # turns of the loop from an accepted connection to its work, and some


class Ground(Protocol):
    """Where published endpoints are really served."""

    def place(self, published: Endpoint) -> tuple[Endpoint, AbstractContextManager[None]]:
        """The endpoint to bind (port 0: any), and the way to stand where it can be bound."""
        ...

    def machine(self, address: str) -> str:
        """The machine that serves a published address; empty where there are none."""
        ...

    def on(self, machine: str) -> AbstractContextManager[None]:
        """The way to stand on a machine."""
        ...

    def speakers(self) -> Mapping[int, tuple[str, str]]:
        """Machine and address of who speaks BGP, by AS; empty where nobody can."""
        ...


class Loopback:
    """One loopback address per published address, any port; no privilege needed."""

    def __init__(self) -> None:
        self._hosts: dict[str, str] = {}

    def place(self, published: Endpoint) -> tuple[Endpoint, AbstractContextManager[None]]:
        """See Ground. 127.77.0.0/16 only to be told apart in logs."""
        number = len(self._hosts) + 1
        host = self._hosts.setdefault(published[0], f"127.77.{number // 250}.{number % 250 + 1}")
        return (host, 0), nullcontext()

    def machine(self, address: str) -> str:  # noqa: ARG002
        """See Ground."""
        return ""

    def on(self, machine: str) -> AbstractContextManager[None]:  # noqa: ARG002
        """See Ground."""
        return nullcontext()

    def speakers(self) -> Mapping[int, tuple[str, str]]:
        """See Ground."""
        return {}


class Hall:
    """Gives every published (address, port) an endpoint on its ground, and keeps the map of them."""

    def __init__(self, ground: Ground | None = None) -> None:
        self.connection_map: dict[Endpoint, Endpoint] = {}
        self.ground = ground or Loopback()
        self._servers: list[asyncio.Server] = []
        self._datagrams: list[asyncio.DatagramTransport] = []
        self._tasks: set[asyncio.Task[object]] = set()

    async def serve_streams(
        self, published: Endpoint, handler: Handler, context: ssl.SSLContext | None = None
    ) -> None:
        """Answer TCP connections to a published endpoint, TLS when a context is given."""
        (host, port), standing = self.ground.place(published)
        with standing:
            listening = _bound(host, port, socket.SOCK_STREAM)
        server = await self._listen(listening, handler, context)
        self.connection_map[published] = _endpoint(server)

    async def serve_both(
        self,
        published: Endpoint,
        handler: Handler,
        protocol: Callable[[], asyncio.DatagramProtocol],
    ) -> None:
        """Answer UDP and TCP on one and the same port. OSError when no port is free for both."""
        (host, port), standing = self.ground.place(published)
        with standing:
            datagrams, streams = _bound_both(host, port)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(protocol, sock=datagrams)
        self._datagrams.append(transport)
        self.connection_map[published] = _endpoint(await self._listen(streams, handler, None))

    async def serve_beside(self, path: Path, handler: Handler) -> None:
        """Answer connections of programs of this computer, at a socket file."""
        server = await asyncio.start_unix_server(self._attendance(handler), path)
        self._servers.append(server)

    def start(self, work: Awaitable[None]) -> asyncio.Task[object]:
        """Run a piece of work that ends with the hall at the latest."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """End every listener, connection and piece of work."""
        for transport in self._datagrams:
            transport.close()
        loop = asyncio.get_running_loop()
        for listening in (one for server in self._servers for one in server.sockets):
            loop.remove_reader(listening.fileno())  # a closed server loses what it has just accepted
        for _ in range(ROUNDS):  # what was accepted becomes work in a few turns of the loop
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await asyncio.sleep(0)
        for server in self._servers:
            server.close()
            await server.wait_closed()
        await asyncio.sleep(0)  # lets the transports run their last callbacks

    def _attendance(
        self, handler: Handler
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            def ended(task: asyncio.Task[object]) -> None:
                if task.cancelled():  # before its first step it never came to its own farewell
                    writer.transport.abort()

            self.start(_attended(handler, reader, writer)).add_done_callback(ended)

        return attend

    async def _listen(
        self, listening: socket.socket, handler: Handler, context: ssl.SSLContext | None
    ) -> asyncio.Server:
        server = await asyncio.start_server(
            self._attendance(handler),
            sock=listening,
            ssl=context,
            ssl_shutdown_timeout=None if context is None else FAREWELL_S,
        )
        self._servers.append(server)
        return server


async def _attended(
    handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """One connection, from its first byte to its close, whatever the client does."""
    try:
        await handler(reader, writer)
    except (OSError, EOFError, asyncio.LimitOverrunError):
        pass  # the client went away, or sent a line without end
    except asyncio.CancelledError:
        writer.transport.abort()
        raise
    finally:
        writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            await asyncio.wait_for(writer.wait_closed(), FAREWELL_S)


def _bound(host: str, port: int, kind: socket.SocketKind) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, kind)
    try:
        if kind is socket.SOCK_STREAM:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setblocking(False)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def _bound_both(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """A UDP and a TCP socket on one port."""
    for attempt in range(PORT_TRIES):
        datagrams = _bound(host, port, socket.SOCK_DGRAM)
        try:
            return datagrams, _bound(host, datagrams.getsockname()[1], socket.SOCK_STREAM)
        except OSError:  # another process holds the TCP port of that number
            datagrams.close()
            if port or attempt == PORT_TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _endpoint(server: asyncio.Server) -> Endpoint:
    host, port = server.sockets[0].getsockname()[:2]
    return host, port
