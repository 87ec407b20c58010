"""Twin of net/exchange.py."""

from __future__ import annotations

from datetime import UTC, datetime

from periplus.model import Failure
from periplus.net.clock import Clock
from periplus.net.exchange import DNS_MESSAGE, TEXT, Answer, Attempt, Fault, Question, endpoint

CLOCK = Clock(datetime(2022, 1, 1, tzinfo=UTC))
QUESTION = Question("dns://192.0.2.53/a.example?type=A", b"query")


def test_endpoint_puts_ipv6_in_brackets() -> None:
    assert endpoint("192.0.2.1", 53) == "192.0.2.1:53"
    assert endpoint("2001:db8::1", 53) == "[2001:db8::1]:53"


def test_an_answer_keeps_its_bytes_and_type() -> None:
    attempt = Attempt(QUESTION, CLOCK)
    attempt.asked, attempt.dialled = ("192.0.2.53", 53), ("127.0.0.1", 5300)
    exchange = attempt.end(Answer(b"wire"), DNS_MESSAGE)
    assert (exchange.source, exchange.request) == (QUESTION.source, QUESTION.request)
    assert (exchange.asked, exchange.dialled) == ("192.0.2.53:53", "127.0.0.1:5300")
    assert (exchange.body, exchange.media_type, exchange.failure) == (b"wire", DNS_MESSAGE, None)
    assert exchange.elapsed_s >= 0
    assert exchange.captured_at.tzinfo is UTC


def test_a_failure_with_bytes_keeps_them() -> None:
    answer = Answer(b"half", Failure.IO_TIMEOUT, "Slow.")
    exchange = Attempt(QUESTION, CLOCK).end(answer, DNS_MESSAGE)
    assert (exchange.body, exchange.media_type) == (b"half", DNS_MESSAGE)
    assert exchange.failure is Failure.IO_TIMEOUT


def test_a_failure_without_bytes_is_a_sentence() -> None:
    exchange = Attempt(QUESTION, CLOCK).fail(Failure.UNREACHABLE, "No route.")
    assert (exchange.body, exchange.media_type) == (b"No route.", TEXT)
    assert (exchange.asked, exchange.dialled) == (None, None)


def test_an_empty_answer_is_no_failure() -> None:
    exchange = Attempt(QUESTION, CLOCK).end(Answer(b""), DNS_MESSAGE)
    assert (exchange.body, exchange.media_type, exchange.failure) == (b"", DNS_MESSAGE, None)


def test_a_fault_tells_what_and_why() -> None:
    fault = Fault(Failure.PROTOCOL, "Garbage.")
    assert (fault.failure, fault.reason, str(fault)) == (Failure.PROTOCOL, "Garbage.", "Garbage.")
