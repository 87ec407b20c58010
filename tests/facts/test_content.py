"""HTTP framing and content: tolerant in what it reads, bounded in what it gives."""

from __future__ import annotations

import gzip
import zlib
from time import perf_counter

import pytest
from hypothesis import given

from periplus.facts.content import MAX_CONTENT_BYTES, decoded_content, identity_start, read_head
from tests.facts.samples import anything

SAMPLE = b"HTTP/1.1 200 OK\r\nServer: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"


def response(fields: str, content: bytes) -> bytes:
    return f"HTTP/1.1 200 OK\r\n{fields}\r\n\r\n".encode() + content


def test_head_by_bytes() -> None:
    body = b"HTTP/1.1 404 Not  Found\r\nA: 1\nb:2 \r\n\r\nrest"
    head = read_head(body)

    assert head is not None
    assert (head.version, head.status_code, head.reason) == ("HTTP/1.1", 404, "Not  Found")
    assert [(line.name, line.value, body[line.first : line.end]) for line in head.fields] == [
        ("A", "1", b"A: 1"),
        ("b", "2", b"b:2 "),
    ]
    assert body[head.end :] == b"rest"


def test_interim_responses_are_passed_over() -> None:
    body = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + SAMPLE
    head = read_head(body)

    assert head is not None
    assert (head.status_code, head.values("link"), head.first) == (200, [], 40)


def test_folds_become_one_space() -> None:
    body = b"HTTP/1.1 200 OK\r\n folded after nothing\r\nA: 1;\r\n\t 2\r\nno colon\r\nB: \xe9\r\n\r\n"
    head = read_head(body)

    assert head is not None
    assert [(line.name, line.value) for line in head.fields] == [("A", "1; 2"), ("B", "é")]
    assert body[head.fields[0].first : head.fields[0].end] == b"A: 1;\r\n\t 2"


def test_a_cut_head_is_not_complete() -> None:
    head = read_head(b"HTTP/1.1 200 OK\r\nA: 1\r\nB: 2")

    assert head is not None
    assert not head.complete
    assert [line.name for line in head.fields] == ["A"]


@pytest.mark.parametrize("body", [b"", b"HTTP/1.1 200", b"ICY 200 OK\r\n\r\n", b"220 mail\r\n"])
def test_other_bytes_have_no_head(body: bytes) -> None:
    assert read_head(body) is None
    assert decoded_content(body) == b""


@pytest.mark.parametrize(
    ("fields", "content"),
    [
        ("Content-Length: 5", b"hello, and more"),
        ("Transfer-Encoding: chunked", b"2;x=y\r\nhe\r\n3\nllo\n0\r\nTrailer: 1\r\n\r\n"),
        ("Transfer-Encoding: chunked", b"2\r\nhe\r\nff\r\nllo"),
        ("Content-Encoding: gzip", gzip.compress(b"hello", mtime=0)),
        ("Content-Encoding: deflate", zlib.compress(b"hello")),
        ("Content-Encoding: deflate", zlib.compress(b"hello", wbits=-15)),
        ("Transfer-Encoding: gzip", gzip.compress(b"hello", mtime=0)),
        ("Content-Encoding: gzip, identity", gzip.compress(b"hello", mtime=0) + b"junk"),
        ("Content-Encoding: unheard-of", b"hello"),
    ],
)
def test_content(fields: str, content: bytes) -> None:
    assert decoded_content(response(fields, content)) == b"hello"


def test_no_content_where_none_is_allowed() -> None:
    assert decoded_content(b"HTTP/1.1 204 No Content\r\n\r\nhello") == b""


def test_a_bomb_stops_at_the_bound() -> None:
    bomb = gzip.compress(gzip.compress(bytes(200 * 1024 * 1024)))
    started_s = perf_counter()
    content = decoded_content(response("Content-Encoding: gzip, gzip", bomb))

    assert len(content) == MAX_CONTENT_BYTES
    assert perf_counter() - started_s < 5


@pytest.mark.parametrize(
    "body",
    [
        b"HTTP/1.1 200 OK\r\n" + b"A:\n" * 1_500_000,
        b"HTTP/1.1 200 OK\r\nA: 1\r\n" + b" x\n" * 1_500_000,
        b"HTTP/1.1 200 " + b" " * 4_000_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 800_000,
        b"HTTP/1.1 100 OK\r\n\r\n" * 200_000,
    ],
    ids=["fields", "folds", "blanks", "chunks", "interims"],
)
def test_time_is_bounded(body: bytes) -> None:
    started_s = perf_counter()
    decoded_content(body)

    assert perf_counter() - started_s < 5


@given(anything(SAMPLE, response("Content-Encoding: gzip", gzip.compress(b"hello", mtime=0))))
def test_never_raises(body: bytes) -> None:
    read_head(body)

    assert len(decoded_content(body)) <= MAX_CONTENT_BYTES


def test_identity_content_starts_after_the_head() -> None:
    assert identity_start(response("Content-Encoding: identity", b"x")) == len(
        response("Content-Encoding: identity", b"")
    )
    assert identity_start(response("Content-Encoding: gzip", b"x")) is None
    assert identity_start(SAMPLE) is None
    assert identity_start(b"x") is None
