"""TLS sessions in memory on OpenSSL (RFC 5246, 8446); docs/design/tls.md says why this engine."""

from __future__ import annotations

from contextlib import suppress

from OpenSSL import SSL, crypto

from periplus.model import Failure
from periplus.net.addresses import parse_address
from periplus.net.exchange import Fault
from periplus.net.suites import iana_name
from periplus.net.tls import Proof

# What an ordinary client offers: forward secrecy first, RSA key transport for old servers, no oddity.
CIPHERS = (
    b"ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:ECDHE+AES:RSA+AESGCM:RSA+AES"
    b":!aNULL:!aDSS:!PSK:!SRP:!AESCCM"
)
_CHUNK_BYTES = 64 * 1024

# The server's signature over the handshake does not fit its certificate's key.
_NOT_PROVEN = {"bad signature", "wrong signature type", "wrong signature size", "bad ecc cert"}
_NOT_TLS = {"wrong version number", "packet length too long", "http request", "bad record type"}
_TOO_LARGE = {"excessive message size"}


class OpenSslEngine:
    """Starts sessions that prove possession of the key, whatever the chain is worth.

    OpenSSL checks ServerKeyExchange, CertificateVerify and Finished always; VERIFY_NONE concerns
    the chain only, which net/trust.py judges afterwards.
    """

    def __init__(self) -> None:
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.set_min_proto_version(SSL.TLS1_2_VERSION)
        context.set_verify(SSL.VERIFY_NONE)
        context.set_cipher_list(CIPHERS)
        context.set_alpn_protos([b"http/1.1"])
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        self._context = context

    def session(self, server_name: str) -> OpenSslSession:
        """A new session; an address is not sent as server name (RFC 6066 §3)."""
        connection = SSL.Connection(self._context, None)
        if parse_address(server_name) is None:
            connection.set_tlsext_host_name(server_name.encode())
        connection.set_connect_state()
        return OpenSslSession(connection)


class OpenSslSession:
    """One connection between two memory buffers."""

    def __init__(self, connection: SSL.Connection) -> None:
        self._connection = connection

    def feed(self, content: bytes) -> None:
        """Take bytes that came from the server."""
        view = memoryview(content)
        while view:
            view = view[self._connection.bio_write(bytes(view)) :]

    def pending(self) -> bytes:
        """Take out the bytes that are to be sent to the server."""
        out = bytearray()
        with suppress(SSL.WantReadError):
            while True:
                out += self._connection.bio_read(_CHUNK_BYTES)
        return bytes(out)

    def advance(self) -> bool:
        """Go on with the handshake as far as the bytes reach; True when it is complete."""
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            return False
        except SSL.Error as error:
            raise _fault_of(error) from error
        return True

    def proof(self) -> Proof:
        """What a complete handshake has shown."""
        connection = self._connection
        alpn = connection.get_alpn_proto_negotiated()
        chain = connection.get_peer_cert_chain() or []
        return Proof(
            chain=tuple(crypto.dump_certificate(crypto.FILETYPE_ASN1, cert) for cert in chain),
            version=connection.get_protocol_version_name(),
            suite=iana_name(connection.get_cipher_name() or ""),
            alpn=alpn.decode("latin-1") or None,
        )

    def read(self) -> bytes | None:
        """Decrypted bytes; empty when the server has ended the session, None when more must come."""
        try:
            return self._connection.recv(_CHUNK_BYTES)
        except SSL.WantReadError:
            return None
        except SSL.ZeroReturnError:
            return b""
        except SSL.Error as error:
            raise Fault(Failure.PROTOCOL, f"The TLS session broke: {_words(error)}.") from error

    def write(self, content: bytes) -> None:
        """Encrypt all of it."""
        try:
            self._connection.sendall(content)
        except SSL.Error as error:
            raise Fault(Failure.PROTOCOL, f"The TLS session broke: {_words(error)}.") from error

    def end(self) -> None:
        """Say that nothing more will be sent."""
        with suppress(SSL.Error):
            self._connection.shutdown()


def _reasons(error: SSL.Error) -> list[str]:
    rows = error.args[0] if error.args and isinstance(error.args[0], list) else []
    return [str(row[-1]) for row in rows if row[-1]]


def _words(error: SSL.Error) -> str:
    return ", ".join(dict.fromkeys(_reasons(error))) or type(error).__name__


def _fault_of(error: SSL.Error) -> Fault:
    reasons = set(_reasons(error))
    words = _words(error)
    if reasons & _NOT_PROVEN:
        return Fault(
            Failure.TLS_KEY_NOT_PROVEN,
            f"The server does not hold the key of the certificate it showed: {words}.",
        )
    if reasons & _NOT_TLS:
        return Fault(Failure.PROTOCOL, f"The server does not speak TLS here: {words}.")
    if reasons & _TOO_LARGE:
        return Fault(Failure.TOO_LARGE, f"The TLS handshake is too large: {words}.")
    return Fault(Failure.TLS_HANDSHAKE, f"The TLS handshake failed: {words}.")
