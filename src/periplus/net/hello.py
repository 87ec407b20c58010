"""A ClientHello of our own making, for what no TLS library offers any more (RFC 5246, 8446 §4.1.2)."""

from __future__ import annotations

import asyncio
import hashlib
import struct
from collections.abc import Sequence

from periplus.facts.tls_hello import read_flight
from periplus.facts.tls_registry import SSL30, TLS10, TLS12, TLS13, VERSIONS
from periplus.model import Failure, TlsOffer
from periplus.net.addresses import parse_address
from periplus.net.dial import Stream
from periplus.net.exchange import Answer, Fault, Question, endpoint
from periplus.net.limits import Limits

# What an ordinary client can check, and the old ones that old servers sign with (RFC 8446 §4.2.3).
_SIGNATURES = (
    *(0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B),
    *(0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0203, 0x0201, 0x0402, 0x0202),
)
_PROTOCOLS = (b"h2", b"http/1.1")
_BESIDE_CHAIN_BYTES = 32 * 1024


def question(host: str, address: str, port: int, offer: TlsOffer) -> Question:
    """The hello as it is sent: it holds no fresh key, so the same question has the same bytes."""
    hello = client_hello(host, offer)
    digest = hashlib.sha256(hello).hexdigest()[:16]
    parts = f"version={VERSIONS.get(offer.version, '')}&hello={digest}"
    return Question(f"tls-hello://{endpoint(address, port)}/{host}?{parts}", hello)


def client_hello(host: str, offer: TlsOffer) -> bytes:
    """One record. Under TLS 1.3 it has no key share: the server answers with the group it wants.

    No handshake comes of it, so its random is a digest of the question and nothing depends on it.
    """
    version, legacy = offer.version, min(offer.version, TLS12)
    codes = b"".join(map(_short, offer.suites))
    about = f"{host} {version}".encode() + codes + b"".join(map(_short, offer.groups))
    random = hashlib.sha256(about).digest()
    session = hashlib.sha256(random).digest() if version == TLS13 else b""
    body = _short(legacy) + random + _opaque8(session) + _opaque16(codes) + _opaque8(b"\0")
    if version > SSL30:
        body += _opaque16(_extensions(host, version, offer.groups))
    message = b"\x01" + struct.pack("!I", len(body))[1:] + body
    return b"\x16" + _short(min(version, TLS10)) + _opaque16(message)


def _extensions(host: str, version: int, groups: Sequence[int]) -> bytes:
    held = {
        5: b"\x01\0\0\0\0",  # status_request: OCSP, any responder
        10: _opaque16(b"".join(map(_short, groups))),
        11: _opaque8(b"\0"),  # uncompressed points
        16: _opaque16(b"".join(map(_opaque8, _PROTOCOLS))),
        18: b"",  # signed certificate timestamps
        23: b"",  # extended master secret
        35: b"",  # session ticket
        0xFF01: b"\0",  # renegotiation info
    }
    if parse_address(host) is None:
        name = b"\0" + _opaque16(host.encode("ascii", "ignore"))
        held[0] = _opaque16(name)
    if version >= TLS12:
        held[13] = _opaque16(b"".join(map(_short, _SIGNATURES)))
    if version == TLS13:
        held[43] = _opaque8(_short(TLS13))
        held[45] = _opaque8(b"\x01")
        held[51] = _opaque16(b"")
    return b"".join(_short(kind) + _opaque16(held[kind]) for kind in sorted(held))


def _short(number: int) -> bytes:
    return struct.pack("!H", number)


def _opaque8(content: bytes) -> bytes:
    return struct.pack("!B", len(content)) + content


def _opaque16(content: bytes) -> bytes:
    return _short(len(content)) + content


async def ask(stream: Stream, hello: bytes, *, limits: Limits) -> Answer:
    """The server's first flight as it came, up to what is encrypted or its last message."""
    received = bytearray()
    try:
        async with asyncio.timeout(limits.exchange_s):
            await stream.write(hello)
            while not read_flight(bytes(received)).is_whole:
                content = await stream.read()
                if not content:
                    sentence = "Closed without an answer to the ClientHello."
                    return Answer(bytes(received), Failure.CONNECTION_CLOSED, sentence)
                received += content
                if len(received) > limits.tls_chain_bytes + _BESIDE_CHAIN_BYTES:
                    raise Fault(Failure.TOO_LARGE, f"The answer exceeds {len(received)} bytes.")
                if received[0] not in (0x15, 0x16):
                    sentence = "What answers here does not speak TLS."
                    return Answer(bytes(received), Failure.PROTOCOL, sentence)
    except TimeoutError:
        return Answer(bytes(received), Failure.IO_TIMEOUT, "No answer to the ClientHello in time.")
    except Fault as fault:
        return Answer(bytes(received), fault.failure, fault.reason)
    return Answer(bytes(received))
