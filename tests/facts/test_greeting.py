"""Greetings read from their octets, and from any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.greeting import MEDIA_TYPE, Greeting, read_greeting, wants_tls
from tests.facts.samples import anything, holds

SOURCE = "greeting://198.51.100.7:22/www.example.org?say=0011"
SSH = b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"


def read(body: bytes, source: str = SOURCE, request: bytes = b"") -> Greeting:
    (reading,) = holds(read_greeting(body, source, request=request), body, MEDIA_TYPE)
    assert isinstance(reading.fact, Greeting)
    return reading.fact


def test_who_spoke_first_where_and_within_what() -> None:
    fact = read(SSH)
    assert (fact.port, fact.host, fact.secure, fact.spoke_first) == (22, "www.example.org", False, True)
    assert fact.said == SSH.decode()
    within = read(b"+OK\r\n", "greeting://[2001:db8::1]:995/a.example?tls=yes", b"?")
    assert (within.port, within.secure, within.spoke_first) == (995, True, False)


def test_of_http_only_the_head_and_of_others_a_little() -> None:
    assert read(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + b"y" * 9000).said.endswith("x\r\n\r\n")
    assert len(read(b"HTTP/1.1 200 OK\r\n" + b"y" * 9000).said) == 4096
    assert len(read(b"z" * 9000).said) == 512


def test_nothing_without_octets_or_another_source() -> None:
    assert not list(read_greeting(b"", SOURCE, request=b""))
    for source in ("https://198.51.100.7:22/x", "greeting://x:22/", "greeting://198.51.100.7/x", "//[["):
        assert not list(read_greeting(SSH, source, request=b""))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (b"\x15\x03\x01\x00\x02\x02\x16", True),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\n\r\n", False),
        (b"", False),
    ],
)
def test_what_wants_tls(said: bytes, wanted: bool) -> None:
    assert wants_tls(said) is wanted


@given(anything(SSH), st.text(max_size=60))
def test_never_raises(body: bytes, source: str) -> None:
    wants_tls(body)
    holds(read_greeting(body, SOURCE, request=b""), body, MEDIA_TYPE)
    holds(read_greeting(body, source, request=body), body, MEDIA_TYPE)
