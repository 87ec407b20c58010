"""A certificate authority for one run: names and dates as told, keys new (RFC 5280, RFC 6962)."""

from __future__ import annotations

import hashlib
import os
import ssl
import struct
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from periplus.lab.script import TlsPart, WebPart

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
KEYS: dict[str, Callable[[], Key]] = {
    "EC P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "EC P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "RSA 2048": lambda: rsa.generate_private_key(65537, 2048),
    "RSA 4096": lambda: rsa.generate_private_key(65537, 4096),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
}
SCT_LIST = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
AUTHORITY_YEARS = timedelta(days=5 * 365)
VERSIONS = {
    "TLSv1": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key


class Authority:
    """All roots, issuers and leaves of one run."""

    def __init__(self, as_of: datetime, directory: Path) -> None:
        self.as_of = as_of
        self.directory = directory
        self._authorities: dict[tuple[str, ...], Holder] = {}
        self._trusted: dict[tuple[str, ...], Holder] = {}

    def trust_roots(self) -> Path:
        """A PEM file of the roots that are to be trusted."""
        path = self.directory / "roots.pem"
        # The file is never empty: what reads it takes an empty one for a mistake.
        holders = list(self._trusted.values()) or [self._root(TlsPart())]
        path.write_bytes(b"".join(_pem(holder.certificate) for holder in holders))
        return path

    def context(self, web: WebPart) -> ssl.SSLContext:
        """A server context with the certificate, bounds and suites of a web part."""
        tls = web.tls or TlsPart()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old versions are staged on purpose
            context.minimum_version = VERSIONS[tls.min_version]
        context.maximum_version = VERSIONS[tls.max_version]
        context.set_ciphers(tls.suites)
        if tls.order == "client":
            context.options &= ~ssl.OP_CIPHER_SERVER_PREFERENCE
        else:
            context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE
        context.set_alpn_protocols(["http/1.1"])
        context.load_cert_chain(self.pem(web))
        return context

    def pem(self, web: WebPart) -> Path:
        """A file with the key, the certificate and the chain that a web part sends."""
        tls = web.tls or TlsPart()
        path = self.directory / f"{len(list(self.directory.iterdir()))}.pem"
        holder, issuer = self._leaf(web, tls)
        chain = [issuer] if tls.chain in {"full", "untrusted"} else []
        path.write_bytes(
            holder.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + b"".join(_pem(sent.certificate) for sent in (holder, *chain))
        )
        return path

    def _leaf(self, web: WebPart, tls: TlsPart) -> tuple[Holder, Holder]:
        names = tls.names or web.hosts
        key = KEYS[tls.key]()
        subject = _name(tls.common_name or names[0])
        issuer = self._issuer(tls)
        signer = Holder(issuer.certificate, key) if tls.chain == "self-signed" else issuer
        issuer_name = subject if tls.chain == "self-signed" else issuer.certificate.subject
        builder = (
            _builder(subject, issuer_name, key)
            .not_valid_before(tls.not_before or self.as_of - timedelta(days=30))
            .not_valid_after(tls.not_after or self.as_of + timedelta(days=60))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(authority=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.SubjectAlternativeName([x509.DNSName(name) for name in names]),
                critical=False,
            )
            .add_extension(_key_of(signer), critical=False)
        )
        if tls.scts:
            extension = x509.UnrecognizedExtension(SCT_LIST, _sct_list(tls.scts, self.as_of))
            builder = builder.add_extension(extension, critical=False)
        return Holder(builder.sign(signer.key, _digest(signer.key)), key), issuer

    def _issuer(self, tls: TlsPart) -> Holder:
        root = self._root(tls)
        identity = (*_root_identity(tls), tls.issuer_organisation, tls.issuer, tls.issuer_country)
        subject = _name(tls.issuer, tls.issuer_organisation, tls.issuer_country)
        return self._authorities.setdefault(identity, self._signed(subject, root, 0))

    def _root(self, tls: TlsPart) -> Holder:
        identity = _root_identity(tls)
        if identity not in self._authorities:
            subject = _name(tls.root, tls.root_organisation, tls.issuer_country)
            self._authorities[identity] = self._signed(subject, None, None)
        if tls.chain in {"full", "leaf"}:
            self._trusted[identity] = self._authorities[identity]
        return self._authorities[identity]

    def _signed(self, subject: x509.Name, parent: Holder | None, length: int | None) -> Holder:
        """A certificate authority below `parent`, or a root."""
        key = KEYS["EC P-256"]()
        issuer = subject if parent is None else parent.certificate.subject
        signer = key if parent is None else parent.key
        certificate = (
            _builder(subject, issuer, key)
            .not_valid_before(self.as_of - AUTHORITY_YEARS)
            .not_valid_after(self.as_of + AUTHORITY_YEARS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=length), critical=True)
            .add_extension(_usage(authority=True), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
                critical=False,
            )
            .sign(signer, _digest(signer))
        )
        return Holder(certificate, key)


def _root_identity(tls: TlsPart) -> tuple[str, ...]:
    stage = "untrusted" if tls.chain == "untrusted" else ""
    return (tls.root_organisation, tls.root, tls.issuer_country, stage)


def _builder(subject: x509.Name, issuer: x509.Name, key: Key) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common: str, organisation: str | None = None, country: str | None = None) -> x509.Name:
    parts = [
        (NameOID.COUNTRY_NAME, country),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.COMMON_NAME, common),
    ]
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text])


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _key_of(signer: Holder) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key())


def _digest(key: Key) -> hashes.SHA256 | None:
    return None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()


def _sct_list(count: int, as_of: datetime) -> bytes:
    """The extension's value: an OCTET STRING around a list of SCTs by logs that do not exist."""
    scts = b""
    for number in range(count):
        log = hashlib.sha256(f"laboratory log {number}".encode()).digest()
        time_ms = int((as_of - timedelta(days=30)).timestamp() * 1000)
        # version 1, log, time, no extensions, ECDSA with SHA-256, signature
        sct = b"\0" + log + struct.pack("!QHBB", time_ms, 0, 4, 3) + _opaque(os.urandom(71))
        scts += _opaque(sct)
    content = _opaque(scts)
    length = struct.pack("!BH", 0x82, len(content))
    if len(content) < 0x80:
        length = struct.pack("!B", len(content))
    elif len(content) < 0x100:
        length = struct.pack("!BB", 0x81, len(content))
    return b"\x04" + length + content


def _opaque(content: bytes) -> bytes:
    return struct.pack("!H", len(content)) + content


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def web_contexts(authority: Authority, webs: Sequence[WebPart]) -> ssl.SSLContext:
    """The context of an endpoint that several web parts share: chosen by SNI (RFC 6066 §3)."""
    contexts = [(web.hosts, authority.context(web)) for web in webs]
    by_name = {host: context for hosts, context in contexts for host in hosts}

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        connection.context = by_name.get((name or "").lower(), contexts[0][1])

    first = contexts[0][1]
    first.sni_callback = choose
    return first
