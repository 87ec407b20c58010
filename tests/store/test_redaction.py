"""Twin of store/redaction.py: derivatives and their records."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.model import Evidence
from periplus.store.case import Case
from periplus.store.redaction import WITHHELD, apply, export, redact, verify_redaction

WHOIS = b"name: Chief Inspector\nperson: Ada Lovelace\ne-mail: ada@example.org\nphone: +44 20 79460000\n"
MEDIA_TYPES = (
    "text/whois",
    "message/http",
    "application/rdap+json",
    "text/html; charset=utf-8",
    "application/vnd.periplus.tls-handshake",
    "application/dns-message",
)


def test_whois() -> None:
    derivative, spans = redact(WHOIS, "text/whois")

    assert derivative == (
        b"name: Chief Inspector\nperson: [withheld]\ne-mail: [withheld]\nphone: [withheld]\n"
    )
    assert WHOIS[slice(*spans[0])] == b"Ada Lovelace"


def test_bytes_that_are_no_text() -> None:
    assert redact(b"ada@example.org", "application/dns-message") == (b"ada@example.org", [])
    assert redact(b"\x00ada@example.org\xff", "application/octet-stream")[0] == b"\x00[withheld]\xff"


@given(st.binary(), st.sampled_from(MEDIA_TYPES) | st.text())
def test_never_raises_and_its_record_verifies(body: bytes, media_type: str) -> None:
    derivative, record = export(body, media_type)

    assert verify_redaction(json.loads(json.dumps(record)), derivative, record["original"]) == []
    assert apply(body, record["spans"]) == derivative


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("original", "0"),
        ("original_bytes", 5),
        ("derivative", "0"),
        ("rules", "redaction@0"),
        ("spans", [[0, 4]]),
        ("spans", [[9, 4]]),
        ("spans", ["ab"]),
        ("spans", None),
    ],
)
def test_a_record_that_does_not_fit(field: str, value: object) -> None:
    derivative, record = export(WHOIS, "text/whois")

    assert verify_redaction(record | {field: value}, derivative, record["original"] + "")
    assert verify_redaction(record, derivative + b" ", record["original"])


def test_a_case_exports_what_verifies(case: Case, capture: Callable[..., Evidence]) -> None:
    digest = case.add(capture("1", WHOIS)).body.digest

    derivative, record = case.export_redacted(digest)

    assert WITHHELD in derivative
    assert verify_redaction(record, derivative, digest) == []
    case.forget(digest, reason="asked to")
    with pytest.raises(FileNotFoundError):
        case.export_redacted(digest)
