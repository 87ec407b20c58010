"""TLS handshakes (RFC 8446, 5246) and certificates (RFC 5280)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.x509.oid import NameOID

from periplus.facts.selector import byte_range, load_json
from periplus.model import Fact, Reading, Subject, SubjectKind


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


MAX_CHAIN = 32
_UNREADABLE = (
    *(ValueError, TypeError, KeyError, OverflowError),
    *(UnsupportedAlgorithm, x509.InvalidVersion),
    *(x509.DuplicateExtension, x509.ExtensionNotFound, x509.UnsupportedGeneralNameType),
)
_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


def read_handshake(body: bytes) -> Iterator[Reading]:
    """The handshake and each certificate of its chain, about the endpoint; nothing of other bytes.

    The body is one JSON line, then the DER certificates as sent. A certificate's selector is its
    whole DER: the fact holds values from all over it.
    """
    end = body.find(b"\n") + 1
    head = _head(body[:end])
    subject = _endpoint(head)
    if subject is None:
        return
    sizes = [size for size in head["chain_bytes"] if isinstance(size, int) and size > 0]
    handshake = TlsHandshake(
        server_name=str(head["server_name"]),
        endpoint=str(head["endpoint"]),
        version=str(head.get("version") or ""),
        suite=str(head.get("suite") or ""),
        alpn=str(head["alpn"]) if head.get("alpn") else None,
        verdict=str(head.get("verdict") or ""),
        trust_store=str(head.get("trust_store") or ""),
        chain_length=len(sizes),
    )
    yield Reading(subject=subject, fact=handshake, selector=byte_range(0, end))
    first = end
    for position, size in enumerate(sizes[:MAX_CHAIN]):
        if first + size > len(body):
            break
        certificate = _certificate(body[first : first + size], position)
        if certificate is not None:
            selector = byte_range(first, first + size)
            yield Reading(subject=subject, fact=certificate, selector=selector)
        first += size


def _head(line: bytes) -> dict[str, Any]:
    try:
        head = load_json(line)
    except ValueError:
        return {}
    return head if isinstance(head, dict) else {}


def _endpoint(head: dict[str, Any]) -> Subject | None:
    name, endpoint = head.get("server_name"), head.get("endpoint")
    if not (isinstance(name, str) and isinstance(endpoint, str) and endpoint):
        return None
    if not isinstance(head.get("chain_bytes"), list):
        return None
    key = f"{endpoint}/{name}"
    try:
        key.encode()
    except UnicodeEncodeError:
        return None
    return Subject(kind=SubjectKind.ENDPOINT, key=key)


def _certificate(der: bytes, position: int) -> Certificate | None:
    # Real certificates break rules (serial 0, negative, odd encodings): a warning is no reason to
    # leave them out. What cannot be read at all is left out; its bytes stay in the evidence.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _read_certificate(x509.load_der_x509_certificate(der), position)
        except _UNREADABLE:
            return None


def _read_certificate(certificate: x509.Certificate, position: int) -> Certificate:
    subject, issuer = _name(certificate, "subject"), _name(certificate, "issuer")
    organisations = issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return Certificate(
        position=position,
        subject=subject.rfc4514_string(),
        issuer=issuer.rfc4514_string(),
        issuer_organisation=_string(organisations[0].value) if organisations else None,
        names=_names(certificate),
        serial=f"{certificate.serial_number:x}",
        not_before=certificate.not_valid_before_utc.isoformat().replace("+00:00", "Z"),
        not_after=certificate.not_valid_after_utc.isoformat().replace("+00:00", "Z"),
        key=_key(certificate),
        signature_algorithm=_signature_algorithm(certificate),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        sct_count=_sct_count(certificate),
    )


def _name(certificate: x509.Certificate, which: str) -> x509.Name:
    """A distinguished name; the empty one when it breaks the rules, as an empty RDN does."""
    try:
        return certificate.subject if which == "subject" else certificate.issuer
    except _UNREADABLE:
        return x509.Name([])


def _string(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except _UNREADABLE:
        return ()
    return tuple(sorted(set(names.value.get_values_for_type(x509.DNSName))))


def _sct_count(certificate: x509.Certificate) -> int:
    try:
        stamps = certificate.extensions.get_extension_for_class(
            x509.PrecertificateSignedCertificateTimestamps
        )
    except _UNREADABLE:
        return 0
    return len(list(stamps.value))


def _key(certificate: x509.Certificate) -> str:
    oid = certificate.public_key_algorithm_oid.dotted_string
    try:
        return key_text(certificate.public_key()) or oid
    except (ValueError, UnsupportedAlgorithm):
        return f"unreadable {oid}"


def key_text(key: object) -> str | None:
    """Kind and size of a public key: EC P-256, RSA 2048, Ed25519; None for other kinds."""
    match key:
        case rsa.RSAPublicKey():
            return f"RSA {key.key_size}"
        case ec.EllipticCurvePublicKey():
            return f"EC {_CURVES.get(key.curve.name, key.curve.name)}"
        case ed25519.Ed25519PublicKey():
            return "Ed25519"
        case ed448.Ed448PublicKey():
            return "Ed448"
        case dsa.DSAPublicKey():
            return f"DSA {key.key_size}"
        case _:
            return None


def _signature_algorithm(certificate: x509.Certificate) -> str:
    # cryptography names OIDs by a private attribute only; the text that x509 prints is public.
    oid = certificate.signature_algorithm_oid
    return _SIGNATURES.get(oid.dotted_string, oid.dotted_string)


# RFC 4055, 5758, 8410
_SIGNATURES = {
    "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
    "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
    "1.2.840.113549.1.1.10": "rsassaPss",
    "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
    "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
    "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
    "1.2.840.10045.4.1": "ecdsa-with-SHA1",
    "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
    "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
    "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
}
