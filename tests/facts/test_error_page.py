"""Answers to odd requests."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.facts.error_page import ODD, ErrorPage, read_error_page
from periplus.facts.selector import select
from tests.facts.samples import HTTP, anything

URL = "https://www.example.org" + next(iter(ODD.values()))
BODY = b"HTTP/1.1 404 Not Found\r\nServer: Apache\r\n\r\n<center>nginx</center>"


def test_an_error_page() -> None:
    (reading,) = read_error_page(BODY, URL)
    assert reading.subject.key == "https://www.example.org"
    assert reading.fact == ErrorPage(
        asked="a page that cannot be there",
        status_code=404,
        server="Apache",
        text="<center>nginx</center>",
    )
    assert select(BODY, HTTP, reading.selector) == b"<center>nginx</center>"


def test_an_empty_one_is_its_head() -> None:
    (reading,) = read_error_page(b"HTTP/1.1 414 URI Too Long\r\n\r\n", URL)
    assert isinstance(reading.fact, ErrorPage)
    assert reading.fact.text == ""
    assert select(b"HTTP/1.1 414 URI Too Long\r\n\r\n", HTTP, reading.selector).startswith(
        b"HTTP/1.1 414"
    )


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (BODY.replace(b"404 Not Found", b"200 OK"), URL),
        (BODY, "https://www.example.org/"),
        (BODY, "https://[/x"),
        (b"", URL),
    ],
)
def test_nothing_of_other_answers(body: bytes, url: str) -> None:
    assert list(read_error_page(body, url)) == []


@given(anything(BODY))
def test_never_raises(body: bytes) -> None:
    for reading in read_error_page(body, URL):
        select(body, HTTP, reading.selector)
