"""WHOIS servers answer an ordinary client."""

from __future__ import annotations

import asyncio

import pytest

from periplus.lab.scenario import Scenario
from periplus.lab.world import World
from tests.lab.tiny import tiny


async def ask(scenario: Scenario, query: bytes, *, limit: int = -1) -> bytes:
    async with World(scenario) as world:
        reader, writer = await asyncio.open_connection(*world.connection_map["192.0.2.43", 43])
        writer.write(query + b"\r\n")
        try:
            return await asyncio.wait_for(reader.read(limit), 1)
        finally:
            writer.transport.abort()


def behaving(behaviour: str) -> Scenario:
    return tiny().with_value(("whois", "whois.example", "behaviour"), behaviour)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        (b"zz", b"domain: ZZ\n"),
        (b"-B zz", b"domain: ZZ\n"),
        (b"203.0.113.7", b"small\n"),
        (b"n + 203.0.113.0/25", b"small\n"),
        (b"203.1.0.1", b"large\n"),
        (b"198.51.100.1", b"none\n"),
        (b"2001:db8::1", b"none\n"),
        (b"", b"none\n"),
        (b"\xff\xfe", b"none\n"),
    ],
)
async def test_a_query_gets_its_text(query: bytes, answer: bytes) -> None:
    assert await ask(tiny(), query) == answer


async def test_a_server_that_closes_says_nothing() -> None:
    assert await ask(behaving("close"), b"zz") == b""


async def test_a_server_that_drops_lets_the_client_wait() -> None:
    with pytest.raises(TimeoutError):
        await ask(behaving("drop"), b"zz")


async def test_an_endless_answer_goes_on() -> None:
    answer = await ask(behaving("endless"), b"zz", limit=30_000)
    assert answer.startswith(b"domain: ZZ\ndomain: ZZ\n")
