"""Captures by their media type, and captures without an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.capture import (
    NoAnswer,
    body_of,
    name_servers_in,
    read_failure,
    read_protocol,
)
from periplus.facts.dns import DnsRecord
from periplus.facts.http import HttpResponse
from periplus.facts.selector import select
from periplus.facts.tls import TlsHandshake
from periplus.model import Failure
from tests.facts.samples import DNS, HTTP, TLS, WHOIS, dns_message, evidence, facts, handshake

RESPONSE = b"HTTP/1.1 200 OK\r\n\r\n"


def test_the_media_type_says_who_reads() -> None:
    answer = dns_message("example.org", "A", answer=["example.org. 60 IN A 192.0.2.1"])

    assert isinstance(facts(read_protocol(evidence(answer, DNS)))[1], DnsRecord)
    assert isinstance(facts(read_protocol(evidence(RESPONSE, HTTP)))[0], HttpResponse)
    assert isinstance(facts(read_protocol(evidence(handshake(), TLS)))[0], TlsHandshake)
    assert list(read_protocol(evidence(RESPONSE, WHOIS))) == []


def test_name_servers_are_the_ns_records_of_the_answer_alone() -> None:
    answer = dns_message(
        "site.example",
        "NS",
        answer=["site.example. 60 IN NS b.site.example.", "site.example. 60 IN NS a.site.example."],
        authority=["example. 60 IN NS ns.example."],
    )

    assert name_servers_in(evidence(answer, DNS)) == ["b.site.example", "a.site.example"]
    assert name_servers_in(evidence(b"no message", DNS)) == []


def test_a_response_is_about_the_site_of_its_source() -> None:
    capture = evidence(RESPONSE, HTTP, source="https://example.org:443/x")

    assert [str(r.subject) for r in read_protocol(capture)] == ["SITE:https://example.org"]
    assert list(read_protocol(replace(capture, source="whois://example.org/x"))) == []


def test_a_failed_handshake_is_no_handshake() -> None:
    capture = evidence(handshake(), TLS, failure=Failure.TLS_KEY_NOT_PROVEN)

    assert list(read_protocol(capture)) == []


def test_a_failure_tells_its_sentence() -> None:
    capture = evidence(b"The name is excluded.\n", "text/plain", failure=Failure.REFUSED_SCOPE)
    reading = read_failure(capture)

    assert reading.subject == capture.target
    assert reading.fact == NoAnswer(
        failure=Failure.REFUSED_SCOPE, source=capture.source, detail="The name is excluded."
    )
    assert select(b"The name is excluded.\n", "text/plain", reading.selector)


@pytest.mark.parametrize("body", [b"", RESPONSE])
def test_a_failure_without_a_sentence_is_named(body: bytes) -> None:
    reading = read_failure(evidence(body, HTTP, failure=Failure.TOO_LARGE))

    assert isinstance(reading.fact, NoAnswer)
    assert reading.fact.detail == "The request ended with too-large."
    assert select(body, HTTP, reading.selector) == body


def test_an_answer_is_no_failure() -> None:
    with pytest.raises(ValueError, match="was answered"):
        read_failure(evidence(b"", HTTP))


def test_a_forgotten_body_is_empty() -> None:
    capture = evidence(b"x", HTTP)
    forgotten = replace(capture, body=replace(capture.body, inline=None))

    assert body_of(forgotten) == b""


@given(st.binary(max_size=300), st.sampled_from([DNS, HTTP, TLS, WHOIS, "text/plain"]))
def test_never_raises(body: bytes, media_type: str) -> None:
    list(read_protocol(evidence(body, media_type)))
    read_failure(evidence(body, media_type, failure=Failure.PROTOCOL))
