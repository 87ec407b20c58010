"""TLS handshakes (RFC 8446, 5246) and certificates (RFC 5280)."""

from __future__ import annotations

from dataclasses import dataclass

from periplus.model import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsHandshake(Fact):
    """One completed handshake; the server has proved that it holds the leaf's key."""

    server_name: str  # SNI sent
    endpoint: str  # address:port asked
    version: str  # TLSv1.3
    suite: str  # IANA name: TLS_AES_256_GCM_SHA384
    alpn: str | None
    verdict: str  # "trusted", or the reason it is not
    trust_store: str  # name and digest of the roots it was judged against
    chain_length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(Fact):
    """One certificate of the chain as sent."""

    position: int  # 0: the leaf
    subject: str  # RFC 4514
    issuer: str  # RFC 4514
    issuer_organisation: str | None
    names: tuple[str, ...]  # subjectAltName dNSName, sorted
    serial: str  # hex
    not_before: str  # ISO 8601 UTC
    not_after: str
    key: str  # EC P-256, RSA 2048, Ed25519
    signature_algorithm: str
    fingerprint: str  # SHA-256
    sct_count: int  # embedded signed certificate timestamps, RFC 6962
