"""Ports behind the gate: who may be asked, and what is stored of it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from periplus.model import Bounds, Contact, Failure, Scope
from periplus.net.clock import Clock
from periplus.net.doors import Doors
from periplus.net.exchange import GREETING, PORTS, Exchange
from periplus.net.limits import Limits
from periplus.net.reach import Reach
from tests.net import servers

SCOPE = Scope(
    contact=Contact.PROBE,
    authorised=Bounds(names=(servers.HOST,), prefixes=(f"{servers.ADDRESS}/32",)),
    excluded=Bounds(ports=(23,)),
    rate_per_s=1000,
    authorised_by="a test",
)
QUICK = Limits(greeting_s=0.3, greeting_quiet_s=0.1, exchange_s=1.0, knock_most_s=0.4)


def doors(mapped: dict[int, tuple[str, int]], scope: Scope = SCOPE) -> Doors:
    return Reach(
        scope=scope,
        clock=Clock(datetime(2024, 5, 1, tzinfo=UTC)),
        resolver=servers.RESOLVER,
        connection_map={(servers.ADDRESS, port): where for port, where in mapped.items()},
        user_agent="periplus-test",
        limits=QUICK,
    ).doors


async def knocked(mine: Doors, *ports: int) -> Exchange:
    return await mine.knock(
        contact=Contact.PROBE, host=servers.HOST, address=servers.ADDRESS, ports=ports, vantage="here"
    )


async def greeted(mine: Doors, port: int, *, secure: bool = False, say: bytes = b"") -> Exchange:
    return await mine.greet(
        contact=Contact.PROBE, host=servers.HOST, address=servers.ADDRESS, port=port, say=say,
        secure=secure,
    )  # fmt: skip


async def test_a_port_without_leave_is_a_line_and_is_not_asked() -> None:
    async with servers.tcp_server(servers.says(stay=True)) as where:
        exchange = await knocked(doors({22: where, 23: where}), 24, 23, 22)
    assert exchange.media_type == PORTS
    lines = {row["port"]: row for row in map(json.loads, exchange.body.splitlines()[1:])}
    assert lines[22]["outcome"] == "open"
    assert lines[23] == {
        "port": 23, "outcome": "unsent", "ms": 0.0, "why": "the scope excludes port 23.",
    }  # fmt: skip
    assert "the laboratory has no" in lines[24]["why"]


@pytest.mark.parametrize(
    "scope",
    [
        replace(SCOPE, contact=Contact.VISIT),
        replace(SCOPE, authorised_by=""),
        replace(SCOPE, authorised=Bounds(names=(servers.HOST,))),
        replace(SCOPE, authorised=Bounds(prefixes=("192.0.2.0/24",))),
    ],
    ids=["visit", "nobody authorised", "no address", "no name"],
)
async def test_any_less_of_a_scope_sends_nothing(scope: Scope) -> None:
    came: list[object] = []

    async def note(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        came.append(reader)

    async with servers.tcp_server(note) as where:
        mine = doors({22: where}, scope)
        for exchange in (await knocked(mine, 22), await greeted(mine, 22)):
            assert exchange.failure is Failure.REFUSED_SCOPE
            assert exchange.dialled is None
    assert came == []


def test_who_may_not_be_asked_is_known_before() -> None:
    mine = doors({22: ("127.0.0.1", 1)})
    refused = mine.refused(
        contact=Contact.PROBE, host=servers.HOST, address=servers.ADDRESS, ports=(22, 23, 24)
    )
    assert set(refused) == {23, 24}


async def test_no_ports_are_no_question() -> None:
    assert (await knocked(doors({}))).failure is Failure.PROTOCOL


async def test_what_is_said_is_stored_only_when_it_was_said() -> None:
    async with servers.tcp_server(servers.says(b"HTTP/1.1 200 OK\r\n\r\n")) as where:
        exchange = await greeted(doors({80: where}), 80, say=b"HEAD {host} {agent}\r\n")
    assert exchange.media_type == GREETING
    assert exchange.request == f"HEAD {servers.HOST} periplus-test\r\n".encode()

    async def first(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        await writer.drain()

    async with servers.tcp_server(first) as where:
        exchange = await greeted(doors({21: where}), 21, say=b"HEAD {host}\r\n")
    assert (exchange.body, exchange.request) == (b"220 ready\r\n", b"")


async def test_a_greeting_within_tls(tmp_path: Path) -> None:
    context = servers.server_context(tmp_path, servers.issue("leaf", names=[servers.HOST]))

    async def first(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        await writer.drain()
        await asyncio.sleep(0.5)

    async with servers.tcp_server(first, tls=context) as where:
        exchange = await greeted(doors({993: where}), 993, secure=True)
    assert exchange.body == b"* OK ready\r\n"
    assert "?tls=yes" in exchange.source


async def test_what_speaks_no_tls_ends_within_its_time() -> None:
    async with servers.tcp_server(servers.says(b"hello\r\n", stay=True)) as where:
        exchange = await greeted(doors({993: where}), 993, secure=True)
    assert exchange.failure in (Failure.TLS_HANDSHAKE, Failure.PROTOCOL)


async def test_nobody_there() -> None:
    exchange = await greeted(doors({22: ("127.0.0.1", 1)}), 22)
    assert exchange.failure is Failure.CONNECTION_REFUSED
