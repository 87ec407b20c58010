"""Our own ClientHello, and servers that answer it as they like."""

from __future__ import annotations

import asyncio

import pytest

from periplus.facts.tls_hello import MEDIA_TYPE, read_question
from periplus.facts.tls_registry import SSL30, TLS12, TLS13
from periplus.model import Contact, Failure, TlsOffer
from periplus.net.exchange import TEXT, Exchange
from periplus.net.hello import client_hello, question
from tests.net import servers

OFFER = TlsOffer(version=TLS12, suites=(0xC02F, 0x0005), groups=(0x001D,))


def test_the_same_question_has_the_same_bytes() -> None:
    one, two = (question("a.example", "192.0.2.1", 443, OFFER) for _ in range(2))
    assert one == two
    assert one.source.startswith("tls-hello://192.0.2.1:443/a.example?version=TLSv1.2&hello=")
    assert question("b.example", "192.0.2.1", 443, OFFER).request != one.request


@pytest.mark.parametrize("version", [SSL30, TLS12, TLS13])
def test_what_is_offered_can_be_read_again(version: int) -> None:
    offer = TlsOffer(version=version, suites=(0x1301, 0x000A), groups=(0x1D, 0x17))
    groups = () if version == SSL30 else offer.groups
    assert read_question(client_hello("a.example", offer)) == (version, offer.suites, groups)


def test_an_address_is_not_sent_as_server_name() -> None:
    assert b"a.example" in client_hello("a.example", OFFER)
    assert b"192.0.2.1" not in client_hello("192.0.2.1", OFFER)


async def ask(answer: bytes | None) -> Exchange:
    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        if answer is None:
            await reader.read()
        else:
            writer.write(answer)
            await writer.drain()

    async with servers.tcp_server(attend) as where:
        reach = servers.reach({(servers.ADDRESS, 443): where})
        return await reach.hello(
            contact=Contact.VISIT, host=servers.HOST, address=servers.ADDRESS, port=443, offer=OFFER
        )


@pytest.mark.parametrize(
    ("answer", "failure", "media_type"),
    [
        (b"\x15\x03\x01\x00\x02\x02\x46", None, MEDIA_TYPE),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Failure.PROTOCOL, MEDIA_TYPE),
        (b"", Failure.CONNECTION_CLOSED, TEXT),
        (b"\x16\x03\x03\x40\x00" + b"x" * 200_000, Failure.TOO_LARGE, MEDIA_TYPE),
        (None, Failure.IO_TIMEOUT, TEXT),
    ],
    ids=["alert", "no TLS", "closed", "endless", "silent"],
)
async def test_whatever_answers_is_kept(
    answer: bytes | None, failure: Failure | None, media_type: str
) -> None:
    exchange = await ask(answer)
    assert (exchange.failure, exchange.media_type) == (failure, media_type)


async def test_another_name_is_refused() -> None:
    exchange = await servers.reach().hello(
        contact=Contact.VISIT, host="other.example", address=servers.ADDRESS, port=443, offer=OFFER
    )
    assert exchange.failure is Failure.REFUSED_SCOPE
    assert exchange.dialled is None
