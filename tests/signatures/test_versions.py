"""Which version comes first."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.signatures.versions import compared, lies_within

# Each earlier than the next; semver.org §11 gives the middle of it.
RISING = (
    "0.9.9", "0.10.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
    "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0-rc.1.1", "1.0.0", "1.0.1", "1.9.0b1",
    "1.9.0", "1.10", "2.0rc9", "2.0rc10", "2.0", "15.2.0-canary.8", "15.2.0-canary.77", "15.2.0",
)  # fmt: skip


def test_every_two_of_a_rising_row() -> None:
    for (i, one), (j, other) in itertools.product(enumerate(RISING), repeat=2):
        assert compared(one, other) == (i > j) - (i < j), (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("1.9", "1.9.0"), ("v1.2.3", "1.2.3"), ("1.2.3+build.5", "1.2.3"), ("1.0-RC1", "1.0.rc.1")],
)
def test_equal_ones(one: str, other: str) -> None:
    assert compared(one, other) == 0


@pytest.mark.parametrize(
    ("version", "inside"),
    [("1.11.3", False), ("1.12.2", False), ("1.12.3", True), ("2.2.4", True), ("3.0.0-beta1", False),
     ("3.0.0-alpha1", True), ("3.0.0", False)],
)  # fmt: skip
def test_the_lower_bound_counts_and_the_upper_does_not(version: str, inside: bool) -> None:
    assert lies_within(version, at_or_above="1.12.3", below="3.0.0-beta1") is inside


def test_an_empty_bound_is_none() -> None:
    assert lies_within("0.0.1", at_or_above="", below="1.0")
    assert lies_within("99", at_or_above="1", below="")


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_it_is_an_order_whatever_the_text(one: str, two: str, three: str) -> None:
    assert compared(one, two) == -compared(two, one)
    low, middle, high = sorted(
        (one, two, three), key=lambda v: [compared(v, o) for o in (one, two, three)].count(1)
    )
    assert compared(low, high) <= 0
    assert compared(low, middle) <= 0
