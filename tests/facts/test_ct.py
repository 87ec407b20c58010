"""Answers of certificate-transparency searches."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from periplus.facts.ct import LoggedCertificate, is_search, read_search
from periplus.facts.selector import select
from tests.facts.samples import HTTP, anything

ROW = {
    "issuer_name": "C=ZZ, O=Example Trust",
    "common_name": "www.example.org",
    "name_value": "*.Example.org\nwww.example.org\nsomebody@example.org",
    "not_before": "2024-01-01T00:00:00",
    "not_after": "2024-04-01T00:00:00",
    "serial_number": "0a",
}


def http(content: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(content), content)


BODY = http(json.dumps([{"id": 1}, ROW]).encode())


def test_names_of_hosts_and_no_persons() -> None:
    ((fact, selector),) = read_search(BODY)
    assert fact == LoggedCertificate(
        names=("www.example.org", "*.example.org"),
        issuer="C=ZZ, O=Example Trust",
        not_before="2024-01-01T00:00:00",
        not_after="2024-04-01T00:00:00",
        serial="0a",
    )
    assert b"2024-04-01" in select(BODY, HTTP, selector)


@pytest.mark.parametrize(
    "content", [b"", b"[", b"{}", b"[1, null]", b"[" * 9000, b'[{"name_value": 5}]']
)
def test_other_answers(content: bytes) -> None:
    assert is_search(http(content)) is (content[-1:] == b"]")
    assert all(fact.names == ("5",) for fact, _ in read_search(http(content)))


def test_rows_are_bounded() -> None:
    assert len(list(read_search(http(json.dumps([ROW] * 5000).encode())))) == 3000


@given(anything(BODY))
def test_never_raises(body: bytes) -> None:
    list(read_search(body))
