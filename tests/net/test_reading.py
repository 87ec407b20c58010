"""Twin of net/reading.py."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from periplus.model import Failure
from periplus.net.exchange import Answer, Fault
from periplus.net.reading import read_to_end


class Parts:
    """A stream of parts; a fault is raised, and after the last part it ends or stays silent."""

    def __init__(self, parts: Sequence[bytes | Fault], *, stay: bool = False) -> None:
        self._parts = list(parts)
        self._stay = stay

    async def read(self) -> bytes:
        if not self._parts:
            await asyncio.sleep(10 if self._stay else 0)
            return b""
        part = self._parts.pop(0)
        if isinstance(part, Fault):
            raise part
        return part

    async def write(self, content: bytes) -> None:
        raise NotImplementedError


async def read(parts: Sequence[bytes | Fault], *, limit: int = 10, stay: bool = False) -> Answer:
    until = asyncio.get_running_loop().time() + 0.05
    return await read_to_end(Parts(parts, stay=stay), limit_bytes=limit, until=until)


async def test_all_until_the_close() -> None:
    assert await read([b"ab", b"cd"]) == Answer(b"abcd")
    assert (await read([b"0123456789"])).failure is None


async def test_cut_at_the_bound() -> None:
    answer = await read([b"012345", b"678901234"])
    assert (answer.body, answer.failure) == (b"0123456789", Failure.TOO_LARGE)


async def test_cut_at_the_deadline() -> None:
    answer = await read([b"ab"], stay=True)
    assert (answer.body, answer.failure) == (b"ab", Failure.IO_TIMEOUT)


async def test_what_came_before_a_fault_is_kept() -> None:
    answer = await read([b"ab", Fault(Failure.CONNECTION_CLOSED, "Reset.")])
    assert answer == Answer(b"ab", Failure.CONNECTION_CLOSED, "Reset.")


async def test_nothing_at_all() -> None:
    answer = await read([])
    assert (answer.body, answer.failure) == (b"", Failure.CONNECTION_CLOSED)
