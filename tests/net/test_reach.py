"""Twin of net/reach.py: addresses in order, refusals as rows, no state between hosts."""

from __future__ import annotations

import asyncio
import socket

import pytest

from periplus.model import Bounds, Contact, Failure, Scope
from periplus.net.clock import Clock
from periplus.net.exchange import TEXT, Exchange
from periplus.net.reach import Reach
from tests.net import servers
from tests.net.servers import HOST, NOW, RESOLVER

URL = f"http://{HOST}/"
ONE, TWO, THREE = "192.0.2.1", "192.0.2.2", "2001:db8::3"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: a=b\r\n\r\n"
NOBODY = ("127.0.0.1", 1)


async def visit(reach: Reach, *addresses: str, url: str = URL) -> Exchange:
    *_, last = await reach.http(contact=Contact.VISIT, url=url, addresses=addresses)
    return last


# ---------------------------------------------------------------- addresses


async def test_the_first_address_that_connects_is_asked() -> None:
    async with servers.tcp_server(servers.says(ANSWER)) as where:
        reach = servers.reach({(ONE, 80): NOBODY, (TWO, 80): where, (THREE, 80): where})
        assert (await visit(reach, ONE, TWO, THREE)).asked == f"{TWO}:80"
        assert (await visit(reach, THREE, TWO)).asked == f"[{THREE}]:80"


async def test_refused_addresses_are_passed_over() -> None:
    async with servers.tcp_server(servers.says(ANSWER)) as where:
        reach = servers.reach({(TWO, 80): where})
        exchange = await visit(reach, "10.0.0.1", ONE, TWO)
    assert (exchange.failure, exchange.asked) == (None, f"{TWO}:80")


async def test_one_refusal_when_all_are_refused() -> None:
    reach = servers.reach({})
    exchanges = await reach.http(
        contact=Contact.VISIT, url=f"https://{HOST}/", addresses=["10.0.0.1", "::1", ONE]
    )
    assert len(exchanges) == 1
    assert exchanges[0].failure is Failure.REFUSED_ADDRESS
    assert (exchanges[0].asked, exchanges[0].dialled) == ("10.0.0.1:443", None)
    assert exchanges[0].body == b"10.0.0.1 is a private address (RFC 1918)."
    assert exchanges[0].media_type == TEXT
    assert exchanges[0].source == f"https://{HOST}/"


async def test_the_last_that_could_not_be_connected_is_told() -> None:
    reach = servers.reach({(ONE, 80): NOBODY, (TWO, 80): NOBODY})
    exchange = await visit(reach, "10.0.0.1", ONE, TWO)
    assert exchange.failure is Failure.CONNECTION_REFUSED
    assert (exchange.asked, exchange.dialled) == (f"{TWO}:80", "127.0.0.1:1")


async def test_no_address_at_all() -> None:
    exchange = await visit(servers.reach())
    assert (exchange.failure, exchange.asked) == (Failure.NAME_NO_ADDRESS, None)


async def test_only_so_many_addresses_are_tried() -> None:
    addresses = [f"198.51.100.{number}" for number in range(50)]
    reach = servers.reach({(address, 80): NOBODY for address in addresses})
    assert (await visit(reach, *addresses)).asked == "198.51.100.3:80"


# ---------------------------------------------------------------- refusals, with no packet sent


