"""A server's first flight, in clear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.selector import select
from periplus.facts.tls_hello import (
    MEDIA_TYPE,
    TICKET,
    TlsAnswer,
    asked_of,
    read_answer,
    read_flight,
    read_question,
)
from periplus.facts.tls_registry import TLS12, TLS13
from periplus.model import TlsOffer
from periplus.net.hello import client_hello
from tests.facts.samples import anything

SOURCE = "tls-hello://192.0.2.1:443/www.example.org?version=TLSv1.2&hello=00"
OFFER = TlsOffer(version=TLS12, suites=(0xC02F, 0x009E), groups=(0x001D, 0x0017))
HELLO = client_hello("www.example.org", OFFER)
HELLO13 = client_hello("www.example.org", TlsOffer(version=TLS13, suites=(0x1301,), groups=(0x1D,)))


def opaque(content: bytes, size: int = 2) -> bytes:
    return len(content).to_bytes(size) + content


def message(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + opaque(content, 3)


def record(content: bytes, kind: int = 22) -> bytes:
    return bytes([kind]) + b"\x03\x03" + opaque(content)


def extension(kind: int, content: bytes) -> bytes:
    return kind.to_bytes(2) + opaque(content)


def server_hello(suite: int, *extensions: bytes, session: bytes = b"") -> bytes:
    body = b"\x03\x03" + b"r" * 32 + opaque(session, 1) + suite.to_bytes(2) + b"\0"
    return message(2, body + (opaque(b"".join(extensions)) if extensions else b""))


CURVE = message(12, b"\x03\x00\x1d" + b"k" * 40)
PRIME = message(12, opaque((1 << 1023).to_bytes(128)) + opaque(b"\x02") + opaque(b"y" * 128))
DONE = message(14, b"")
ANSWERED = extension(35, b"") + extension(16, opaque(opaque(b"h2", 1)))
STAMPED = extension(18, opaque(opaque(b"sct one") + opaque(b"sct two")))
FULL = record(server_hello(0xC02F, ANSWERED, STAMPED, session=b"s" * 32)) + record(
    message(11, b"c" * 300) + message(22, b"ocsp") + CURVE + DONE
)


def read(body: bytes, request: bytes = HELLO, source: str = SOURCE) -> list[TlsAnswer]:
    return [r.fact for r in read_answer(request, body, source) if isinstance(r.fact, TlsAnswer)]


def test_a_whole_flight() -> None:
    (fact,) = read(FULL)
    assert (fact.version, fact.suite_name, fact.group) == (
        "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 0x1D,
    )  # fmt: skip
    assert (fact.alpn, fact.session_id, fact.stapled, fact.scts) == ("h2", True, True, 2)
    assert fact.has(TICKET)
    assert (fact.offered_version, fact.offered_suites, fact.offered_groups) == (
        "TLSv1.2", OFFER.suites, OFFER.groups,
    )  # fmt: skip
    (reading,) = read_answer(HELLO, FULL, SOURCE)
    assert select(FULL, MEDIA_TYPE, reading.selector).startswith(b"\x03\x03rrrr")


def test_a_prime_of_its_own() -> None:
    (fact,) = read(record(server_hello(0x009E) + PRIME + DONE))
    assert (fact.group, fact.dh_bits) == (None, 1024)


def test_tls13_asks_for_the_group_that_it_wants() -> None:
    retry = server_hello(0x1301, extension(43, b"\x03\x04"), extension(51, b"\x00\x1d"))
    (fact,) = read(record(retry), HELLO13)
    assert (fact.offered_version, fact.version, fact.group) == ("TLSv1.3", "TLSv1.3", 0x1D)
    assert read_flight(record(retry)).is_whole


def test_an_alert_is_a_refusal() -> None:
    (fact,) = read(record(b"\x02\x46", kind=21))
    assert (fact.version, fact.suite, fact.alert) == ("", None, "protocol_version")


def test_messages_over_several_records_have_their_place() -> None:
    hello = server_hello(0xC02F)
    body = record(hello[:7]) + record(hello[7:] + DONE)
    (reading,) = read_answer(HELLO, body, SOURCE)
    assert b"\xc0\x2f" in select(body, MEDIA_TYPE, reading.selector)


def test_a_part_is_not_whole() -> None:
    assert not read_flight(FULL[:-3]).is_whole
    assert read_flight(FULL).is_whole


@pytest.mark.parametrize(
    ("body", "request_", "source"),
    [
        (b"", HELLO, SOURCE),
        (b"HTTP/1.1 400 Bad Request\r\n", HELLO, SOURCE),
        (FULL, b"", SOURCE),
        (FULL, HELLO, "tls://192.0.2.1:443/www.example.org"),
        (FULL, HELLO, "tls-hello://[/x"),
        (record(b"\x02\x00\x00\x02\x03\x03"), HELLO, SOURCE),
    ],
)
def test_nothing_of_other_bytes(body: bytes, request_: bytes, source: str) -> None:
    assert read(body, request_, source) == []


def test_whom_a_source_asks() -> None:
    about = asked_of(SOURCE)
    assert about is not None
    assert (about[0].key, about[1], about[2]) == (
        "192.0.2.1:443/www.example.org", "www.example.org", "192.0.2.1:443",
    )  # fmt: skip


@given(anything(FULL), st.sampled_from([HELLO, HELLO13]))
def test_never_raises(body: bytes, request_: bytes) -> None:
    for reading in read_answer(request_, body, SOURCE):
        select(body, MEDIA_TYPE, reading.selector)


@given(anything(HELLO))
def test_a_question_never_raises(hello: bytes) -> None:
    read_question(hello)
