"""Sequence numbers and what they exclude."""

from __future__ import annotations

import random
from typing import Any

import pytest

from periplus.facts.scan import SequenceTest
from periplus.facts.sequences import InitialSequences
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


def series(numbers: list[int], *, same_port: bool = False) -> Any:
    fact = InitialSequences(
        vantage="desk",
        port=443,
        numbers=tuple(numbers),
        at_s=tuple(0.1 * place for place in range(len(numbers))),
        own_ports=tuple(4000 if same_port else 4000 + place for place in range(len(numbers))),
    )
    return ADDRESS, fact


def test_our_own_connections_show_gcd_isr_and_sp(ask: Any) -> None:
    (claim,) = ask(sequence_numbers, series([number * 64_000 for number in range(12)]))
    assert claim.predicate == "address.isn_measured"
    assert {name: claim.value[name] for name in ("numbers", "gcd", "isr", "sp")} == {
        "numbers": 12, "gcd": 64_000, "isr": 154, "sp": 0,
    }  # fmt: skip
    assert claim.reasons[0].startswith("The numbers follow a simple rule")

    dice = random.Random(3)
    (claim,) = ask(sequence_numbers, series([dice.getrandbits(32) for _ in range(12)]))
    assert claim.value["sp"] > 230
    assert claim.value["sp_low"] <= claim.value["sp"] <= claim.value["sp_high"]
    (claim,) = ask(sequence_numbers, series([7] * 12))
    assert "they are all the same" in claim.reasons[0]


@pytest.mark.parametrize(
    ("ticks", "how"),
    [(15_625_000, "as Linux counts"), (250_000, "one tick in 4 µs"), (1_000_000, "a clock of its own")],
)
def test_one_port_of_ours_shows_a_clock(ask: Any, ticks: int, how: str) -> None:
    numbers = [int(place * ticks / 10) for place in range(8)]
    drawn, dice = series(numbers, same_port=True), random.Random(5)
    assert ask(sequence_numbers, drawn) == []  # it may be a counter alone
    others = series([dice.getrandbits(32) for _ in range(12)])
    claim = {one.predicate: one for one in ask(sequence_numbers, others, drawn)}["address.isn_clock"]
    assert (claim.predicate, claim.value, claim.n) == (
        "address.isn_clock",
        float(f"{ticks / 1e6:.3g}"),
        8,
    )
    assert how in claim.reasons[0]


def test_few_numbers_and_no_clock_say_nothing(ask: Any) -> None:
    dice = random.Random(4)
    assert ask(sequence_numbers, series([dice.getrandbits(32) for _ in range(3)])) == []
    drawn = series([dice.getrandbits(32) for _ in range(8)], same_port=True)
    assert ask(sequence_numbers, drawn) == []
