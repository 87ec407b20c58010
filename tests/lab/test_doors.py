"""Ports of a scenario: real sockets that speak, refuse and never answer; tables that are wrong."""

from __future__ import annotations

import asyncio

import pytest

from periplus.facts.port_scan import control_ports
from periplus.lab.doors import Doors, OpenPart, PortsPart, check_ports
from periplus.lab.hall import Hall
from periplus.lab.parts import ScenarioError

ADDRESS = "198.51.100.7"
PART = PortsPart(
    address=ADDRESS,
    closed=(21,),
    silent=(3306,),
    open=(OpenPart(port=22, says="SSH-2.0-x\r\n"), OpenPart(port=23, says="\xff\xfb", asked=True)),
)


async def outcome(hall: Hall, port: int, say: bytes = b"") -> bytes | str:
    try:
        async with asyncio.timeout(1.2):
            reader, writer = await asyncio.open_connection(*hall.connection_map[ADDRESS, port])
    except TimeoutError:
        return "silent"
    except ConnectionRefusedError:
        return "closed"
    try:
        writer.write(say)
        async with asyncio.timeout(0.3):
            return await reader.read(100)
    except TimeoutError:
        return b""
    finally:
        writer.close()


async def test_each_kind_of_port_is_real() -> None:
    hall = Hall()
    doors = Doors(hall)
    try:
        await doors.open(PART)
        assert await outcome(hall, 22) == b"SSH-2.0-x\r\n"
        assert await outcome(hall, 23) == b""
        assert await outcome(hall, 23, b"?") == b"\xff\xfb"
        assert await outcome(hall, 21) == "closed"
        assert await outcome(hall, 3306) == "silent"
        assert {await outcome(hall, port) for port in control_ports(ADDRESS)} == {"closed"}
    finally:
        await hall.close()
        doors.close()


async def test_everywhere_opens_what_no_service_has() -> None:
    hall = Hall()
    doors = Doors(hall)
    try:
        await doors.open(PortsPart(address=ADDRESS, everywhere=True))
        assert {await outcome(hall, port) for port in control_ports(ADDRESS)} == {b""}
    finally:
        await hall.close()
        doors.close()


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (PortsPart(address="198.51.100.07"), "no canonical address"),
        (PortsPart(address=ADDRESS, closed=(1,), silent=(1,)), "stands there twice"),
        (PortsPart(address=ADDRESS, closed=(0,)), "is none"),
        (PortsPart(address=ADDRESS, silent=tuple(range(1, 300))), "more than 200"),
        (PortsPart(address=ADDRESS, open=(OpenPart(port=1, says="\u20ac"),)), "no octets"),
    ],
)
def test_a_wrong_table_is_one_sentence(part: PortsPart, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        check_ports([part])
