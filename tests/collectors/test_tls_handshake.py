"""The TLS handshake collector: the parts of an endpoint, and what it reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.tls_handshake import endpoint_parts, parse
from periplus.facts.tls import Certificate, TlsHandshake
from periplus.model import Failure, SubjectKind
from tests.collectors.rounds import LOOKUP, VISIT, fetched, found, refused, sources, subject
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


# ---------------------------------------------------------------- in the laboratory

ENDPOINT = subject(SubjectKind.ENDPOINT, "198.51.100.7:443/www.example.org")


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "tls_handshake", ENDPOINT, VISIT)
    facts_found = found(captures)

    assert sources(captures) == ["tls://198.51.100.7:443/www.example.org"]
    assert isinstance(facts_found[0], TlsHandshake)
    assert facts_found[0].verdict == "trusted"
    assert [f.position for f in facts_found if isinstance(f, Certificate)] == [0, 1]


async def test_a_server_without_tls_is_a_row(tmp_path: Path) -> None:
    about = subject(SubjectKind.ENDPOINT, "203.0.113.44:43/www.example.org")
    closing = ('addresses = ["203.0.113.44"]', 'addresses = ["203.0.113.44"]\nbehaviour = "close"')
    captures = await fetched(tmp_path / "case", "tls_handshake", about, VISIT, changed=closing)

    assert captures[0].failure in {Failure.TLS_HANDSHAKE, Failure.CONNECTION_CLOSED}
    assert found(captures) == []


async def test_an_odd_key_asks_nothing(tmp_path: Path) -> None:
    about = subject(SubjectKind.ENDPOINT, "www.example.org")

    assert await fetched(tmp_path / "case", "tls_handshake", about, VISIT) == []


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "tls_handshake", ENDPOINT, LOOKUP))
