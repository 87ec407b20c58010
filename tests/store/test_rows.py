"""Twin of store/rows.py: evidence survives the database."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.model import Blob, Evidence, Failure, Sensitivity, Subject, SubjectKind
from periplus.store.rows import COLUMNS, from_row, time_text, to_row

texts = st.text(st.characters(exclude_categories=["Cs"]))
evidences = st.builds(
    Evidence,
    id=texts,
    collector=texts,
    target=st.builds(Subject, kind=st.just(SubjectKind.SITE), key=texts.filter(bool)),
    source=texts,
    asked=st.none() | texts,
    dialled=st.none() | texts,
    request=st.binary(),
    body=st.binary().map(Blob.of),
    media_type=texts,
    captured_at=st.datetimes(timezones=st.just(UTC)),
    elapsed_s=st.floats(allow_nan=False, allow_infinity=False),
    vantage=texts,
    failure=st.none() | st.sampled_from(Failure),
    sensitivity=st.sampled_from(Sensitivity),
)


@given(evidences)
def test_round_trip_through_sqlite(evidence: Evidence) -> None:
    connection = sqlite3.connect(":memory:")
    marks = ", ".join("?" * len(COLUMNS))
    cells = connection.execute(f"SELECT {marks}", to_row(evidence)).fetchone()
    connection.close()

    assert from_row(cells, evidence.body) == evidence
    assert to_row(from_row(cells, evidence.body)) == cells


@pytest.mark.parametrize("elapsed_s", [float("nan"), float("inf")])
def test_what_has_no_row(capture: Any, elapsed_s: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        to_row(capture("1", elapsed_s=elapsed_s))
    with pytest.raises(ValueError, match="no time zone"):
        time_text(datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_row_of_somebody_else(capture: Any) -> None:
    cells = list(to_row(capture("1")))
    cells[COLUMNS.index("target_kind")] = "PLANET"

    with pytest.raises(ValueError, match="PLANET"):
        from_row(cells, Blob.of(b""))
