"""Values about routing in words; no key of theirs is needed."""

from __future__ import annotations

import pytest

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
        "at least 90.0% by 2 organisations, proven: 1: A; B: 95.0% (90 % interval 90.0% to 100.0%)"
    )


def test_what_is_no_number_is_no_share() -> None:
    assert share(None) == "unknown"


def test_one_is_one() -> None:
    told = RECORDS["country.cut_set"](
        {"wanted": 0.5, "by": "networks", "size": 1, "at_least": 1, "who": "A"}
    )

    assert told.startswith("at least 50.0% by one network: A")
