"""TLS version and suite that the server chose for an ordinary client (RFC 8446 §4.1.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.tls import TlsHandshake
from periplus.model import Claim, Layer, Observation, Sign, Subject, SubjectKind, Tables

VERSION = 1
READS = (TlsHandshake,)
WRITES = ("site.tls_version", "site.tls_suite")
RULE = f"tls@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Two readings per handshake; they speak of whoever ends the connection."""
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, TlsHandshake):
            continue
        if fact.version:
            reason = f"The server at {fact.endpoint} chose {fact.version}."
            yield _sign(observation, fact, "site.tls_version", fact.version, reason)
        if fact.suite:
            reason = f"The server at {fact.endpoint} chose the suite {fact.suite}."
            yield _sign(observation, fact, "site.tls_suite", fact.suite, reason)


def _site(handshake: TlsHandshake) -> Subject:
    """The site that the handshake was for: its server name, or the address that was asked."""
    address, _, port = handshake.endpoint.rpartition(":")
    host = handshake.server_name or address
    suffix = "" if port == "443" else f":{port}"
    return Subject(kind=SubjectKind.SITE, key=f"https://{host}{suffix}")


def _sign(observation: Observation, fact: TlsHandshake, predicate: str, value: str, reason: str) -> Sign:
    return Sign.on(
        observation,
        subject=_site(fact),
        predicate=predicate,
        value=value,
        layer=Layer.EDGE,
        channel="tls",
        reason=reason,
        rule=RULE,
    )
