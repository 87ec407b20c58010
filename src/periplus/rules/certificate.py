"""The leaf certificate that a server sent and proved (RFC 5280)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.tls import Certificate, TlsHandshake
from periplus.model import Claim, Layer, Observation, Sign, Subject, SubjectKind, Tables

VERSION = 1
READS = (TlsHandshake, Certificate)
WRITES = ("site.certificate",)
RULE = f"certificate@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One record per handshake, with the verdict on its chain."""
    leaves = {
        one.evidence: (one, one.fact)
        for one in observations
        if isinstance(one.fact, Certificate) and one.fact.position == 0
    }
    for observation in observations:
        if isinstance(observation.fact, TlsHandshake) and observation.evidence in leaves:
            leaf, certificate = leaves[observation.evidence]
            yield _sign(observation, observation.fact, leaf, certificate)


def _sign(
    observation: Observation, handshake: TlsHandshake, leaf: Observation, certificate: Certificate
) -> Sign:
    issuer = certificate.issuer_organisation or certificate.issuer
    reason = (
        f"The server at {handshake.endpoint} proved a certificate by {issuer}, "
        f"valid until {certificate.not_after} ({handshake.verdict})."
    )
    return Sign(
        subject=_site(handshake),
        predicate="site.certificate",
        value={
            "issuer_organisation": certificate.issuer_organisation,
            "issuer": certificate.issuer,
            "subject": certificate.subject,
            "names": ", ".join(certificate.names),
            "not_before": certificate.not_before,
            "not_after": certificate.not_after,
            "key": certificate.key,
            "verdict": handshake.verdict,
            "sct_count": certificate.sct_count,
        },
        layer=Layer.EDGE,
        channel="tls",
        basis=leaf.basis,
        observed_at=leaf.observed_at,
        support=(leaf.id, observation.id),
        reason=reason,
        rule=RULE,
    )


def _site(handshake: TlsHandshake) -> Subject:
    """The site that the handshake was for: its server name, or the address that was asked."""
    address, _, port = handshake.endpoint.rpartition(":")
    host = handshake.server_name or address
    suffix = "" if port == "443" else f":{port}"
    return Subject(kind=SubjectKind.SITE, key=f"https://{host}{suffix}")
