"""Predictability of sequence numbers, on rules whose index is known."""

from __future__ import annotations

import random

import pytest

from periplus.measures.isn import NAT_BELOW, RANDOM_FROM, predictability


def index(values: list[int]) -> int:
    found = predictability(values)
    assert found is not None
    return found.index


def test_a_constant_and_an_even_counter_are_predictable() -> None:
    assert index([7] * 6) == 0
    assert index([number * 64_000 for number in range(6)]) == 0
    counter = predictability([number * 64_000 for number in range(6)])
    assert counter is not None
    assert counter.gcd == 64_000


def test_the_counter_goes_round() -> None:
    start = 2**32 - 100_000
    assert index([(start + number * 64_000) % 2**32 for number in range(6)]) == 0


def test_random_numbers() -> None:
    # 5th and 95th percentile of simulations of nmap's own formula: 252 and 264.
    dice = random.Random(6528)
    drawn = sorted(index([dice.getrandbits(32) for _ in range(6)]) for _ in range(2000))
    assert 250 <= drawn[100] <= 254
    assert 262 <= drawn[1900] <= 266
    assert drawn[20] >= RANDOM_FROM > NAT_BELOW


def test_increments_below_a_bound_lie_between() -> None:
    dice = random.Random(1)
    values, current = [], 0
    for _ in range(6):
        current += dice.getrandbits(24)
        values.append(current)
    assert 185 <= index(values) <= 210


def test_the_interval_is_of_the_numbers_left_out_once() -> None:
    counter = [number * 64_000 for number in range(6)]
    found = predictability([*counter[:5], 2**31])
    assert found is not None
    assert found.interval[0] == 0  # without the one that strays
    assert found.interval[1] >= found.index > 150


@pytest.mark.parametrize("count", [0, 1, 3])
def test_few_numbers_tell_nothing(count: int) -> None:
    assert predictability([5] * count) is None
