"""Judging a chain as sent against a store of roots (RFC 5280) and a host name (RFC 9525)."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from OpenSSL import crypto

from periplus.net.addresses import parse_address

TRUSTED = "trusted"
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_NAMED = 5  # names told in a mismatch; a certificate may hold hundreds
_SERVER = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}


class TrustRoots:
    """Root certificates: certifi's, or those of a PEM file. OSError, ValueError when unreadable."""

    def __init__(self, path: Path | None = None) -> None:
        source = path or Path(certifi.where())
        content = source.read_bytes()
        label = path.name if path else f"certifi-{certifi.__version__}"
        self.name = f"{label} sha256:{hashlib.sha256(content).hexdigest()[:16]}"
        try:
            # Read by OpenSSL itself: some old roots have serial numbers that cryptography will refuse.
            self._roots = [
                crypto.load_certificate(crypto.FILETYPE_PEM, block) for block in _PEM.findall(content)
            ]
        except crypto.Error as error:
            raise ValueError(f"{source.name} holds a certificate that cannot be read") from error
        if not self._roots:
            raise ValueError(f"{source.name} holds no certificates in PEM")

    def verdict(self, chain: Sequence[bytes], host: str, at: datetime) -> str:
        """`trusted`, or the first reason why not; `chain` is DER, leaf first."""
        try:
            certificates = [crypto.load_certificate(crypto.FILETYPE_ASN1, der) for der in chain]
            return self._fault(certificates, at) or _misfit(certificates[0], host) or TRUSTED
        except (crypto.Error, ValueError, x509.DuplicateExtension, IndexError) as error:
            return f"malformed certificate: {type(error).__name__}"

    def _fault(self, certificates: list[crypto.X509], at: datetime) -> str | None:
        # A store keeps the first time that it is given, so every verdict has its own (0.2 ms).
        store = crypto.X509Store()
        for root in self._roots:
            store.add_cert(root)
        store.set_time(at.astimezone(UTC))
        context = crypto.X509StoreContext(store, certificates[0], certificates[1:])
        try:
            context.verify_certificate()
        except crypto.X509StoreContextError as error:
            return str(error.args[0]).removesuffix(" or the system clock is incorrect")
        return None


def _misfit(leaf: crypto.X509, host: str) -> str | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about certificates that are odd: that is the server's affair
        extensions = leaf.to_cryptography().extensions
    try:
        usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        if _SERVER.isdisjoint(usage):
            return "unsuitable certificate purpose"
    except x509.ExtensionNotFound:
        pass  # RFC 5280 §4.2.1.12: without it, any purpose
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return "name mismatch: the certificate names no host"
    return _name_mismatch(names, host)


def _name_mismatch(names: x509.SubjectAlternativeName, host: str) -> str | None:
    address = parse_address(host)
    held: list[str]
    if address is not None:
        addresses = names.get_values_for_type(x509.IPAddress)
        matches = address in addresses
        held = [str(a) for a in addresses if not isinstance(a, ipaddress.IPv4Network)]
    else:
        held = names.get_values_for_type(x509.DNSName)
        matches = any(_covers(pattern, host) for pattern in held)
    if matches:
        return None
    more = f" and {len(held) - _NAMED} more" if len(held) > _NAMED else ""
    told = ", ".join(held[:_NAMED]) or "no such host"
    return f"name mismatch: the certificate names {told}{more}"


def _covers(pattern: str, host: str) -> bool:
    # RFC 9525 §6.3: a wildcard stands for one whole label, the leftmost.
    pattern, host = pattern.lower().rstrip("."), host.lower().rstrip(".")
    if pattern.startswith("*."):
        return "." in host and host.split(".", 1)[1] == pattern[2:]
    return pattern == host
