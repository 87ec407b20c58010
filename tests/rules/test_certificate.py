"""The leaf certificate of a proven handshake."""

from __future__ import annotations

from typing import Any

from periplus.facts.tls import Certificate
from periplus.model import Fact
from periplus.rules import certificate


def certificate_fact(
    position: int = 0, issuer_organisation: str | None = "Example CA"
) -> tuple[str, Fact]:
    fact = Certificate(
        position=position,
        subject="CN=www.example.org",
        issuer="CN=E1,O=Example CA",
        issuer_organisation=issuer_organisation,
        names=("example.org", "www.example.org"),
        serial="0f",
        not_before="2024-01-01T00:00:00Z",
        not_after="2024-12-31T00:00:00Z",
        key="EC P-256",
        signature_algorithm="ecdsa-with-SHA256",
        fingerprint="00",
        sct_count=2,
    )
    return "ENDPOINT:192.0.2.1:443/www.example.org", fact


def test_the_record_holds_the_leaf_and_the_verdict(ask: Any, handshake: Any) -> None:
    (claim,) = ask(
        certificate, handshake(verdict="self-signed"), certificate_fact(), certificate_fact(1)
    )
    assert claim.subject.key == "https://www.example.org"
    assert claim.value == {
        "issuer_organisation": "Example CA",
        "issuer": "CN=E1,O=Example CA",
        "subject": "CN=www.example.org",
        "names": "example.org, www.example.org",
        "not_before": "2024-01-01T00:00:00Z",
        "not_after": "2024-12-31T00:00:00Z",
        "key": "EC P-256",
        "verdict": "self-signed",
        "sct_count": 2,
    }
    assert len(claim.support) == 2


def test_an_issuer_without_organisation_is_named_whole(ask: Any, handshake: Any) -> None:
    (claim,) = ask(certificate, handshake(), certificate_fact(issuer_organisation=None))
    assert "CN=E1" in claim.reasons[0]


def test_no_handshake_no_certificate(ask: Any, handshake: Any, observe: Any) -> None:
    assert ask(certificate, certificate_fact()) == []
    assert ask(certificate, handshake(), observe(*certificate_fact(), evidence="e2")) == []
