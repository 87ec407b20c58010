"""Twin of store/redaction.py: derivatives and their records."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.model import Blob, Evidence, Sensitivity, Subject, SubjectKind
from periplus.store.redaction import cover, export, names_persons, redact, verify_redaction

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


@given(st.binary(), st.sampled_from(MEDIA_TYPES) | st.text(), st.sampled_from(Sensitivity))
def test_never_raises_and_its_record_verifies(
    body: bytes, media_type: str, sensitivity: Sensitivity
) -> None:
    derivative, record = export(body, [capture_of(body, media_type, sensitivity)])

    assert verify_redaction(json.loads(json.dumps(record)), derivative, record["original"]) == []
    assert len(derivative) == len(body)
    assert cover(body, record["spans"]) == derivative


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("original", "0"),
        ("original_bytes", 5),
        ("derivative", "0"),
        ("rules", "redaction@1"),
        ("spans", [[0, 4]]),
        ("spans", [[9, 4]]),
        ("spans", ["ab"]),
        ("spans", None),
    ],
)
def test_a_record_that_does_not_fit(field: str, value: object) -> None:
    derivative, record = export(WHOIS, [capture_of(WHOIS, "text/whois")])

    assert verify_redaction(record, derivative, record["original"]) == []
    assert verify_redaction(record | {field: value}, derivative, record["original"])
    assert verify_redaction(record, derivative + b" ", record["original"])
    assert verify_redaction(record, WHOIS, record["original"])
    assert verify_redaction("no record", derivative, record["original"])


def test_a_cover_is_as_long_as_what_it_covers() -> None:
    assert cover(b"from ada@example.org, 12", [(5, 20), (22, 24)]) == b"from [withheld.....], **"


def test_a_document_is_covered_but_for_the_head_of_its_message() -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nAda Lovelace"
    document = capture_of(page, "message/http", Sensitivity.PERSONAL)

    assert export(page, [document])[0] == page[:-12] + b"[withheld..]"
    assert export(page, [capture_of(page, "message/http")])[0] == page


def test_what_one_capture_makes_personal_is_covered_for_all() -> None:
    body = b"Ada Lovelace"
    captures = [capture_of(body, "text/plain"), capture_of(body, "text/plain", Sensitivity.PERSONAL)]

    assert export(body, captures)[0] == b"[withheld..]"


def test_the_bytes_of_name_servers_name_nobody() -> None:
    answer = capture_of(b"\x00\x01", "application/dns-message", Sensitivity.PERSONAL)

    assert not names_persons(answer)
    assert export(b"\x00\x01", [answer])[1]["spans"] == []


def capture_of(body: bytes, media_type: str, sensitivity: Sensitivity = Sensitivity.PUBLIC) -> Evidence:
    return Evidence(
        id="1",
        collector="zone@1",
        target=Subject(kind=SubjectKind.ZONE, key="example.org"),
        source="whois://whois.example/example.org",
        asked=None,
        dialled=None,
        request=b"",
        body=Blob.of(body),
        media_type=media_type,
        captured_at=datetime(2026, 1, 2, tzinfo=UTC),
        elapsed_s=0.25,
        vantage="here",
        sensitivity=sensitivity,
    )
