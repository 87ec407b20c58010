"""Web servers send fields, framing and faults exactly as a scenario says."""

from __future__ import annotations

import asyncio
import gzip
import ssl

import pytest

from periplus.lab.scenario import Scenario
from periplus.lab.web import Request, read_request
from periplus.lab.world import World
from tests.lab.tiny import tiny

HEAD = b"Host: www.example.zz\r\nConnection: close\r\n\r\n"


async def get(
    scenario: Scenario, path: str = "/", *, port: int = 443, limit: int = -1, head: bytes = HEAD
) -> bytes:
    """The bytes that come back for one request; reading ends after `limit` bytes or a second."""
    async with World(scenario) as world:
        context = None
        if port == 443:
            context = ssl.create_default_context(cafile=str(world.trust_roots))
            # The certificates are of the scenario's time; trust is tested in test_authority.py.
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        reader, writer = await asyncio.open_connection(
            *world.connection_map["203.0.113.7", port],
            ssl=context,
            server_hostname="www.example.zz" if context else None,
        )
        writer.write(f"GET {path} HTTP/1.1\r\n".encode() + head)
        try:
            return await asyncio.wait_for(reader.read(limit), 1)
        finally:
            writer.transport.abort()


def with_answer(key: str, value: object) -> Scenario:
    return tiny().with_value(("web", "www.example.zz", "answer", "/", key), value)


async def test_fields_keep_order_and_case_and_cookies_come_last() -> None:
    assert await get(tiny()) == (
        b"HTTP/1.1 200 OK\r\nserver: tiny\r\nX-Odd: 1\r\nDate: Sat, 19 Nov 2022 09:00:00 GMT\r\n"
        b"Content-Length: 5\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\n\r\nhello"
    )


async def test_port_80_sends_to_the_encrypted_site() -> None:
    answer = await get(tiny(), "/a?b", port=80)
    assert answer.startswith(b"HTTP/1.1 301 Moved Permanently\r\nserver")
    assert b"Location: https://www.example.zz/a?b\r\n" in answer


async def test_port_80_can_serve_the_same() -> None:
    same = tiny().with_value(("web", 0, "plain"), "same")
    assert (await get(same, port=80)).endswith(b"hello")


async def test_an_address_within_a_prefix_gets_its_document() -> None:
    answer = await get(tiny(), "/ip/203.0.113.9")
    assert b"Content-Type: application/json\r\n" in answer
    assert answer.endswith(b'{"handle":"B"}')


@pytest.mark.parametrize("path", ["/nothing", "/ip/198.51.100.1", "/ip/", "/ip/x"])
async def test_what_is_not_there_is_404(path: str) -> None:
    assert (await get(tiny(), path)).startswith(b"HTTP/1.1 404 Not Found\r\n")


async def test_a_star_answers_every_other_path() -> None:
    rest = tiny().with_value(("web", 0, "answer", "/", "path"), "*")
    assert (await get(rest, "/nothing")).endswith(b"hello")


async def test_chunked_and_unframed_content() -> None:
    assert (await get(with_answer("framing", "chunked"))).endswith(b"\r\n5\r\nhello\r\n0\r\n\r\n")
    closed = await get(with_answer("framing", "close"))
    assert b"Content-Length" not in closed
    assert closed.endswith(b"\r\n\r\nhello")


async def test_gzip_is_told_and_done() -> None:
    answer = await get(with_answer("coding", "gzip"))
    assert b"Content-Encoding: gzip\r\n" in answer
    assert gzip.decompress(answer.partition(b"\r\n\r\n")[2]) == b"hello"


async def test_an_answer_cut_short() -> None:
    answer = await get(with_answer("behaviour", "truncate"))
    assert b"Content-Length: 5\r\n" in answer
    assert answer.endswith(b"\r\n\r\nhe")


async def test_an_answer_without_end() -> None:
    answer = await get(with_answer("behaviour", "endless"), limit=1000)
    assert answer.count(b"hello") >= 1


@pytest.mark.parametrize("path", [("web", 0), ("web", 0, "answer", "/")])
async def test_a_server_that_closes_says_nothing(path: tuple[str | int, ...]) -> None:
    assert await get(tiny().with_value((*path, "behaviour"), "close")) == b""


@pytest.mark.parametrize("path", [("web", 0), ("web", 0, "answer", "/")])
async def test_a_server_that_drops_lets_the_client_wait(path: tuple[str | int, ...]) -> None:
    with pytest.raises(TimeoutError):
        await get(tiny().with_value((*path, "behaviour"), "drop"))


async def test_a_request_of_another_kind_is_refused() -> None:
    async with World(tiny()) as world:
        reader, writer = await asyncio.open_connection(*world.connection_map["203.0.113.7", 80])
        writer.write(b"DELETE / HTTP/1.1\r\n\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
        writer.close()


def test_the_host_field_is_read_without_its_port() -> None:
    head = b"GET /x HTTP/1.1\r\nHOST: WWW.Example:443\r\n\r\n"
    assert read_request(head) == Request("GET", "/x", "www.example", closes=False)
    assert read_request(b"\xff\r\n\r\n") is None
