"""Registries' answers without an object are failures of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.capture import NoAnswer
from periplus.facts.registry_refusal import read_refusal, refusal
from periplus.model import Failure
from tests.facts.samples import DNS, HTTP, WHOIS, anything, evidence, facts, holds
from tests.facts.whois_forms import ICANN


@pytest.mark.parametrize(
    ("body", "media_type", "failure"),
    [
        (b"HTTP/1.1 404 Not Found\r\n\r\n", HTTP, Failure.NOT_FOUND),
        (b"HTTP/1.1 429 Too Many Requests\r\n\r\n", HTTP, Failure.RATE_LIMITED),
        (b"HTTP/1.1 200 OK\r\n\r\n", HTTP, None),
        (b"", HTTP, None),
        (b"%ERROR:101: no entries found\n", WHOIS, Failure.NOT_FOUND),
        (b"Too many queries, please try again later\n", WHOIS, Failure.RATE_LIMITED),
        (ICANN, WHOIS, None),
        (b"not found", DNS, None),
    ],
)
def test_refusal(body: bytes, media_type: str, failure: Failure | None) -> None:
    one = evidence(body, media_type)
    told = [fact.failure for fact in facts(read_refusal(one)) if isinstance(fact, NoAnswer)]

    assert refusal(one) is failure
    assert told == [failure] * (failure is not None)


@given(anything(b"HTTP/1.1 404 Not Found\r\n\r\n", b"no entries found"), st.sampled_from([HTTP, WHOIS]))
def test_never_raises(body: bytes, media_type: str) -> None:
    holds(read_refusal(evidence(body, media_type)), body, media_type)
