"""TLS handshakes and certificates as facts."""

from __future__ import annotations

import hashlib
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from periplus.facts import tls
from periplus.facts.selector import select
from periplus.facts.tls import Certificate, TlsHandshake, read_handshake
from tests.facts.samples import TLS, certificate, facts, handshake, holds, mutated


@cache
def sample() -> tuple[bytes, bytes, bytes]:
    """A body with two certificates, and the two."""
    leaf, issuer = certificate(), certificate(names=("issuer.example",))
    return handshake(leaf, issuer), leaf, issuer


def test_handshake_and_chain() -> None:
    body, leaf, issuer = sample()
    readings = holds(read_handshake(body), body, TLS)
    made, first, second = facts(readings)

    assert {str(r.subject) for r in readings} == {"ENDPOINT:192.0.2.10:443/www.example.org"}
    assert made == TlsHandshake(
        server_name="www.example.org",
        endpoint="192.0.2.10:443",
        version="TLSv1.3",
        suite="TLS_AES_256_GCM_SHA384",
        alpn="http/1.1",
        verdict="trusted",
        trust_store="test roots",
        chain_length=2,
    )
    assert first == Certificate(
        position=0,
        subject="CN=www.example.org",
        issuer="CN=X1,O=Example Trust,C=ZZ",
        issuer_organisation="Example Trust",
        names=("example.org", "www.example.org"),
        serial="1234",
        not_before="2024-05-07T12:00:00Z",
        not_after="2024-08-05T12:00:00Z",
        key="EC P-256",
        signature_algorithm="ecdsa-with-SHA256",
        fingerprint=hashlib.sha256(leaf).hexdigest(),
        sct_count=0,
    )
    assert isinstance(second, Certificate)
    assert second.position == 1
    assert [select(body, TLS, r.selector) for r in readings[1:]] == [leaf, issuer]
    assert select(body, TLS, readings[0].selector).endswith(b"]}\n")


def test_a_certificate_that_cannot_be_read_leaves_the_others() -> None:
    _, leaf, issuer = sample()
    body = handshake(b"no certificate", issuer, leaf[:100])
    found = [f for f in facts(read_handshake(body)) if isinstance(f, Certificate)]

    assert [f.position for f in found] == [1]


@pytest.mark.parametrize(
    "changed",
    [
        {"server_name": None},
        {"endpoint": 443},
        {"endpoint": "\ud800"},
        {"chain_bytes": None},
    ],
)
def test_a_head_without_its_parts_says_nothing(changed: dict[str, object]) -> None:
    assert list(read_handshake(handshake(sample()[1], **changed))) == []


def test_odd_lengths_are_harmless() -> None:
    body = handshake(sample()[1], chain_bytes=[-5, "x", None, 10**30])

    assert [type(fact) for fact in facts(read_handshake(body))] == [TlsHandshake]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519"),
        (rsa.generate_private_key(public_exponent=65537, key_size=2048), "RSA 2048"),
    ],
)
def test_key(key: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey, text: str) -> None:
    assert tls.key_text(key.public_key()) == text


@settings(max_examples=300)
@given(st.data())
def test_never_raises(data: st.DataObject) -> None:
    body = data.draw(st.one_of(st.binary(max_size=300), mutated(sample()[0])))

    holds(read_handshake(body), body, TLS)
