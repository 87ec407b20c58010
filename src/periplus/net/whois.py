"""WHOIS queries (RFC 3912): one line out, all bytes in until the server closes."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from periplus.model import Failure
from periplus.net.dial import Stream
from periplus.net.exchange import Answer, Fault, Question
from periplus.net.limits import Limits
from periplus.net.reading import read_to_end

PORT = 43


def question(server: str, query: str) -> Question:
    """The query line; no request when it cannot be put on one line."""
    source = f"whois://{server.lower().rstrip('.')}/{quote(query, safe='')}"
    if not query or not query.isprintable():
        return Question(source, b"")
    return Question(source, query.encode() + b"\r\n")


async def ask(stream: Stream, request: bytes, *, limits: Limits, until: float) -> Answer:
    """The answer until the server closes, bounded in bytes and by `until` (event loop seconds)."""
    try:
        async with asyncio.timeout_at(until):
            await stream.write(request)
    except TimeoutError:
        return Answer(b"", Failure.IO_TIMEOUT, "The query could not be sent in time.")
    except Fault as fault:
        return Answer(b"", fault.failure, fault.reason)
    return await read_to_end(stream, limit_bytes=limits.whois_bytes, until=until)
