"""Twin of net/dial.py."""

from __future__ import annotations

import asyncio
import errno
import re
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

import periplus
from periplus.model import Failure
from periplus.net import dial
from periplus.net.clock import Clock
from periplus.net.exchange import Fault
from periplus.net.gate import Permit
from tests.net import servers

ASKED = ("192.0.2.1", 80)
SOURCES = Path(periplus.__file__).parent
# These handle sockets themselves, bound to an address that the gate has read; dial.py opened them.
HANDLING = {"dial.py", "handshake.py", "locate.py", "packet_filter.py", "raw.py", "trace.py"}


class StillClock(Clock):
    """A clock that notes what it was asked to sleep, and moves by that only."""

    def __init__(self) -> None:
        super().__init__(datetime(2022, 1, 1, tzinfo=UTC))
        self.at_s = 100.0

    def monotonic(self) -> float:
        return self.at_s

    async def sleep(self, seconds: float) -> None:
        self.at_s += seconds


# ---------------------------------------------------------------- the one place


def test_only_this_file_opens_sockets_and_only_the_gate_gives_permits() -> None:
    opens = re.compile(
        r"open_connection\(|create_datagram_endpoint\(|create_connection\(|socket\.socket\("
    )
    permits = re.compile(r"\bPermit\(")
    for path in SOURCES.rglob("*.py"):
        room = path.relative_to(SOURCES).parts
        if room[0] in {"lab", "explorer", "survey", "packs"}:
            continue
        text = path.read_text()
        assert room == ("net", "dial.py") or not opens.search(text), path
        assert room == ("net", "gate.py") or not permits.search(text), path


def test_nothing_is_resolved_here() -> None:
    for path in (SOURCES / "net").rglob("*.py"):
        assert not re.search(r"getaddrinfo|gethostby", path.read_text()), path
        if path.name not in HANDLING:
            assert "import socket\n" not in path.read_text(), path


# ---------------------------------------------------------------- TCP


async def test_tcp_goes_where_the_permit_leads() -> None:
    async with (
        servers.tcp_server(servers.says(b"hello")) as where,
        dial.tcp(Permit(ASKED, where), timeout_s=1) as stream,
    ):
        await stream.write(b"?")
        assert await stream.read() == b"hello"
        assert await stream.read() == b""


async def test_the_socket_is_closed_at_the_end() -> None:
    closed = asyncio.Event()

    async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()
        closed.set()

    async with servers.tcp_server(wait) as where:
        with pytest.raises(RuntimeError):
            async with dial.tcp(Permit(ASKED, where), timeout_s=1):
                raise RuntimeError
        async with asyncio.timeout(1):
            await closed.wait()


async def test_a_refused_connection_is_a_fault() -> None:
    with pytest.raises(Fault, match=r"192\.0\.2\.1:80 refused") as caught:
        async with dial.tcp(Permit(ASKED, ("127.0.0.1", 1)), timeout_s=1):
            pass
    assert caught.value.failure is Failure.CONNECTION_REFUSED


async def test_a_connection_that_does_not_come_about_ends() -> None:
    # A listener whose queue is full does not answer any more.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        where = listener.getsockname()
        held = [socket.socket() for _ in range(4)]
        try:
            for each in held:
                each.setblocking(False)
                each.connect_ex(where)
            with pytest.raises(Fault) as caught:
                async with dial.tcp(Permit(ASKED, where), timeout_s=0.2):
                    pass
        finally:
            for each in held:
                each.close()
    assert caught.value.failure is Failure.CONNECTION_TIMEOUT


async def test_a_reset_is_a_fault() -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        writer.transport.abort()

    async with (
        servers.tcp_server(reset) as where,
        dial.tcp(Permit(ASKED, where), timeout_s=1) as stream,
    ):
        await stream.write(b"?")
        with pytest.raises(Fault) as caught:
            await stream.read()
    assert caught.value.failure is Failure.CONNECTION_CLOSED


