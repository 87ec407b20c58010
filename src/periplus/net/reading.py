"""Reading from a stream until its end, its bound or its deadline, keeping what came."""

from __future__ import annotations

import asyncio

from periplus.model import Failure
from periplus.net.dial import Stream
from periplus.net.exchange import Answer, Fault


async def read_to_end(stream: Stream, *, limit_bytes: int, until: float) -> Answer:
    """All bytes up to the close; cut at the bound or the deadline (event loop seconds)."""
    received = bytearray()
    try:
        async with asyncio.timeout_at(until):
            while content := await stream.read():
                received += content
                if len(received) > limit_bytes:
                    cut = bytes(received[:limit_bytes])
                    return Answer(cut, Failure.TOO_LARGE, f"Cut at {limit_bytes} bytes.")
    except TimeoutError:
        return Answer(bytes(received), Failure.IO_TIMEOUT, "The answer did not end in time.")
    except Fault as fault:
        return Answer(bytes(received), fault.failure, fault.reason)
    if not received:
        return Answer(b"", Failure.CONNECTION_CLOSED, "The connection was closed without a byte.")
    return Answer(bytes(received))
