"""TLS handshakes, recorded with the chain as sent (RFC 5246, 8446; docs/design/tls.md)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from periplus.model import Failure
from periplus.net.dial import Stream
from periplus.net.exchange import Fault, Question, endpoint

_LEAVE_S = 0.5
_BESIDE_CHAIN_BYTES = 32 * 1024  # a handshake's bytes that are no certificates


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a complete handshake has shown; the server holds the key of chain[0]."""

    chain: tuple[bytes, ...]  # DER, as sent
    version: str  # TLSv1.3
    suite: str  # IANA name
    alpn: str | None


class Session(Protocol):
    """TLS between two memory buffers. Fault for what the server does."""

    def feed(self, content: bytes) -> None:
        """Take bytes that came from the server."""
        ...

    def pending(self) -> bytes:
        """Take out the bytes that are to be sent to the server."""
        ...

    def advance(self) -> bool:
        """Go on with the handshake; True when it is complete and the key is proven."""
        ...

    def proof(self) -> Proof:
        """What a complete handshake has shown."""
        ...

    def read(self) -> bytes | None:
        """Decrypted bytes; empty: ended, None: more must come first."""
        ...

    def write(self, content: bytes) -> None:
        """Encrypt all of it."""
        ...

    def end(self) -> None:
        """Say that nothing more will be sent."""
        ...


class Engine(Protocol):
    """What starts sessions. It must prove possession of the key whatever the chain is worth."""

    def session(self, server_name: str) -> Session:
        """A new session, with `server_name` sent unless it is an address."""
        ...


class TlsStream:
    """A session on a stream; itself a stream."""

    def __init__(self, session: Session, below: Stream) -> None:
        self._session = session
        self._below = below

    async def read(self) -> bytes:
        """Some decrypted bytes; empty at the end.

        Many servers close without close_notify; as browsers do, this counts as an end, and HTTP
        framing tells whether the answer was whole.
        """
        while (content := self._session.read()) is None:
            await self._flush()
            raw = await self._below.read()
            if not raw:
                return b""
            self._session.feed(raw)
        return content

    async def write(self, content: bytes) -> None:
        """Encrypt and send all of it."""
        self._session.write(content)
        await self._flush()

    async def end(self) -> None:
        """Take leave of the server, without waiting for its answer."""
        self._session.end()
        await self._flush()

    async def _flush(self) -> None:
        if out := self._session.pending():
            await self._below.write(out)


async def handshake(session: Session, stream: Stream, *, chain_bytes: int) -> tuple[Proof, TlsStream]:
    """Complete the handshake. Fault when it fails, or brings more than `chain_bytes` of chain."""
    received = 0
    while not await _step(session, stream):
        content = await stream.read()
        if not content:
            raise Fault(Failure.CONNECTION_CLOSED, "Closed within the TLS handshake.")
        received += len(content)
        if received > chain_bytes + _BESIDE_CHAIN_BYTES:
            raise Fault(Failure.TOO_LARGE, f"The TLS handshake exceeds {received} bytes.")
        session.feed(content)
    proof = session.proof()
    if not proof.chain:
        raise Fault(Failure.TLS_HANDSHAKE, "The server showed no certificate.")
    if sum(map(len, proof.chain)) > chain_bytes:
        raise Fault(Failure.TOO_LARGE, f"The chain exceeds {chain_bytes} bytes.")
    return proof, TlsStream(session, stream)


async def _step(session: Session, stream: Stream) -> bool:
    try:
        return session.advance()
    finally:
        if out := session.pending():  # also the alert that says why we leave
            await stream.write(out)


async def leave(secured: TlsStream) -> None:
    """Take leave of the server, as long as a moment suffices."""
    with suppress(Fault, TimeoutError):
        async with asyncio.timeout(_LEAVE_S):
            await secured.end()


def question(host: str, address: str, port: int) -> Question:
    """The handshake as it is recorded: a hello holds fresh keys, so its fixed parts stand for it."""
    source = f"tls://{endpoint(address, port)}/{host}"
    return Question(source, f"ClientHello server_name={host} alpn=http/1.1\n".encode())


def body_of(proof: Proof, *, server_name: str, where: str, verdict: str, trust_store: str) -> bytes:
    """The body of a handshake's evidence: one line of JSON, then the DER chain as sent."""
    head = {
        "server_name": server_name,
        "endpoint": where,
        "version": proof.version,
        "suite": proof.suite,
        "alpn": proof.alpn,
        "verdict": verdict,
        "trust_store": trust_store,
        "chain_bytes": _sizes(proof.chain),
    }
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + b"".join(proof.chain)


def _sizes(chain: Sequence[bytes]) -> list[int]:
    return [len(der) for der in chain]
