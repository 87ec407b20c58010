"""IANA names of TLS cipher suites from OpenSSL's own names (RFC 5246, 5289, 7905, 8446)."""

from __future__ import annotations

import re

_OLD = re.compile(
    r"(?:(?P<kx>(?:EC)?DHE)-(?P<auth>RSA|ECDSA)-)?"
    r"(?P<cipher>AES(?:128|256))(?:-(?P<mode>GCM))?-(?P<mac>SHA(?:256|384)?)"
)


def iana_name(openssl_name: str) -> str:
    """The name in the IANA registry; an unknown name is given back as it is.

    TLS 1.3 names are the registry's already. Before, OpenSSL leaves out what was usual once:
    no key exchange means RSA, no mode means CBC.
    """
    if openssl_name.endswith("-CHACHA20-POLY1305"):
        exchange = openssl_name.removesuffix("-CHACHA20-POLY1305").replace("-", "_")
        return f"TLS_{exchange}_WITH_CHACHA20_POLY1305_SHA256"
    found = _OLD.fullmatch(openssl_name)
    if found is None:
        return openssl_name
    exchange = f"{found['kx']}_{found['auth']}" if found["kx"] else "RSA"
    cipher = found["cipher"].replace("AES", "AES_")
    return f"TLS_{exchange}_WITH_{cipher}_{found['mode'] or 'CBC'}_{found['mac']}"
