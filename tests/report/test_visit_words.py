"""Twin of report/visit_words.py: one line per record, also of a thin one."""

from __future__ import annotations

import pytest

from periplus.report.visit_words import RECORDS, lifetime


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "until the browser closes"), (5, "5 s"), (7200, "2 h"), (86400, "1 d"), (90, "1.5 min")],
)
def test_lifetimes(seconds: object, text: str) -> None:
    assert lifetime(seconds) == text


def test_a_request() -> None:
    record = {"host": "t.example", "service": "Counter", "requests": 2, "let_out": 0}
    said = RECORDS["site.third_party_request"](record)
    assert said == "t.example (Counter), 2 asked, 0 let out"


@pytest.mark.parametrize("predicate", RECORDS)
def test_a_thin_record_breaks_nothing(predicate: str) -> None:
    assert RECORDS[predicate]({})
