"""What servers on loopback say first, or when asked, or never."""

from __future__ import annotations

import asyncio

import pytest

from periplus.model import Failure
from periplus.net import dial, greeting
from periplus.net.exchange import Answer
from periplus.net.gate import Permit
from periplus.net.limits import Limits
from tests.net import servers

QUICK = Limits(greeting_s=0.3, greeting_quiet_s=0.1, greeting_bytes=64)


async def heard(answerer: servers.Answerer, say: bytes = b"?\n") -> tuple[Answer, bool]:
    async with servers.tcp_server(answerer) as where:
        permit = Permit(("192.0.2.1", 1), where)
        async with dial.tcp(permit, timeout_s=1) as stream:
            return await greeting.listen(stream, say, limits=QUICK)


async def first(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 ready\r\n")
    await writer.drain()
    await asyncio.sleep(1)


async def closes(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def test_who_speaks_first_is_not_asked() -> None:
    answer, asked = await heard(first)
    assert (answer.body, answer.failure, asked) == (b"220 ready\r\n", None, False)


async def test_who_is_silent_is_asked_once() -> None:
    answer, asked = await heard(servers.says(b"+PONG\r\n", stay=True))
    assert (answer.body, asked) == (b"+PONG\r\n", True)


async def test_silence_and_a_close_are_failures() -> None:
    silent, asked = await heard(servers.says(stay=True))
    assert (silent.failure, asked) == (Failure.IO_TIMEOUT, True)
    silent, asked = await heard(servers.says(stay=True), b"")
    assert (silent.failure, silent.reason, asked) == (Failure.IO_TIMEOUT, greeting.NOTHING, False)
    closed, asked = await heard(closes)
    assert (closed.failure, asked) == (Failure.CONNECTION_CLOSED, False)


async def test_a_flood_is_cut_at_its_bound() -> None:
    answer, _ = await heard(servers.repeats(b"a" * 40, b"b" * 40))
    assert answer.body == b"a" * 40 + b"b" * 24
    assert answer.failure is None


def test_the_question_is_named_by_what_is_to_be_said() -> None:
    plain = greeting.question("a.example", "2001:db8::1", 22, b"", secure=False)
    assert plain.source == "greeting://[2001:db8::1]:22/a.example"
    one, two = (
        greeting.question("a.example", "192.0.2.1", 80, say, secure=True) for say in (b"x", b"y")
    )
    assert one.source.startswith("greeting://192.0.2.1:80/a.example?tls=yes&say=")
    assert one.source != two.source


@pytest.mark.parametrize("host", ["www.example.org", "b\u00fccher"])
def test_names_are_put_in_their_places(host: str) -> None:
    said = greeting.written(b"HEAD {host} {agent}", host=host, user_agent="periplus")
    assert said == b"HEAD " + host.encode("ascii", "ignore") + b" periplus"
