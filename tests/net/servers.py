"""Loopback servers that do what a test tells them, and a reach that is mapped to them."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from periplus.model import Bounds, Contact, Scope
from periplus.net.clock import Clock
from periplus.net.limits import Limits
from periplus.net.reach import Reach

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it imports asyncore, and does without
    import tlslite.api as tlslite
    from tlslite.constants import CipherSuite

REGISTERED_SUITES = {name for name in vars(CipherSuite) if name.startswith("TLS_")}

Answerer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

ADDRESS = "192.0.2.1"
RESOLVER = ("192.0.2.53", 53)
NOW = dt.datetime(2022, 3, 1, 12, tzinfo=dt.UTC)
HOST = "www.site.example"
QUICK = Limits(
    connect_s=0.5,
    exchange_s=0.6,
    dns_try_s=0.15,
    dns_tries=2,
    http_body_bytes=200_000,
    http_head_bytes=8_192,
    whois_bytes=100_000,
    tls_chain_bytes=16_384,
)


def reach(
    connection_map: dict[tuple[str, int], tuple[str, int]] | None = None,
    *,
    limits: Limits = QUICK,
    roots: Path | None = None,
    excluded: Bounds | None = None,
) -> Reach:
    """A reach that may visit HOST, in a laboratory of these connections."""
    scope = Scope(
        contact=Contact.VISIT,
        authorised=Bounds(zones=("site.example",)),
        excluded=excluded or Bounds(),
        rate_per_s=1000,
    )
    return Reach(
        scope=scope,
        clock=Clock(NOW),
        resolver=RESOLVER,
        connection_map=connection_map or {},
        trust_roots=roots,
        user_agent="periplus-test",
        limits=limits,
    )


@asynccontextmanager
async def tcp_server(
    answerer: Answerer, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[str, int]]:
    """A server on 127.0.0.1; yields where it listens. Its tasks end with it."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answerer(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort() if writer.is_closing() else writer.close()

    server = await asyncio.start_server(
        serve, "127.0.0.1", 0, ssl=tls, ssl_handshake_timeout=5 if tls else None
    )
    try:
        yield server.sockets[0].getsockname()[:2]
    finally:
        server.close()
        await asyncio.sleep(0.01)


def says(*parts: bytes, pause_s: float = 0.0, stay: bool = False) -> Answerer:
    """Reads once, then sends these parts; with `stay` it does not close until the client does."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause_s)
        if stay:
            await reader.read()

    return answer


def repeats(first: bytes, part: bytes, *, pause_s: float = 0.0) -> Answerer:
    """Reads once, sends `first`, then `part` without end."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(first)
        while True:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause_s)

    return answer


@dataclass
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )


def issue(
    subject: str,
    *,
    names: Sequence[str] = (),
    by: Issued | None = None,
    ca: bool = False,
    rsa_key: bool = False,
    days: tuple[int, int] = (-30, 60),
    usage: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.SERVER_AUTH,
) -> Issued:
    """A certificate signed by `by`, or by itself; valid from and to so many days from NOW."""
    key: Key = (
        rsa.generate_private_key(65537, 2048) if rsa_key else ec.generate_private_key(ec.SECP256R1())
    )
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by.certificate.subject if by else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + dt.timedelta(days=days[0]))
        .not_valid_after(NOW + dt.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName(list(map(_general_name, names))), critical=False
        )
    if usage is not None and not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    return Issued(builder.sign(by.key if by else key, hashes.SHA256()), key)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def server_context(
    folder: Path, leaf: Issued, *above: Issued, version: ssl.TLSVersion | None = None
) -> ssl.SSLContext:
    """A server's TLS context that sends this chain."""
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(b"".join(issued.pem for issued in (leaf, *above)))
    key.write_bytes(leaf.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    context.set_alpn_protocols(["http/1.1"])
    if version is not None:
        context.minimum_version = context.maximum_version = version
    return context


@contextlib.contextmanager
def impostor(
    shown: Issued,
    held: Issued,
    *,
    version: tuple[int, int],
    key_exchange: Sequence[str] = ("ecdhe_rsa",),
) -> Iterator[tuple[str, int]]:
    """A TLS server that shows one RSA certificate and holds the key of another."""
    settings = tlslite.HandshakeSettings()
    settings.minVersion = settings.maxVersion = version
    settings.keyExchangeNames = list(key_exchange)
    chain = tlslite.X509CertChain([tlslite.X509().parse(shown.pem.decode())])
    key = tlslite.parsePEMKey(held.key_pem.decode(), private=True)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)

    def serve() -> None:
        with contextlib.suppress(Exception), listener.accept()[0] as raw:
            connection = tlslite.TLSConnection(raw)
            connection.handshakeServer(
                certChain=chain, privateKey=key, settings=settings, alpn=[bytearray(b"http/1.1")]
            )
            connection.read(max=65536, min=1)
            connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[:2]
    finally:
        thread.join(5)
        listener.close()
