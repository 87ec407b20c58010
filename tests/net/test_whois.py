"""Twin of net/whois.py, against servers that do not end, drip or break off."""

from __future__ import annotations

import asyncio

import pytest

from periplus.model import Bounds, Contact, Failure
from periplus.net.exchange import TEXT, WHOIS, Exchange
from tests.net import servers
from tests.net.servers import ADDRESS, Answerer

SERVER = "whois.registry.example"


async def ask(answerer: Answerer, query: str = "site.example") -> Exchange:
    async with servers.tcp_server(answerer) as where:
        reach = servers.reach({(ADDRESS, 43): where})
        return await reach.whois(contact=Contact.LOOKUP, server=SERVER, addresses=[ADDRESS], query=query)


async def test_the_answer_is_kept_as_it_came() -> None:
    exchange = await ask(servers.says(b"% caf\xe9\r\n", b"domain: a\n\x00"))
    assert (exchange.body, exchange.media_type) == (b"% caf\xe9\r\ndomain: a\n\x00", WHOIS)
    assert exchange.failure is None
    assert exchange.source == f"whois://{SERVER}/site.example"
    assert exchange.request == b"site.example\r\n"
    assert exchange.asked == f"{ADDRESS}:43"


async def test_one_line_is_sent() -> None:
    sent = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sent.append(await reader.readline())
        writer.write(b"ok")

    exchange = await ask(answer, "-T dn,ace bücher.example/24")
    assert sent == [exchange.request] == ["-T dn,ace bücher.example/24\r\n".encode()]
    assert exchange.source.endswith("/-T%20dn%2Cace%20b%C3%BCcher.example%2F24")


@pytest.mark.parametrize("query", ["", "a\r\nb", "a\nb", "a\x00", "a\u2028b"])
async def test_what_is_no_line_is_not_sent(query: str) -> None:
    exchange = await ask(servers.says(b"ok"), query)
    assert (exchange.failure, exchange.dialled, exchange.request) == (Failure.PROTOCOL, None, b"")


async def test_a_huge_answer_is_cut() -> None:
    exchange = await ask(servers.repeats(b"% begin\n", b"x" * 60_000))
    assert (exchange.failure, exchange.media_type) == (Failure.TOO_LARGE, WHOIS)
    assert len(exchange.body) == servers.QUICK.whois_bytes
    assert exchange.body.startswith(b"% begin\n")


async def test_a_drip_is_cut_in_time() -> None:
    exchange = await ask(servers.repeats(b"% begin\n", b"x", pause_s=0.05))
    assert (exchange.failure, exchange.media_type) == (Failure.IO_TIMEOUT, WHOIS)
    assert exchange.body.startswith(b"% begin\nx")
    assert exchange.elapsed_s < 2


async def test_silence_is_a_sentence() -> None:
    exchange = await ask(servers.says(stay=True))
    assert (exchange.failure, exchange.media_type) == (Failure.IO_TIMEOUT, TEXT)


async def test_a_close_without_answer_is_a_failure() -> None:
    exchange = await ask(servers.says())
    assert (exchange.failure, exchange.media_type) == (Failure.CONNECTION_CLOSED, TEXT)


async def test_refusals() -> None:
    reach = servers.reach({}, excluded=Bounds(names=(SERVER,)))
    for server, failure in ((SERVER, Failure.REFUSED_SCOPE), ("b.example", Failure.REFUSED_UNMAPPED)):
        exchange = await reach.whois(
            contact=Contact.LOOKUP, server=server, addresses=[ADDRESS], query="a"
        )
        assert (exchange.failure, exchange.dialled) == (failure, None)
