"""What was answered, of several captures of one question."""

from __future__ import annotations

from datetime import timedelta

import pytest

from periplus.measures.dns_answers import Answer, answers_in, reading, zones_asked
from tests.measures.asked import AT, asked

LATER = AT + timedelta(minutes=1)


def test_header_and_records_make_an_answer() -> None:
    found = answers_in(asked("example.org", "TXT", "one", "two"))
    answer = found["example.org", "TXT"]
    assert (answer.rcode, answer.records, answer.told, answer.zone) == (
        "NOERROR",
        ("one", "two"),
        True,
        None,
    )
    assert (len(answer.support), len(answer.record_ids)) == (3, 2)


def test_a_negative_answer_says_which_zone_speaks() -> None:
    found = answers_in(asked("a.example.org", "DS", zone="example.org"))
    answer = found["a.example.org", "DS"]
    assert (answer.records, answer.zone, len(answer.support)) == ((), "example.org", 2)


def test_records_without_a_header_are_no_answer() -> None:
    assert answers_in(asked("example.org", "TXT", "one")[1:]) == {}


def test_what_tells_wins_over_what_failed_and_later_over_earlier() -> None:
    failed = asked("example.org", "TXT", rcode="SERVFAIL", at=LATER)
    first, second = asked("example.org", "TXT", "one"), asked("example.org", "TXT", "two", at=LATER)
    assert answers_in([*first, *failed])["example.org", "TXT"].records == ("one",)
    assert answers_in([*first, *second])["example.org", "TXT"].records == ("two",)


def test_zones_are_those_that_were_looked_at() -> None:
    seen = [*asked("example.org", "TXT"), *asked("_dmarc.example.org", "TXT")]
    assert zones_asked(seen, "TXT") == ("example.org",)
    assert zones_asked(seen, "MX") == ()


def test_a_reading_rests_on_answers() -> None:
    with pytest.raises(ValueError, match="rests on no answer"):
        reading("example.org", "zone.spf", None, [Answer(rcode="NOERROR")], "No.", rule="spf@1")
