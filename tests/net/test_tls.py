"""Twin of net/tls.py: what a handshake leaves behind, whatever its chain is worth."""

from __future__ import annotations

import asyncio
import functools
import json
import ssl
from pathlib import Path
from typing import Any

import pytest

from periplus.model import Bounds, Contact, Failure
from periplus.net.exchange import TEXT, TLS_HANDSHAKE, Exchange
from periplus.net.tls import question
from tests.net import servers
from tests.net.servers import ADDRESS, HOST, Issued, issue

ROOT = issue("root", ca=True)
MIDDLE = issue("middle", ca=True, by=ROOT)
LEAF = issue("leaf", names=[HOST], by=MIDDLE)


async def shake(
    folder: Path, *chain: Issued, version: ssl.TLSVersion | None = None, host: str = HOST
) -> Exchange:
    context = servers.server_context(folder, *chain, version=version)
    roots = folder / "roots.pem"
    roots.write_bytes(ROOT.pem)
    async with servers.tcp_server(servers.says(stay=True), tls=context) as where:
        reach = servers.reach({(ADDRESS, 443): where}, roots=roots)
        return await reach.tls(contact=Contact.VISIT, host=host, address=ADDRESS, port=443)


def parts(exchange: Exchange) -> tuple[dict[str, Any], list[bytes]]:
    assert exchange.failure is None, exchange.body
    assert exchange.media_type == TLS_HANDSHAKE
    line, rest = exchange.body.split(b"\n", 1)
    head, chain = json.loads(line), []
    for size in head["chain_bytes"]:
        chain.append(rest[:size])
        rest = rest[size:]
    assert rest == b""
    return head, chain


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_handshake_is_recorded(tmp_path: Path, version: ssl.TLSVersion) -> None:
    exchange = await shake(tmp_path, LEAF, MIDDLE, version=version)
    head, chain = parts(exchange)
    assert chain == [LEAF.der, MIDDLE.der]
    assert head["version"] == version.name.replace("_", ".")
    assert head["suite"] in servers.REGISTERED_SUITES
    assert (head["server_name"], head["endpoint"]) == (HOST, f"{ADDRESS}:443")
    assert (head["alpn"], head["verdict"]) == ("http/1.1", "trusted")
    assert head["trust_store"].startswith("roots.pem sha256:")
    assert exchange.source == f"tls://{ADDRESS}:443/{HOST}"
    assert exchange.request == question(HOST, ADDRESS, 443).request
    assert (exchange.asked, exchange.dialled is None) == (f"{ADDRESS}:443", False)


async def test_the_chain_is_kept_as_sent(tmp_path: Path) -> None:
    """Also what is missing, doubled, or has nothing to do with it."""
    stranger = issue("stranger")
    for chain in ([LEAF], [LEAF, stranger], [LEAF, MIDDLE, MIDDLE, ROOT]):
        _, sent = parts(await shake(tmp_path, *chain))
        assert sent == [issued.der for issued in chain]


@pytest.mark.parametrize(
    ("leaf", "verdict"),
    [
        (issue("x", names=[HOST], by=ROOT, days=(-20, -10)), "certificate has expired"),
        (issue("x", names=[HOST], by=ROOT, days=(10, 20)), "certificate is not yet valid"),
        (issue("x", names=[HOST]), "self-signed certificate"),
        (LEAF, "unable to get local issuer certificate"),
        (issue("x", names=["b.example"], by=ROOT), "name mismatch: the certificate names b.example"),
    ],
)
async def test_an_untrusted_chain_is_a_handshake_with_its_verdict(
    tmp_path: Path, leaf: Issued, verdict: str
) -> None:
    head, chain = parts(await shake(tmp_path, leaf))
    assert head["verdict"] == verdict
    assert chain == [leaf.der]


async def test_names_are_sent_in_a_labels(tmp_path: Path) -> None:
    leaf = issue("x", names=["xn--bcher-kva.site.example"], by=ROOT)
    exchange = await shake(tmp_path, leaf, host="Bücher.site.example.")
    assert parts(exchange)[0]["verdict"] == "trusted"
    assert exchange.source.endswith("/xn--bcher-kva.site.example")


async def test_a_huge_chain_is_cut(tmp_path: Path) -> None:
    exchange = await shake(tmp_path, LEAF, *[MIDDLE] * 60)
    assert (exchange.failure, exchange.media_type) == (Failure.TOO_LARGE, TEXT)
    exchange = await shake(tmp_path, LEAF, *[MIDDLE] * 180)
    assert (exchange.failure, exchange.media_type) == (Failure.TOO_LARGE, TEXT)


async def test_an_endless_handshake_is_cut() -> None:
    # Records of a handshake message that says it will be very long.
    message = b"\x16\x03\x03\x40\x00" + b"\x02\xff\xff\xff" + bytes(16380)
    async with servers.tcp_server(servers.repeats(b"", message)) as where:
        reach = servers.reach({(ADDRESS, 443): where})
        exchange = await reach.tls(contact=Contact.VISIT, host=HOST, address=ADDRESS, port=443)
    assert exchange.failure in {Failure.TOO_LARGE, Failure.TLS_HANDSHAKE}


@pytest.mark.parametrize("drip", [b"", b"\x16"])
async def test_a_slow_handshake_ends(drip: bytes) -> None:
    async with servers.tcp_server(servers.repeats(b"", drip, pause_s=0.1)) as where:
        reach = servers.reach({(ADDRESS, 443): where})
        async with asyncio.timeout(3):
            exchange = await reach.tls(contact=Contact.VISIT, host=HOST, address=ADDRESS, port=443)
    assert exchange.failure in {Failure.IO_TIMEOUT, Failure.PROTOCOL, Failure.TLS_HANDSHAKE}
    assert exchange.elapsed_s < 2


async def test_refusals_and_failures_are_rows() -> None:
    reach = servers.reach({(ADDRESS, 443): ("127.0.0.1", 1)}, excluded=Bounds(ports=(8443,)))
    shake = functools.partial(reach.tls, contact=Contact.VISIT, host=HOST, address=ADDRESS)
    closed = await shake(port=443)
    assert closed.failure is Failure.CONNECTION_REFUSED
    assert closed.dialled == "127.0.0.1:1"
    refused = await shake(port=8443)
    assert (refused.failure, refused.dialled) == (Failure.REFUSED_SCOPE, None)
    assert refused.asked == f"{ADDRESS}:8443"
    probe = await reach.tls(contact=Contact.PROBE, host=HOST, address=ADDRESS, port=443)
    assert probe.failure is Failure.REFUSED_SCOPE
    nowhere = await reach.tls(contact=Contact.VISIT, host=HOST, address="no address", port=443)
    assert nowhere.failure is Failure.REFUSED_ADDRESS
