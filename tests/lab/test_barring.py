"""Filters without machines: forged answers first, resets, pages and silence, by name and by address."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from periplus.lab.barring import barrings
from periplus.lab.world import World
from periplus.net.dns import question
from tests.lab.boxed import NS, WEB, boxed

FORGE = {"router": "wall", "does": "forge", "names": ["zz"], "forged": ["203.0.113.66"]}
PAGE = {"router": "wall", "does": "page", "names": ["paged.zz"], "text": "<h1>Barred</h1>"}


def rule(does: str, *names: str, **more: Any) -> dict[str, Any]:
    return {"router": "wall", "does": does, "names": list(names), **more}


async def got(where: tuple[str, int], host: str) -> str:
    """What comes for a request, or the name of the error that ends it."""
    reader, writer = await asyncio.open_connection(*where)
    try:
        writer.write(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        return (await asyncio.wait_for(reader.read(), 0.5)).decode()
    except (OSError, TimeoutError) as error:
        return type(error).__name__
    finally:
        writer.transport.abort()
        await asyncio.sleep(0)


def asked(where: tuple[str, int], name: str) -> list[bytes]:
    """The answers to one question, in their order."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(0.3)
        sock.connect(where)
        sock.send(question(name, "A", server=where, recursive=False).request)
        try:
            while True:
                found.append(sock.recv(4096))
        except OSError:
            return found


async def test_plain_requests_are_barred_by_name() -> None:
    scenario = boxed(PAGE, rule("reset", "barred.zz"), rule("drop", "dropped.zz"))
    async with World(scenario) as world:
        web = world.connection_map[WEB[0], 80]
        assert (await got(web, "paged.zz")).endswith("\r\n\r\n<h1>Barred</h1>")
        assert await got(web, "www.barred.zz") == "ConnectionResetError"
        assert await got(web, "dropped.zz") == "TimeoutError"
        assert (await got(web, "www.example.zz")).startswith("HTTP/1.1 200 OK")


@pytest.mark.parametrize(("does", "word"), [("reset", "ConnectionResetError"), ("drop", "TimeoutError")])
async def test_a_server_is_barred_by_address(does: str, word: str) -> None:
    async with World(boxed(rule(does, addresses=[WEB[0]]))) as world:
        assert await got(world.connection_map[WEB[0], 80], "www.example.zz") == word
        assert (await got(world.connection_map[WEB[1], 80], "www.example.zz")).startswith("HTTP/1.1 200")


@pytest.mark.parametrize(("way", "count"), [("tap", 2), ("in-line", 1)])
async def test_a_forged_answer_comes_first(way: str, count: int) -> None:
    async with World(boxed({**FORGE, "way": way})) as world:
        answers = await asyncio.to_thread(asked, world.connection_map[NS[0], 53], "ns1.zz")

    assert len(answers) == count
    assert answers[0].endswith(bytes([203, 0, 113, 66]))
    assert not answers[-1].endswith(bytes([203, 0, 113, 66])) or count == 1


async def test_a_dropped_question_is_not_answered_and_another_is() -> None:
    async with World(boxed(rule("drop", "ns1.zz"))) as world:
        where = world.connection_map[NS[0], 53]
        assert await asyncio.to_thread(asked, where, "ns1.zz") == []
        assert len(await asyncio.to_thread(asked, where, "zz")) == 1


def test_only_what_lies_behind_the_router_is_barred() -> None:
    found = barrings(boxed(rule("reset", "barred.zz")).script)

    assert set(found) == {*WEB, *NS}
    assert barrings(boxed().script) == {}
