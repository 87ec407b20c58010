"""Which values a row of each kind may hold."""

from __future__ import annotations

import pytest

from periplus.packs.kinds import KINDS


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("as", ["64496", "Example"]),
        ("as", ["4294967295", ""]),
        ("country", ["NL"]),
        ("city", ["NL", "", "Delft"]),
        ("provider", ["aws", "cloud", "EC2", "eu-west-1"]),
    ],
)
def test_good(kind: str, values: list[str]) -> None:
    KINDS[kind].check(values)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("as", ["AS64496", ""]),
        ("as", ["4294967296", ""]),
        ("as", ["", ""]),
        ("as", ["²", ""]),
        ("country", ["nl"]),
        ("country", ["NLD"]),
        ("country", [""]),
        ("city", ["-", "", ""]),
        ("provider", ["", "cloud", "", ""]),
    ],
)
def test_bad(kind: str, values: list[str]) -> None:
    with pytest.raises(ValueError, match=r"it names no|is not"):
        KINDS[kind].check(values)


def test_a_number_field_is_a_field() -> None:
    assert all(kind.number in {None, *kind.fields} for kind in KINDS.values())
