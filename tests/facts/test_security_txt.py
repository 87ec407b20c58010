"""A security.txt is read as RFC 9116 writes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given

from periplus.facts.security_txt import MAX_BYTES, SecurityTxt, read_security_txt
from periplus.facts.selector import select
from tests.facts.samples import HTTP, anything, facts, holds

URL = "https://www.example.org/.well-known/security.txt"
FILE = (
    b"# ours\r\nContact: https://example.org/flaws\r\nCONTACT: mailto:x@example.org\r\nExpires: %s\r\n"
)


def body(content: bytes, status: bytes = b"200 OK") -> bytes:
    length = str(len(content)).encode()
    return b"HTTP/1.1 " + status + b"\r\nContent-Length: " + length + b"\r\n\r\n" + content


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        (b"2030-01-02T03:04:05Z", datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (b"2030-01-02T03:04:05.000z ", datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (b"2030-01-02T03:04:05+02:00", datetime(2030, 1, 2, 1, 4, 5, tzinfo=UTC)),
        (b"2030-01-02", None),
        (b"0001-01-01T00:00:00+14:00", None),
        (b"next year", None),
    ],
)
def test_a_file(written: bytes, moment: datetime | None) -> None:
    content = body(FILE % written)
    (reading,) = holds(read_security_txt(content, url=URL), content, HTTP)
    fact = reading.fact

    assert isinstance(fact, SecurityTxt)
    assert fact.published
    assert (fact.contacts, fact.expires_at) == (2, moment)
    assert written.strip() in select(content, HTTP, reading.selector)


def test_a_page_of_another_kind_is_not_published() -> None:
    for content in (body(b"<p>Welcome</p>"), body(FILE % b"x", b"404 Not Found")):
        (fact,) = facts(read_security_txt(content, url=URL))
        assert isinstance(fact, SecurityTxt)
        assert not fact.published


def test_a_signed_file() -> None:
    content = body(b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + FILE % b"x")
    (fact,) = facts(read_security_txt(content, url=URL))
    assert isinstance(fact, SecurityTxt)
    assert fact.signed


def test_only_the_beginning_is_read() -> None:
    content = body(b"#" * MAX_BYTES + b"\n" + FILE % b"x")
    (fact,) = facts(read_security_txt(content, url=URL))
    assert isinstance(fact, SecurityTxt)
    assert fact.contacts == 0


@given(anything(body(FILE % b"2030-01-02T03:04:05Z")))
def test_never_raises(content: bytes) -> None:
    list(read_security_txt(content, url=URL))
    list(read_security_txt(content, url="not a url"))
