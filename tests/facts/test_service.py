"""Answers of public sources: values, or one row that says why there are none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.capture import NoAnswer
from periplus.facts.service import NOTHING, number, read_document, text
from periplus.model import Evidence, Failure, Reading
from tests.facts.samples import HTTP, anything, evidence


def _answer(body: bytes, status: bytes = b"200 OK") -> Evidence:
    head = b"HTTP/1.1 " + status + b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n"
    return evidence(head + body, HTTP)


def _nothing(_: object) -> Iterator[Reading]:
    yield from ()


def _why(of: Evidence) -> tuple[Failure, str]:
    (reading,) = read_document(of, _nothing)
    assert isinstance(reading.fact, NoAnswer)
    return reading.fact.failure, reading.fact.detail


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (b"401 Unauthorized", Failure.UNAVAILABLE),
        (b"404 Not Found", Failure.NOT_FOUND),
        (b"429 Too Many Requests", Failure.RATE_LIMITED),
        (b"503 Service Unavailable", Failure.UNAVAILABLE),
        (b"301 Moved Permanently", Failure.UNAVAILABLE),
    ],
)
def test_a_refusal_is_one_row(status: bytes, failure: Failure) -> None:
    assert _why(_answer(b"[1]", status))[0] is failure


def test_an_empty_list_is_nothing_and_no_zero() -> None:
    assert _why(_answer(b"[]")) == (Failure.NOT_FOUND, NOTHING)


def test_what_is_no_json_is_told() -> None:
    assert _why(_answer(b"<html>"))[0] is Failure.PROTOCOL


def test_a_capture_that_failed_is_read_elsewhere() -> None:
    failed = evidence(b"x", HTTP, failure=Failure.IO_TIMEOUT)
    assert list(read_document(failed, _nothing)) == []


@given(anything(_answer(b"[1]").body.read()), st.sampled_from([HTTP, "text/plain"]))
def test_reading_never_raises(body: bytes, media_type: str) -> None:
    list(read_document(evidence(body, media_type), _nothing))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("43.07", 43.07), (5, 5.0), (0, 0.0), ("", None), (None, None), (True, None), ("nan", None),
        ("inf", None), ([], None), ("1e400", None), (10**400, None),
    ],
)  # fmt: skip
def test_numbers_are_numbers(value: object, found: float | None) -> None:
    assert number(value) == found


def test_texts_are_bounded() -> None:
    assert text("x" * 1000, 10) == "x" * 10
    assert text(5) == ""
