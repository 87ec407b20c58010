"""Listeners are on loopback, carry one port for UDP and TCP, and all end with the hall."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import ipaddress
import socket

import pytest

from periplus.lab.hall import Hall


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.readline())
    await writer.drain()


async def forever(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()
    await asyncio.Event().wait()


async def test_a_stream_is_answered_on_loopback_until_the_hall_closes() -> None:
    hall = Hall()
    await hall.serve_streams(("203.0.113.7", 43), echo)
    host, port = hall.connection_map["203.0.113.7", 43]
    assert ipaddress.ip_address(host).is_loopback
    assert port >= 1024
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"word\n")
    assert await reader.read() == b"word\n"
    writer.close()
    await writer.wait_closed()
    await hall.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(host, port)


async def test_every_published_address_has_a_loopback_address_of_its_own() -> None:
    hall = Hall()
    for published in (("203.0.113.7", 43), ("203.0.113.7", 80), ("2001:db8::7", 80)):
        await hall.serve_streams(published, echo)
    one, same, other = (host for host, _ in hall.connection_map.values())
    assert one == same != other
    await hall.close()


async def test_udp_and_tcp_share_a_port() -> None:
    hall = Hall()
    await hall.serve_both(("203.0.113.7", 53), echo, asyncio.DatagramProtocol)
    host, port = hall.connection_map["203.0.113.7", 53]
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, remote_addr=(host, port)
    )
    assert transport.get_extra_info("peername") == (host, port)
    transport.close()
    await hall.close()


async def test_a_connection_that_waits_does_not_hold_the_hall_open() -> None:
    hall = Hall()
    await hall.serve_streams(("203.0.113.7", 43), forever)
    reader, writer = await asyncio.open_connection(*hall.connection_map["203.0.113.7", 43])
    await asyncio.wait_for(hall.close(), 5)
    with contextlib.suppress(ConnectionError):  # reset or closed in order, but ended
        assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()


async def test_connections_that_nobody_has_attended_yet_are_ended_too() -> None:
    hall = Hall()
    await hall.serve_streams(("203.0.113.7", 43), forever)
    where = hall.connection_map["203.0.113.7", 43]
    callers = [socket.create_connection(where) for _ in range(20)]
    await asyncio.sleep(0)  # they are accepted within this turn or the next
    await asyncio.wait_for(hall.close(), 5)
    gc.collect()  # an open writer would warn here, and warnings are errors
    for caller in callers:
        caller.close()
