"""The TLS handshake collector: the parts of an endpoint, and what it reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.tls_handshake import endpoint_parts, parse
from periplus.facts.tls import TlsHandshake
from periplus.model import Failure
from tests.facts.samples import DNS, TLS, anything, evidence, facts, handshake

SAMPLE = handshake()


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("192.0.2.1:443/www.example.org", ("192.0.2.1", 443, "www.example.org")),
        ("[2001:db8::1]:8443/www.example.org", ("2001:db8::1", 8443, "www.example.org")),
        ("192.0.2.1:0/www.example.org", None),
        ("192.0.2.1:70000/www.example.org", None),
        ("192.0.2.1/www.example.org", None),
        ("192.0.2.1:443/", None),
    ],
)
def test_endpoint_parts(key: str, parts: tuple[str, int, str] | None) -> None:
    assert endpoint_parts(key) == parts


def test_handshake() -> None:
    assert [type(fact) for fact in facts(parse(evidence(SAMPLE, TLS)))] == [TlsHandshake]


def test_an_unproven_key_is_no_observation() -> None:
    assert list(parse(evidence(SAMPLE, TLS, failure=Failure.TLS_KEY_NOT_PROVEN))) == []


@given(anything(SAMPLE), st.sampled_from([TLS, DNS, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


@given(st.text(max_size=40))
def test_no_key_breaks_it(key: str) -> None:
    endpoint_parts(key)
