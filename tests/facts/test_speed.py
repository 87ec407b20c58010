"""Speeds of the newest days, from the first of each day's rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.speed import DAYS, SpeedDay, read_speed
from periplus.model import Subject, SubjectKind
from tests.facts.test_statistics import JSON

AT = datetime(2022, 11, 19, tzinfo=UTC)
ZZ = Subject(kind=SubjectKind.COUNTRY, key="ZZ")


def day(told: str, median: float = 20.0, bucket: float = 0) -> dict[str, Any]:
    return {
        "date": told,
        "bucket_min": bucket,
        "bucket_max": bucket + 1,
        "dl_samples_bucket": 10,
        "dl_samples_day": 200,
        "download_MIN": 0,
        "download_Q25": median / 2,
        "download_MED": median,
        "download_AVG": median,
        "download_Q75": median * 2,
        "download_MAX": 900,
        "ul_samples_day": 100,
        "upload_Q25": 1,
        "upload_MED": 2,
        "upload_Q75": 3,
    }


def test_one_row_of_a_day_tells_both_directions() -> None:
    document = [day("2022-11-01"), day("2022-11-01", bucket=1), day("2022-12-01")]
    down, up = read_speed(document, ZZ, AT)

    assert down.fact == SpeedDay(
        source="mlab", day="2022-11-01", direction="download", lower=10, median=20, upper=40, tests=200
    )
    assert isinstance(up.fact, SpeedDay)
    assert (up.fact.direction, up.fact.median, up.selector) == ("upload", 2, "json:/0")
    assert down.observed_at == datetime(2022, 11, 1, tzinfo=UTC)


def test_the_newest_days_are_read() -> None:
    first = date(2022, 1, 1)
    document = [day((first + timedelta(days=number)).isoformat()) for number in range(200)]
    found = [r.fact.day for r in read_speed(document, ZZ, AT) if isinstance(r.fact, SpeedDay)]

    assert len(set(found)) == DAYS
    assert max(found) == (first + timedelta(days=199)).isoformat()


@pytest.mark.parametrize(
    "changed",
    [{"download_MED": None}, {"download_Q25": 30}, {"dl_samples_day": 0}, {"download_MED": "x"}],
)
def test_a_day_without_quartiles_or_tests_is_none(changed: dict[str, Any]) -> None:
    facts = [r.fact for r in read_speed([{**day("2022-11-01"), **changed}], ZZ, AT)]
    assert [f.direction for f in facts if isinstance(f, SpeedDay)] == ["upload"]


@given(JSON, st.sampled_from(["date", "download_MED", "dl_samples_day", "ul_samples_day"]))
def test_any_document_is_read_without_an_error(document: Any, field: str) -> None:
    list(read_speed(document, ZZ, AT))
    list(read_speed([{**day("2022-11-01"), field: document}], ZZ, AT))
