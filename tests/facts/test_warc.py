"""Web archives: records told apart, and the pages in them."""

from __future__ import annotations

import json

from hypothesis import given

from periplus.facts.foreign import moment
from periplus.facts.warc import index, read_records, read_responses
from tests.facts.samples import anything

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>hello"
SCRIPT = b"HTTP/1.1 200 OK\r\nContent-Type: text/javascript\r\n\r\n/*! Own 1.0 */"


def record(kind: str, url: str, block: bytes, *, date: str = "2024-05-01T12:00:00Z") -> bytes:
    """One record as crawlers write them."""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def redirect(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\n\r\n".encode()


CRAWL = b"".join(
    (
        record("warcinfo", "", b"software: Some Crawler\r\n"),
        record("request", "http://www.example.org/", b"GET / HTTP/1.1\r\nCookie: a=topsecret\r\n\r\n"),
        record("response", "https://www.example.org/deep", PAGE),
        record("response", "http://www.example.org/", redirect("https://www.example.org/")),
        record("response", "<https://www.example.org/>", PAGE),
        record("response", "https://www.example.org/own.js", SCRIPT),
        record("response", "https://cdn.example/lib.js", SCRIPT),
        record("response", "dns:www.example.org", b"x"),
        record("response", "https://only.example/page?x=1", PAGE),
    )
)


def test_the_front_page_its_redirects_and_own_scripts() -> None:
    found = list(read_responses(CRAWL))
    assert [one.url for one in found] == [
        "http://www.example.org/",
        "https://www.example.org/",
        "https://only.example/page?x=1",
        "https://www.example.org/own.js",
    ]
    assert found[1].message == PAGE
    assert found[1].at == moment("2024-05-01T12:00:00Z")
    assert all(b"topsecret" not in one.request for one in found)


def test_the_index_names_each_record_without_its_content() -> None:
    rows = [json.loads(line) for line in index(CRAWL).splitlines()]
    assert len(rows) == 9
    assert b"topsecret" not in index(CRAWL)
    row = rows[4]
    assert (row["type"], row["url"]) == ("response", "https://www.example.org/")
    assert CRAWL[row["offset"] : row["offset"] + row["bytes"]] == PAGE


def test_a_loop_of_redirects_ends() -> None:
    crawl = record("response", "https://a.example/", redirect("https://b.example/"))
    crawl += record("response", "https://b.example/", redirect("https://a.example/"))
    assert len(list(read_responses(crawl))) == 2


def test_what_breaks_off_gives_what_came() -> None:
    assert len(list(read_records(CRAWL[:-30]))) == 9
    assert list(read_records(b"WARC/1.1\r\nContent-Length: 9" + b"9" * 50 + b"\r\n\r\n")) == []
    assert list(read_records(b"WARC/1.1\r\nContent-Length: \xc2\xb2\r\n\r\n")) == []
    assert list(read_records(b"WARC/1.1\r\n" + b"A" * 100_000)) == []


def test_a_record_per_few_bytes_is_bounded() -> None:
    empty = b"WARC/1.0\r\nContent-Length: 0\r\n\r\n"
    assert len(list(read_records(empty * 60_000))) == 50_000
    assert len(index(empty * 60_000)) < 8 * 1024 * 1024


@given(anything(CRAWL))
def test_reading_never_raises(body: bytes) -> None:
    list(read_responses(body))
    index(body)