# ---------------------------------------------------------------- UDP


async def test_udp_hears_only_whom_it_asked() -> None:
    loop = asyncio.get_running_loop()

    class Echo(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            stranger.sendto(b"forged", addr)
            transport.sendto(data, addr)

    stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    transport, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    where = transport.get_extra_info("sockname")
    async with asyncio.timeout(1), dial.udp(Permit(ASKED, where)) as datagrams:
        datagrams.send(b"one")
        assert await datagrams.receive() == b"one"
        datagrams.send(b"two")
        assert await datagrams.receive() == b"two"
    transport.close()
    stranger.close()


async def test_udp_to_a_closed_port_is_a_fault() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        where = free.getsockname()
    async with asyncio.timeout(1), dial.udp(Permit(ASKED, where)) as datagrams:
        datagrams.send(b"one")
        with pytest.raises(Fault) as caught:
            await datagrams.receive()
    assert caught.value.failure is Failure.CONNECTION_REFUSED


async def test_a_flood_of_datagrams_is_dropped() -> None:
    datagrams = dial.Datagrams()
    for number in range(1000):
        datagrams.datagram_received(b"%d" % number, ASKED)
    datagrams.error_received(OSError(errno.ECONNREFUSED, "late"))
    assert await datagrams.receive() == b"0"


# ---------------------------------------------------------------- pace


async def test_one_address_is_asked_at_its_pace() -> None:
    clock = StillClock()
    pace = dial.Pace(clock, 4)
    times = []
    for _ in range(5):
        await pace.wait("192.0.2.1")
        times.append(clock.at_s - 100)
    assert times == [0, 0.25, 0.5, 0.75, 1.0]


async def test_addresses_do_not_wait_for_each_other() -> None:
    clock = StillClock()
    pace = dial.Pace(clock, 1)
    for last in range(250):
        await pace.wait(f"192.0.2.{last}")
    assert clock.at_s == 100


async def test_the_resolver_has_its_own_pace() -> None:
    clock = StillClock()
    pace = dial.Pace(clock, 1, faster={"192.0.2.53": 50})
    for _ in range(51):
        await pace.wait("192.0.2.53")
    assert clock.at_s == pytest.approx(101)


async def test_callers_at_the_same_moment_are_spread() -> None:
    clock = Clock()
    pace = dial.Pace(clock, 100)
    began = clock.monotonic()
    async with asyncio.TaskGroup() as group:
        for _ in range(6):
            group.create_task(pace.wait("192.0.2.1"))
    assert clock.monotonic() - began >= 0.05


async def test_the_pace_forgets_addresses_that_are_due_again() -> None:
    clock = StillClock()
    pace = dial.Pace(clock, 10)
    for number in range(10_000):
        await pace.wait(str(number))
        clock.at_s += 0.01
    assert len(pace) <= 11


@pytest.mark.parametrize("rate", [0, -1, float("nan")])
def test_a_rate_is_above_nothing(rate: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        dial.Pace(Clock(), rate)


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (OSError(errno.ECONNREFUSED, ""), Failure.CONNECTION_REFUSED),
        (OSError(errno.ECONNRESET, ""), Failure.CONNECTION_CLOSED),
        (OSError(errno.EPIPE, ""), Failure.CONNECTION_CLOSED),
        (OSError(errno.ETIMEDOUT, ""), Failure.CONNECTION_TIMEOUT),
        (TimeoutError(), Failure.CONNECTION_TIMEOUT),
        (OSError(errno.EHOSTUNREACH, ""), Failure.UNREACHABLE),
        (OSError(errno.ENETUNREACH, ""), Failure.UNREACHABLE),
        (OSError(errno.EMFILE, ""), Failure.UNAVAILABLE),
        (OSError("odd"), Failure.UNREACHABLE),
    ],
)
def test_errors_have_names(error: OSError, failure: Failure) -> None:
    fault = dial.fault_of(error)
    assert fault.failure is failure
    assert fault.reason.endswith(".")