class Ear:
    """Listens, and notes whether anybody came."""

    def __init__(self) -> None:
        self.came = 0

    async def __call__(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.came += 1
        writer.close()


@pytest.mark.parametrize(
    ("contact", "url", "address", "failure"),
    [
        (Contact.VISIT, "http://shop.excluded.example/", ONE, Failure.REFUSED_SCOPE),
        (Contact.VISIT, "http://SHOP.Excluded.example./", ONE, Failure.REFUSED_SCOPE),
        (Contact.VISIT, "http://elsewhere.example/", ONE, Failure.REFUSED_SCOPE),
        (Contact.VISIT, URL, "203.0.113.9", Failure.REFUSED_SCOPE),
        (Contact.VISIT, URL, "127.0.0.1", Failure.REFUSED_ADDRESS),
        (Contact.VISIT, URL, "::ffff:192.0.2.1", Failure.REFUSED_ADDRESS),
        (Contact.VISIT, URL, "64:ff9b::192.0.2.1", Failure.REFUSED_ADDRESS),
        (Contact.VISIT, URL, "169.254.169.254", Failure.REFUSED_ADDRESS),
        (Contact.VISIT, URL, TWO, Failure.REFUSED_UNMAPPED),
        (Contact.VISIT, f"http://{HOST}:81/", ONE, Failure.REFUSED_UNMAPPED),
        (Contact.VISIT, "http://192.0.2.7/", ONE, Failure.REFUSED_ADDRESS),
        (Contact.PROBE, URL, ONE, Failure.REFUSED_SCOPE),
    ],
)
async def test_refusals_send_nothing(contact: Contact, url: str, address: str, failure: Failure) -> None:
    ear = Ear()
    excluded = Bounds(zones=("excluded.example",), prefixes=("203.0.113.0/24",))
    async with servers.tcp_server(ear) as where:
        reach = servers.reach({(ONE, 80): where, ("203.0.113.9", 80): where}, excluded=excluded)
        (exchange,) = await reach.http(contact=contact, url=url, addresses=[address])
    assert (exchange.failure, exchange.dialled, ear.came) == (failure, None, 0)


async def test_without_a_map_a_laboratory_address_is_nowhere() -> None:
    scope = Scope(contact=Contact.VISIT, authorised=Bounds(names=(HOST,)))
    reach = Reach(scope=scope, clock=Clock(NOW), resolver=RESOLVER, user_agent="a")
    for address in (ONE, "127.0.0.1"):
        assert (await visit(reach, address)).failure is Failure.REFUSED_ADDRESS


async def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    """A name cannot be bound again in between: nothing here asks for a name's addresses."""

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("something was resolved")

    loop = asyncio.get_running_loop()
    async with servers.tcp_server(servers.says(ANSWER)) as where:
        reach = servers.reach({(ONE, 80): where})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", forbidden)
            patch.setattr(loop, "getaddrinfo", forbidden)
            assert (await visit(reach, ONE)).failure is None


# ---------------------------------------------------------------- questions


async def test_questions_are_known_before_they_are_asked() -> None:
    async with servers.tcp_server(servers.says(ANSWER)) as where:
        reach = servers.reach({(ONE, 80): where})
        exchange = await visit(reach, ONE)
        asked = reach.http_question(url=URL)
        assert (asked.source, asked.request) == (exchange.source, exchange.request)
    asked = reach.dns_question(name="A.example.", rdtype="A")
    resolved = await reach.dns(contact=Contact.LOOKUP, name="a.example", rdtype="A")
    assert (asked.source, asked.request) == (resolved.source, resolved.request)
    assert reach.dns_question(name="a.example", rdtype="A", server=ONE).source != asked.source


def test_a_user_agent_that_cannot_be_sent_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="cannot be sent"):
        Reach(scope=Scope(), clock=Clock(), resolver=RESOLVER, user_agent="a\r\nb: c")


# ---------------------------------------------------------------- no state


async def test_no_cookie_comes_back() -> None:
    requests = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(ANSWER)

    async with servers.tcp_server(answer) as where:
        reach = servers.reach({(ONE, 80): where})
        for _ in range(3):
            await visit(reach, ONE)
    assert len(set(requests)) == 1
    assert b"cookie" not in requests[0].lower()


async def test_many_visits_at_once_leave_nothing_behind() -> None:
    async with servers.tcp_server(servers.says(ANSWER)) as where:
        addresses = [f"198.18.0.{number}" for number in range(1, 101)]
        reach = servers.reach({(address, 80): where for address in addresses})
        async with asyncio.TaskGroup() as group:
            visits = [group.create_task(visit(reach, address)) for address in addresses]
        assert {each.result().failure for each in visits} == {None}
        await asyncio.sleep(0.01)
        await visit(reach, addresses[0])
        assert len(reach._pace) == 1


async def test_cancelling_closes_the_connection() -> None:
    closed = asyncio.Event()

    async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await reader.read()
        closed.set()

    async with servers.tcp_server(wait) as where:
        reach = servers.reach({(ONE, 80): where})
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await visit(reach, ONE)
        async with asyncio.timeout(1):
            await closed.wait()
