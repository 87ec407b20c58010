"""Twin of net/openssl.py: what its handshakes prove, against servers that do not behave."""

from __future__ import annotations

import contextlib
import json
import ssl
from pathlib import Path

import pytest

from periplus.model import Contact, Failure
from periplus.net.exchange import TEXT, Exchange, Fault
from periplus.net.openssl import OpenSslEngine
from tests.net import servers
from tests.net.servers import ADDRESS, HOST, Issued, issue

TLS12, TLS13 = (3, 3), (3, 4)


@pytest.fixture(scope="module")
def pair() -> tuple[Issued, Issued]:
    return issue("shown", names=[HOST], rsa_key=True), issue("held", names=[HOST], rsa_key=True)


async def shake(where: tuple[str, int]) -> Exchange:
    reach = servers.reach({(ADDRESS, 443): where})
    return await reach.tls(contact=Contact.VISIT, host=HOST, address=ADDRESS, port=443)


@pytest.mark.parametrize("version", [TLS12, TLS13])
async def test_a_key_that_is_not_held_is_no_handshake(
    pair: tuple[Issued, Issued], version: tuple[int, int]
) -> None:
    with servers.impostor(*pair, version=version) as where:
        exchange = await shake(where)
    assert exchange.failure is Failure.TLS_KEY_NOT_PROVEN
    assert exchange.media_type == TEXT
    assert pair[0].der not in exchange.body
    assert b"does not hold the key" in exchange.body


@pytest.mark.parametrize("version", [TLS12, TLS13])
async def test_a_visit_to_an_impostor_sends_no_request(
    pair: tuple[Issued, Issued], version: tuple[int, int]
) -> None:
    with servers.impostor(*pair, version=version) as where:
        reach = servers.reach({(ADDRESS, 443): where})
        url = f"https://{HOST}/"
        shaken, response = await reach.http(contact=Contact.VISIT, url=url, addresses=[ADDRESS])
    assert {shaken.failure, response.failure} == {Failure.TLS_KEY_NOT_PROVEN}
    assert {shaken.media_type, response.media_type} == {TEXT}
    assert response.source == url


async def test_rsa_key_transport_needs_the_key_too(pair: tuple[Issued, Issued]) -> None:
    with servers.impostor(*pair, version=TLS12, key_exchange=["rsa"]) as where:
        exchange = await shake(where)
    assert exchange.failure in {Failure.TLS_HANDSHAKE, Failure.CONNECTION_CLOSED}
    assert exchange.media_type == TEXT


@pytest.mark.parametrize(
    ("version", "exchange_name", "suite"),
    [
        (TLS12, "ecdhe_rsa", "TLS_ECDHE_RSA_WITH_"),
        (TLS12, "rsa", "TLS_RSA_WITH_"),
        (TLS13, "ecdhe_rsa", "TLS_"),
    ],
)
async def test_the_same_server_with_its_own_key_is_a_handshake(
    pair: tuple[Issued, Issued], version: tuple[int, int], exchange_name: str, suite: str
) -> None:
    shown = pair[0]
    with servers.impostor(shown, shown, version=version, key_exchange=[exchange_name]) as where:
        exchange = await shake(where)
    assert exchange.failure is None
    head, chain = exchange.body.split(b"\n", 1)
    assert json.loads(head)["suite"].startswith(suite)
    assert json.loads(head)["version"] == ("TLSv1.2" if version == TLS12 else "TLSv1.3")
    assert chain == shown.der


@pytest.mark.parametrize(
    ("sent", "failure"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Failure.PROTOCOL),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Failure.PROTOCOL),
        (b"\x15\x03\x01\x00\x02\x02\x28", Failure.TLS_HANDSHAKE),  # alert: handshake failure
        (b"\x15\x03\x01\x00\x02\x02\x46", Failure.TLS_HANDSHAKE),  # alert: protocol version
        (b"\x16\x03\x03", Failure.CONNECTION_CLOSED),
        (b"", Failure.CONNECTION_CLOSED),
    ],
)
async def test_what_is_no_handshake(sent: bytes, failure: Failure) -> None:
    async with servers.tcp_server(servers.says(sent)) as where:
        exchange = await shake(where)
    assert exchange.failure is failure
    assert exchange.media_type == TEXT
    assert exchange.body.endswith(b".")


async def test_old_versions_are_not_spoken() -> None:
    async with servers.tcp_server(
        servers.says(bytes.fromhex("160301004a02000046 0301") + bytes(68) + b"\x00\x2f\x00")
    ) as where:
        exchange = await shake(where)
    assert exchange.failure is Failure.TLS_HANDSHAKE


def test_a_session_is_pure(tmp_path: Path) -> None:
    """Client and server meet in memory: no socket, no clock."""
    leaf = issue("leaf", names=[HOST])
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = servers.server_context(tmp_path, leaf).wrap_bio(incoming, outgoing, server_side=True)
    session = OpenSslEngine().session(HOST)
    done = False
    while not done:
        done = session.advance()
        incoming.write(session.pending())
        with contextlib.suppress(ssl.SSLWantReadError):
            server.do_handshake()
        session.feed(outgoing.read())
    assert session.proof().chain == (leaf.der,)
    assert session.proof().alpn == "http/1.1"
    assert session.read() is None
    session.write(b"question")
    incoming.write(session.pending())
    assert server.read() == b"question"
    server.write(b"answer")
    session.feed(outgoing.read())
    assert session.read() == b"answer"
    session.feed(b"\x17\x03\x03\x00\x20" + bytes(32))
    with pytest.raises(Fault, match="session broke"):
        session.read()
    session.end()


async def test_an_address_is_not_sent_as_server_name(tmp_path: Path) -> None:
    seen: list[str | None] = []
    context = servers.server_context(tmp_path, issue("leaf", names=[ADDRESS, HOST]))
    context.sni_callback = lambda _sock, name, _context: seen.append(name)
    async with servers.tcp_server(servers.says(), tls=context) as where:
        reach = servers.reach({(ADDRESS, 443): where})
        asked = [
            await reach.tls(contact=Contact.LOOKUP, host=host, address=ADDRESS, port=443)
            for host in (ADDRESS, HOST)
        ]
    assert [exchange.failure for exchange in asked] == [None, None]
    assert seen == [None, HOST]
