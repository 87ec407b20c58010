"""Tables as Parquet, read again by the format's own library."""

from __future__ import annotations

import io

import pyarrow.parquet as reference
import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.report.parquet import Cell, parquet

ROW = st.tuples(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.floats(allow_nan=False),
)


def read(content: bytes) -> list[dict[str, Cell]]:
    rows: list[dict[str, Cell]] = reference.read_table(io.BytesIO(content)).to_pylist()
    return rows


@given(st.lists(ROW, min_size=1))
def test_rows_come_back(rows: list[tuple[str, int, float]]) -> None:
    names = ("name", "count", "share")

    assert read(parquet(names, rows)) == [dict(zip(names, row, strict=True)) for row in rows]


def test_a_table_without_rows_keeps_its_columns() -> None:
    table = reference.read_table(io.BytesIO(parquet(["a", "b"], [])))

    assert (table.column_names, table.num_rows) == (["a", "b"], 0)


@pytest.mark.parametrize("count", [1, 14, 15, 200])
def test_as_many_columns_as_there_are(count: int) -> None:
    names = [f"column {number}" for number in range(count)]
    (row,) = read(parquet(names, [list(range(count))]))

    assert row == dict(zip(names, range(count), strict=True))
