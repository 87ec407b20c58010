"""Certificates have the names and dates of the scenario, and their chain holds or fails as told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from periplus.lab.authority import Authority
from periplus.lab.script import TlsPart, WebPart

NAMES = ("a.zz", "b.zz")
AS_OF = datetime(2022, 11, 19, 9, tzinfo=UTC)


def issued(directory: Path, **values: object) -> tuple[list[x509.Certificate], Path]:
    """The chain that a server of these values would send, and the trusted roots."""
    authority = Authority(AS_OF, directory)
    tls = TlsPart(**values)  # type: ignore[arg-type]
    authority.context(WebPart(hosts=("www.example.zz",), addresses=("203.0.113.7",), tls=tls))
    pem = (directory / "0.pem").read_bytes()
    chain = x509.load_pem_x509_certificates(pem[pem.index(b"-----BEGIN CERT") :])
    return chain, authority.trust_roots()


def verify(chain: list[x509.Certificate], roots: Path) -> None:
    store = Store(x509.load_pem_x509_certificates(roots.read_bytes()))
    verifier = PolicyBuilder().store(store).time(AS_OF.replace(tzinfo=None))
    verifier.build_server_verifier(x509.DNSName("www.example.zz")).verify(chain[0], chain[1:])


def test_the_leaf_is_what_the_scenario_says(tmp_path: Path) -> None:
    start = AS_OF - timedelta(days=5)
    chain, _ = issued(
        tmp_path,
        issuer="R3",
        issuer_organisation="Let's Encrypt",
        not_before=start,
        names=NAMES,
    )
    leaf = chain[0]
    assert leaf.issuer.rfc4514_string() == "CN=R3,O=Let's Encrypt,C=US"
    assert leaf.subject.rfc4514_string() == "CN=a.zz"
    assert leaf.not_valid_before_utc == start
    assert leaf.not_valid_after_utc == AS_OF + timedelta(days=60)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == list(NAMES)


def test_a_full_chain_verifies_at_the_scenarios_time(tmp_path: Path) -> None:
    chain, roots = issued(tmp_path)
    assert len(chain) == 2
    verify(chain, roots)


@pytest.mark.parametrize("kind", ["leaf", "self-signed", "untrusted"])
def test_other_chains_do_not_verify(tmp_path: Path, kind: str) -> None:
    chain, roots = issued(tmp_path, chain=kind)
    assert len(chain) == (2 if kind == "untrusted" else 1)
    with pytest.raises(VerificationError):
        verify(chain, roots)


@pytest.mark.parametrize("key", ["EC P-384", "RSA 2048", "Ed25519"])
def test_a_server_can_hold_any_kind_of_key(tmp_path: Path, key: str) -> None:
    chain, _ = issued(tmp_path, key=key)
    name = type(chain[0].public_key()).__name__.lower()
    assert {"EC P-384": "ecpublickey", "RSA 2048": "rsa", "Ed25519": "ed25519"}[key] in name


@pytest.mark.parametrize("count", [1, 2, 4])
def test_timestamps_are_embedded(tmp_path: Path, count: int) -> None:
    chain, _ = issued(tmp_path, scts=count)
    kind = x509.PrecertificateSignedCertificateTimestamps
    assert len(list(chain[0].extensions.get_extension_for_class(kind).value)) == count
