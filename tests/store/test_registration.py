"""Twin of store/registration.py: where natural persons stand."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.store.registration import http_spans, rdap_spans, whois_spans


def cut(body: bytes, spans: Iterator[tuple[int, int]]) -> set[bytes]:
    return {body[start:end] for start, end in spans}


def test_whois_fields() -> None:
    body = (
        b"domain: EXAMPLE\r\nname:   Chief Inspector\nperson: Ada Lovelace\nphone: +44 20 79460000\n"
        b"Tech Name: Grace Hopper\nDomain Name: example.org\nfax-no: 794 60 00\nmail: ada@example.org\n"
        b"Registrant:\n    Alan Turing\n    1 Some Street\nremarks: write to Ada Lovelace\n"
    )

    assert cut(body, whois_spans(body)) == {
        b"Ada Lovelace",
        b"+44 20 79460000",
        b"Grace Hopper",
        b"794 60 00",
        b"ada@example.org",
        b"Alan Turing",
    }


def jcard(kind: str, name: str) -> bytes:
    properties: list[object] = [
        ["version", {}, "text", "4.0"],
        ["kind", {}, "text", kind],
        ["fn", {}, "text", name],
        ["n", {}, "text", [name, "", ""]],
        ["org", {}, "text", "Example Registry"],
        ["tel", {"type": ["voice"]}, "uri", "tel:+44-20-7946-0000"],
        ["email", {}, "text", "ada@example.org"],
    ]
    card = {"vcardArray": ["vcard", properties], "handle": "X1"}
    return json.dumps({"entities": [card]}).encode()


def test_rdap_of_an_individual() -> None:
    body = jcard("individual", "Ada Lovelace")

    found = cut(body, rdap_spans(body))

    assert {b"Ada Lovelace", b"tel:+44-20-7946-0000", b"ada@example.org"} <= found
    assert not any(b"Registry" in span or b"vcard" in span for span in found)


@pytest.mark.parametrize(
    ("kind", "name"), [("org", "Widgets of Ada"), ("individual", "Abuse Department")]
)
def test_rdap_of_others_keeps_the_name(kind: str, name: str) -> None:
    body = jcard(kind, name)

    assert name.encode() not in cut(body, rdap_spans(body))


def test_escaped_mail_does_not_slip_through() -> None:
    body = rb'{"remark": "ada\u0040example.org"}'

    assert rb"ada\u0040example.org" in cut(body, rdap_spans(body))


def test_http_content_and_its_codings() -> None:
    content = jcard("individual", "Ada Lovelace")
    plain = b"HTTP/1.1 200 OK\r\nContent-Type: application/rdap+json\r\n\r\n" + content
    assert b"Ada Lovelace" in cut(plain, http_spans(plain))

    zipped = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b..."
    assert cut(zipped, http_spans(zipped)) == {b"\x1f\x8b..."}

    middle = content.index(b"Ada Lovelace") + 3
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in (content[:middle], content[middle:]))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    message = head + chunks + b"0\r\n\r\n"
    assert {b"Ada", b" Lovelace"} <= cut(message, http_spans(message))


@given(st.binary() | st.from_regex(rb"HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n.{0,200}"))
def test_never_raises(content: bytes) -> None:
    for spans in (whois_spans, rdap_spans, http_spans):
        for start, end in spans(content):
            assert 0 <= start <= end <= len(content)
