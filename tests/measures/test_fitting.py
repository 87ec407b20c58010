"""Rates at the prior, what decides in a channel, agreement, and an interval."""

from __future__ import annotations

import math

import pytest

from periplus.measures.calibration import Look, Rates
from periplus.measures.fitting import (
    Spoken,
    agreements,
    at_prior,
    deciding,
    looks_of_sites,
    moved,
    wilson,
)

TRUTH: dict[str, dict[str, set[str]]] = {
    "a": {"p": {"X"}},
    "b": {"p": {"X", "Y"}},
    "c": {"p": set()},
}


def spoken(subject: str, value: str, weight: str, channel: str = "one", strength: float = 2.0) -> Spoken:
    return Spoken(
        subject=subject,
        predicate="p",
        value=value,
        channel=channel,
        weight=weight,
        strength=strength,
    )


def test_true_statements_count_with_and_false_ones_without() -> None:
    could = {("p", "X"): {"w", "v"}, ("p", "Y"): {"w"}}
    said = [spoken("a", "X", "w"), spoken("b", "Z", "w"), spoken("elsewhere", "X", "w")]
    looks = list(looks_of_sites(TRUTH, said, could))
    mine = [(look.seen, look.so) for look in looks if look.weight == "w"]
    assert sorted(mine) == [(False, True), (False, True), (True, False), (True, True)]
    assert [(look.seen, look.so) for look in looks if look.weight == "v"] == [(False, True)] * 2


@pytest.mark.parametrize("prior", [0.05, 0.2, 0.5])
def test_a_sign_alone_brings_the_prior_to_its_share(prior: float) -> None:
    looks = [Look(weight="w", seen=True, so=True)] * 800
    looks += [Look(weight="w", seen=False, so=True)] * 200
    looks += [Look(weight="w", seen=True, so=False)] * 100
    found = at_prior(looks, prior)
    assert found is not None
    odds = prior / (1 - prior) * found.tp / found.fp
    assert odds / (1 + odds) == pytest.approx(800 / 900, abs=0.01)


def test_no_look_is_no_rate() -> None:
    assert at_prior([], 0.1) is None


def test_the_strongest_of_a_channel_decides() -> None:
    weak, strong = spoken("a", "X", "weak", strength=1.0), spoken("a", "X", "strong", strength=3.0)
    other = spoken("a", "X", "else", channel="two", strength=1.0)
    against = spoken("a", "X", "against", channel="three", strength=-2.0)
    assert deciding([weak, strong, other, against]) == deciding([strong, other, weak]) == [strong, other]


def test_agreement_is_two_channels_for_one_statement() -> None:
    said = [
        spoken("a", "X", "w"),
        spoken("a", "X", "v", channel="two"),
        spoken("b", "Z", "w"),
        spoken("b", "Z", "v", channel="two"),
        spoken("b", "X", "w"),
        spoken("b", "X", "u"),
    ]
    assert agreements(TRUTH, said, ("p",)) == (2, 1)
    assert agreements(TRUTH, said, ("q",)) == (0, 0)


def test_wilson() -> None:
    low, high = wilson(45, 50)
    assert (round(low, 3), round(high, 3)) == (0.786, 0.957)
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(10, 10)
    assert high == pytest.approx(1.0)
    assert math.isclose(low, 0.7225, abs_tol=0.001)


def test_an_expert_stands_for_some_statements() -> None:
    nothing = Rates(weight="w", seen_with=0, with_it=0, seen_without=0, without_it=0)
    plain, at = moved(nothing, (0.6, 0.02), None), moved(nothing, (0.6, 0.02), 0.05)
    assert (plain.tp, plain.fp) == pytest.approx((0.6, 0.02))
    assert (at.tp, at.fp) == pytest.approx((0.6, 0.02))


def test_counts_move_the_expert() -> None:
    found = Rates(weight="w", seen_with=40, with_it=100, seen_without=40, without_it=1900)
    now = moved(found, (0.6, 0.004), 0.05)
    odds = 0.05 / 0.95 * now.tp / now.fp
    expert = 20 * (0.05 / 0.95 * 150) / (1 + 0.05 / 0.95 * 150)
    assert odds == pytest.approx((40 + expert) / (40 + 20 - expert))
