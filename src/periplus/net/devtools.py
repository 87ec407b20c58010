"""A pipe to a browser that speaks the Chrome DevTools Protocol (protocol 1.3, NUL-separated JSON)."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Self

Event = Callable[[str, str, Mapping[str, Any]], None]
"""Called with session, method and parameters. Must not block."""

MESSAGE_BYTES = 48 * 1024 * 1024  # a screenshot or a console argument; what is longer ends the visit


class DevtoolsError(Exception):
    """A command that the browser refused, or did not answer because it ended."""


class Devtools:
    """Commands to a browser and its events, as long as its pipe is open."""

    def __init__(self, *, reading: int, writing: int, on_event: Event) -> None:
        self._descriptors = (reading, writing)
        self._on_event = on_event
        self._waiting: dict[int, asyncio.Future[Mapping[str, Any]]] = {}
        self._last = 0
        self._transports: list[asyncio.BaseTransport] = []

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        reading, writing = (
            os.fdopen(number, mode, buffering=0)
            for number, mode in zip(self._descriptors, ("rb", "wb"), strict=True)
        )
        read_transport, _ = await loop.connect_read_pipe(
            lambda: _Messages(self._take, self._end), reading
        )
        write_transport, _ = await loop.connect_write_pipe(asyncio.Protocol, writing)
        self._transports = [read_transport, write_transport]
        self._write: Callable[[bytes], None] = write_transport.write
        return self

    async def __aexit__(self, *_: object) -> None:
        self._end()
        for transport in self._transports:
            with suppress(OSError):
                transport.close()
        await asyncio.sleep(0)

    def send(
        self, method: str, session: str = "", **parameters: object
    ) -> asyncio.Future[Mapping[str, Any]]:
        """Send a command at once; its answer is awaited or dropped. DevtoolsError is its failure."""
        self._last += 1
        answer: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(_looked_at)
        self._waiting[self._last] = answer
        message = {"id": self._last, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        self._write(json.dumps(message).encode() + b"\0")
        return answer

    def _take(self, content: bytes) -> None:
        try:
            message = json.loads(content)
        except (ValueError, RecursionError):
            return
        if "id" not in message:
            self._on_event(message.get("sessionId", ""), message["method"], message.get("params", {}))
            return
        answer = self._waiting.pop(message["id"], None)
        if answer is None or answer.done():
            return
        if "error" in message:
            answer.set_exception(DevtoolsError(str(message["error"].get("message", ""))))
        else:
            answer.set_result(message.get("result", {}))

    def _end(self) -> None:
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(DevtoolsError("the browser ended"))
        self._waiting.clear()


def _looked_at(answer: asyncio.Future[Mapping[str, Any]]) -> None:
    if not answer.cancelled():
        answer.exception()  # an answer that nobody waits for is no error of ours


class _Messages(asyncio.Protocol):
    """Cuts what comes at NUL bytes."""

    def __init__(self, take: Callable[[bytes], None], end: Callable[[], None]) -> None:
        self._take = take
        self._end = end
        self._held: list[bytes] = []
        self._size_bytes = 0
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        *whole, rest = data.split(b"\0")
        for part in whole:
            self._take(b"".join((*self._held, part)))
            self._held, self._size_bytes = [], 0
        self._held.append(rest)
        self._size_bytes += len(rest)
        if self._size_bytes > MESSAGE_BYTES and self._transport is not None:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Called by the event loop: the browser ended, or said too much at once."""
        self._end()
