"""Predictability of sequence numbers, on rules whose index is known."""

from __future__ import annotations

import random

import pytest

from periplus.measures.isn import NAT_BELOW, RANDOM_FROM, isn_clock, one_counter, predictability


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


def test_times_count_where_they_are_known() -> None:
    ticks = [0, 25_000, 75_000, 100_000]  # 250 kHz, asked unevenly
    even, uneven = predictability(ticks), predictability(ticks, [0.0, 0.1, 0.3, 0.4])
    assert even is not None
    assert uneven is not None
    assert even.index > 0 == uneven.index
    assert uneven.rate_per_s == pytest.approx(250_000)
    assert uneven.rate_index == 143  # round(8·log2 250,000)
    assert predictability(ticks, [0.0]) is None


def test_a_constant_has_no_rate() -> None:
    found = predictability([5] * 6)
    assert found is not None
    assert (found.rate_index, found.rate_per_s, found.gcd) == (0, 0.0, 0)


@pytest.mark.parametrize(
    ("values", "step"),
    [
        ([1, 64_001, 192_001, 256_001, 320_001], 64_000),
        ([7] * 5, 0),
        ([10, 17, 40, 41, 99], 1),  # small steps, whatever they share
        ([2**32 - 64_000, 0, 64_000, 128_000, 192_000], 64_000),
        ([1, 64_001, 128_001, 192_001], None),  # too few
        ([908116447, 3922009477, 604318425, 2608292186, 781143079], None),
    ],
)
def test_one_counter(values: list[int], step: int | None) -> None:
    assert one_counter(values) == step


def test_random_numbers_are_no_counter() -> None:
    dice = random.Random(9)
    assert not any(one_counter([dice.getrandbits(32) for _ in range(5)]) for _ in range(20_000))


def test_an_even_clock_is_read_through_jitter() -> None:
    dice = random.Random(64)
    at_s = [0.1 * place for place in range(8)]
    late = [at + dice.uniform(0, 0.005) for at in at_s]
    found = isn_clock([int(at * 15_625_000) % 2**32 for at in late], at_s)
    assert found is not None
    assert found.interval[0] < 15_625_000 < found.interval[1]
    assert found.ticks_per_s == pytest.approx(15_625_000, rel=0.02)


def test_what_is_no_clock() -> None:
    dice = random.Random(65)
    at_s = [0.1 * place for place in range(8)]
    drawn = [[dice.getrandbits(32) for _ in at_s] for _ in range(2000)]
    assert sum(isn_clock(one, at_s) is not None for one in drawn) <= 2
    assert isn_clock([5] * 8, at_s) is None
    assert isn_clock([1, 2, 3], [0.0, 0.1, 0.2]) is None
