"""Selectors: what they select, and that they refuse the rest in one way."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.selector import byte_range, content_range, load_json, select

DOCUMENT = json.dumps({"b": [{"a/c~": "été"}, 2], "a": {"z": 1, "y": None}}).encode()


def test_bytes_are_counted_inclusively() -> None:
    assert select(b"0123456789", "text/whois", "bytes=2-4") == b"234"


def test_an_empty_selector_is_the_whole_body() -> None:
    assert select(b"0123", "text/whois", byte_range(0, 0)) == b"0123"
    assert byte_range(2, 5) == "bytes=2-4"


@pytest.mark.parametrize(
    ("selector", "fragment"),
    [
        ("json:/b/0/a~1c~0", "été"),
        ("json:/b/1", "2"),
        ("json:/a", '{"y":null,"z":1}'),
        ("json:", '{"a":{"y":null,"z":1},"b":[{"a/c~":"été"},2]}'),
    ],
)
def test_pointer(selector: str, fragment: str) -> None:
    assert select(DOCUMENT, "application/json", selector) == fragment.encode()


def test_pointer_goes_into_the_content_of_a_response() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = head + b'7\r\n{"a": "\r\n4\r\nxyz"\r\n1\r\n}\r\n0\r\n\r\n'

    assert select(body, "message/http", "json:/a") == b"xyz"


def test_content_is_counted_after_the_codings() -> None:
    body = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"

    assert select(body, "message/http", content_range(2, 4)) == b"cd"
    with pytest.raises(ValueError, match="5 bytes"):
        select(body, "message/http", "content=2-5")


@pytest.mark.parametrize(
    "selector",
    ["bytes=3-2", "bytes=0-10", "bytes=-2", "line=3", "json:a", "json:/b/01", "json:/b/9", "json:/c"],
)
def test_what_does_not_select_is_an_error(selector: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        select(DOCUMENT[:10] if selector.startswith("bytes") else DOCUMENT, "application/json", selector)


@given(st.binary(max_size=200), st.text(max_size=40))
def test_any_selector_selects_or_is_a_value_error(body: bytes, selector: str) -> None:
    for text in (selector, f"bytes={selector}", "content=1-9", f"json:{selector}", f"json:/{selector}"):
        for media_type in ("message/http", "text/plain"):
            try:
                select(body, media_type, text)
            except ValueError:
                continue


def test_deep_nesting_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="deeply"):
        load_json(b"[" * 200_000)
