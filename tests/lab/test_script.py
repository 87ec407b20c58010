"""A fault in a scenario is one sentence that names its place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from periplus.lab.script import ScenarioError
from tests.lab.tiny import tiny

FAULTS: list[tuple[tuple[str | int, ...], Any, str]] = [
    (("formatt",), 1, "unknown field `formatt`"),
    (("format",), 2, "Invalid enum value 2 - at `\\$.format`"),
    (("title",), 3, "Expected `str`, got `int` - at `\\$.title`"),
    (("web", 0, "adress"), [], "unknown field `adress` - at `\\$.web\\[0\\]`"),
    (("history",), [{"date": date(2010, 2, 17)}], "history 2010-02-17: give either a text or a doc"),
]


@pytest.mark.parametrize(("path", "value", "message"), FAULTS, ids=[text for *_, text in FAULTS])
def test_a_fault_is_one_sentence(path: tuple[str | int, ...], value: object, message: str) -> None:
    with pytest.raises(ScenarioError, match=message) as caught:
        tiny().with_value(path, value)
    assert str(caught.value).startswith("scenario tiny: ")
    assert "\n" not in str(caught.value)


def test_a_start_without_a_time_zone_is_refused() -> None:
    as_of = tiny().script.as_of.replace(tzinfo=None)
    with pytest.raises(ScenarioError, match="as_of has no time zone"):
        tiny().with_value(("as_of",), as_of)
