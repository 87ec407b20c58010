"""Values about routing in words; no key of theirs is needed."""

from __future__ import annotations

import pytest

from periplus.model import Value
from periplus.report import words
from periplus.report.routing_words import RECORDS, share


@pytest.mark.parametrize("predicate", RECORDS)
def test_an_empty_record_has_words_too(predicate: str) -> None:
    assert isinstance(RECORDS[predicate]({}), str)


def test_a_cut_set_tells_size_share_and_interval() -> None:
    told = RECORDS["country.cut_set"](
        {
            "wanted": 0.9, "by": "organisations", "who": "A; B", "size": 2, "at_least": 1,
            "cut": 0.95, "low": 0.9, "high": 1.0,
        }
    )  # fmt: skip

    assert told == (
        "at least 90.0% by 2 organisations, proven: 1: A; B: 95.0% (90% interval 90.0% to 100.0%)"
    )


def test_what_is_no_number_is_no_share() -> None:
    assert share(None) == "unknown"


def test_one_is_one() -> None:
    told = RECORDS["country.cut_set"](
        {"wanted": 0.5, "by": "networks", "size": 1, "at_least": 1, "who": "A"}
    )

    assert told.startswith("at least 50.0% by one network: A")


@pytest.mark.parametrize(
    ("predicate", "value", "said"),
    [
        ("path.hop", {"hop": 3, "answered": False}, "3 no answer"),
        ("path.hop", {"hop": 1, "address": "198.18.0.1"}, "1 198.18.0.1"),
        (
            "path.hop",
            {"hop": 1, "address": "198.18.0.1", "operator": "NEAR", "country": "XA"},
            "1 198.18.0.1 (NEAR, XA)",
        ),
        ("path.link", {"hop": 1, "from": "a", "to_hop": 3, "to": "b"}, "1 a \u2192 3 b"),
        (
            "path.border",
            {"hop": 2, "from": "XA", "to": "XB", "from_operator": "", "to_operator": "FAR"},
            "XA \u2192 XB (FAR) at hop 2",
        ),
    ],
)
def test_parts_of_a_way_are_said_in_words(predicate: str, value: Value, said: str) -> None:
    assert words.value_text(predicate, value) == said


def test_a_place_out_of_reach_is_told_with_what_contradicts_it() -> None:
    value: dict[str, str | int | float | bool | None] = {
        "country": "BR",
        "rtt_ms": 4.0,
        "other": "198.18.0.1",
        "other_country": "DE",
        "other_rtt_ms": 3.0,
        "apart_km": 7042,
        "reach_km": 715,
    }
    assert words.value_text("address.place_contradiction", value) == (
        "in Brazil (BR), 7042 km from 198.18.0.1 in Germany (DE), where light reaches 715 km"
    )
