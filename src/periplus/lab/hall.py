"""Listeners of a laboratory: bound on loopback without privilege, and all ended together."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Endpoint = tuple[str, int]
PORT_TRIES = 20
FAREWELL_S = 1.0


class Hall:
    """Gives every published (address, port) a loopback endpoint, and keeps the map of them."""

    def __init__(self) -> None:
        self.connection_map: dict[Endpoint, Endpoint] = {}
        self._hosts: dict[str, str] = {}
        self._servers: list[asyncio.Server] = []
        self._datagrams: list[asyncio.DatagramTransport] = []
        self._tasks: set[asyncio.Task[object]] = set()

    async def serve_streams(
        self, published: Endpoint, handler: Handler, context: ssl.SSLContext | None = None
    ) -> None:
        """Answer TCP connections to a published endpoint, TLS when a context is given."""
        server = await self._listen(self._host(published[0]), 0, handler, context)
        self.connection_map[published] = _endpoint(server)

    async def serve_both(
        self,
        published: Endpoint,
        handler: Handler,
        protocol: Callable[[], asyncio.DatagramProtocol],
    ) -> None:
        """Answer UDP and TCP on one and the same port. OSError when no port is free for both."""
        loop, host = asyncio.get_running_loop(), self._host(published[0])
        for attempt in range(PORT_TRIES):
            transport, _ = await loop.create_datagram_endpoint(protocol, local_addr=(host, 0))
            self._datagrams.append(transport)
            port = transport.get_extra_info("sockname")[1]
            try:
                server = await self._listen(host, port, handler, None)
            except OSError:  # another process holds the TCP port of that number
                transport.close()
                if attempt == PORT_TRIES - 1:
                    raise
                continue
            self.connection_map[published] = _endpoint(server)
            return

    def start(self, work: Awaitable[None]) -> None:
        """Run a piece of work that ends with the hall at the latest."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End every listener, connection and piece of work."""
        for transport in self._datagrams:
            transport.close()
        for server in self._servers:
            server.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for server in self._servers:
            await server.wait_closed()
        await asyncio.sleep(0)  # lets the transports run their last callbacks

    def _host(self, address: str) -> str:
        # One loopback address per published address; 127.77.0.0/16 only to be told apart in logs.
        number = len(self._hosts) + 1
        return self._hosts.setdefault(address, f"127.77.{number // 250}.{number % 250 + 1}")

    async def _listen(
        self, host: str, port: int, handler: Handler, context: ssl.SSLContext | None
    ) -> asyncio.Server:
        server = await asyncio.start_server(
            lambda reader, writer: self.start(_attended(handler, reader, writer)),
            host,
            port,
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


def _endpoint(server: asyncio.Server) -> Endpoint:
    host, port = server.sockets[0].getsockname()[:2]
    return host, port
