"""An exchange as evidence: a name of its own, and what an export may show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from periplus.model import Sensitivity, Subject, SubjectKind
from periplus.net.exchange import Exchange
from periplus.run.captures import evidence_of

ABOUT = Subject(kind=SubjectKind.ZONE, key="example.org")
EXCHANGE = Exchange(
    source="https://a.example/",
    asked="192.0.2.1:443",
    dialled="192.0.2.1:443",
    request=b"GET",
    body=b"HTTP/1.1 200 OK\r\n\r\n",
    media_type="message/http",
    captured_at=datetime(2024, 5, 1, tzinfo=UTC),
    elapsed_s=0.1,
)


def test_the_same_bytes_at_another_time_are_another_capture() -> None:
    first = evidence_of(EXCHANGE, "test@1", ABOUT, "here")
    later = replace(EXCHANGE, captured_at=EXCHANGE.captured_at + timedelta(seconds=1))

    assert evidence_of(EXCHANGE, "test@1", ABOUT, "here") == first
    assert evidence_of(later, "test@1", ABOUT, "here").id != first.id
    assert evidence_of(EXCHANGE, "test@1", ABOUT, "there").id != first.id
    assert evidence_of(later, "test@1", ABOUT, "here").body == first.body


@pytest.mark.parametrize(
    ("media_type", "body", "sensitivity"),
    [
        ("text/whois", b"person: X", Sensitivity.PERSONAL),
        ("message/http", b"Content-Type: application/rdap+json\r\n", Sensitivity.PERSONAL),
        ("message/http", b"Content-Type: text/html\r\n", Sensitivity.PUBLIC),
    ],
)
def test_registries_may_name_persons(media_type: str, body: bytes, sensitivity: Sensitivity) -> None:
    exchange = replace(EXCHANGE, media_type=media_type, body=body)

    assert evidence_of(exchange, "test@1", ABOUT, "here").sensitivity is sensitivity
