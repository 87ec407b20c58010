"""Sequence numbers and what they exclude."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.scan import SequenceTest
from periplus.model import Basis
from periplus.rules import sequence_numbers

ADDRESS = "ADDRESS:198.51.100.7"
EVEN = tuple(number * 64_000 for number in range(6))


def numbers(observe: Any, index: int | None, values: tuple[int, ...] = ()) -> Any:
    fact = SequenceTest(
        tool="nmap 7.93", vantage="desk", values=values, predictability_index=index, difficulty=""
    )
    return observe(ADDRESS, fact, basis=Basis.TOLD)


@pytest.mark.parametrize(
    ("index", "meaning"),
    [(251, "none answered on that path"), (17, "simple rule"), (140, "stray less than random")],
)
def test_the_tool_s_index_has_a_meaning(ask: Any, observe: Any, index: int, meaning: str) -> None:
    (claim,) = ask(sequence_numbers, numbers(observe, index))
    assert claim.value == index
    assert meaning in claim.reasons[0]


def test_ours_when_the_tool_tells_none(ask: Any, observe: Any) -> None:
    (claim,) = ask(sequence_numbers, numbers(observe, None, EVEN))
    assert (claim.value, claim.n) == (0, 6)


def test_nothing_of_too_few(ask: Any, observe: Any) -> None:
    assert ask(sequence_numbers, numbers(observe, None, EVEN[:2])) == []
