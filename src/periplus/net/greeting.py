"""What a server says first, or to one short question: its greeting (RFC 1123 §5.2.1, RFC 4253 §4.2)."""

from __future__ import annotations

import asyncio
import hashlib

from periplus.model import Failure
from periplus.net.dial import Stream
from periplus.net.exchange import Answer, Fault, Question, endpoint
from periplus.net.limits import Limits

NOTHING = "Took the connection and said nothing."


def question(host: str, address: str, port: int, say: bytes, *, secure: bool) -> Question:
    """The canonical name of the request: which port, within TLS or not, and what is said if need be."""
    parts = ["tls=yes"] if secure else []
    parts += [f"say={hashlib.sha256(say).hexdigest()[:16]}"] if say else []
    query = f"?{'&'.join(parts)}" if parts else ""
    return Question(f"greeting://{endpoint(address, port)}/{host}{query}", say)


def written(say: bytes, *, host: str, user_agent: str) -> bytes:
    """The question with the names of the target and of this program in their places."""
    return say.replace(b"{host}", host.encode("ascii", "ignore")).replace(
        b"{agent}", user_agent.encode("ascii", "ignore")
    )


async def listen(stream: Stream, say: bytes, *, limits: Limits) -> tuple[Answer, bool]:
    """What the server said of itself; if nothing, and there is something to say, its answer to that.

    The second value: whether it was said.
    """
    received, fault = await _heard(stream, limits.greeting_s, limits)
    if received or fault or not say:
        return _answer(received, fault), False
    try:
        await stream.write(say)
    except Fault as lost:
        return _answer(b"", lost), True
    return _answer(*await _heard(stream, limits.greeting_s, limits)), True


def _answer(received: bytes, fault: Fault | None) -> Answer:
    if received:
        return Answer(received)
    if fault is not None:
        return Answer(b"", fault.failure, fault.reason)
    return Answer(b"", Failure.IO_TIMEOUT, NOTHING)


async def _heard(stream: Stream, first_s: float, limits: Limits) -> tuple[bytes, Fault | None]:
    """Bytes until the server is quiet, closes or has said enough."""
    received = bytearray()
    try:
        while len(received) < limits.greeting_bytes:
            pause_s = limits.greeting_quiet_s if received else first_s
            async with asyncio.timeout(pause_s):
                content = await stream.read()
            if not content:
                closed = Fault(Failure.CONNECTION_CLOSED, "Closed the connection without a word.")
                return bytes(received), closed
            received += content
    except TimeoutError:
        return bytes(received[: limits.greeting_bytes]), None
    except Fault as fault:
        return bytes(received), fault
    return bytes(received[: limits.greeting_bytes]), None
