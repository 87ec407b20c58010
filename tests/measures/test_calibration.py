"""Scores of probabilities against closed forms, and what must hold for any."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.calibration import (
    Look,
    Said,
    bins,
    brier,
    doubts,
    expected_error,
    log_loss,
    rates,
    read_labels,
)

ANY = st.lists(
    st.builds(
        Said,
        predicate=st.just("site.edge"),
        probability=st.floats(min_value=0.01, max_value=0.99),
        so=st.booleans(),
    ),
    min_size=1,
    max_size=60,
)


def said(probability: float, *, so: int, of: int) -> list[Said]:
    return [Said(predicate="p", probability=probability, so=number < so) for number in range(of)]


def test_what_is_right_as_often_as_it_says_has_no_error() -> None:
    perfect = said(0.25, so=1, of=4) + said(0.9, so=9, of=10)

    assert expected_error(perfect) == pytest.approx(0)
    assert brier(said(0.5, so=1, of=2)) == pytest.approx(0.25)
    assert log_loss(said(0.5, so=1, of=2)) == pytest.approx(math.log(2))


def test_an_overstatement_is_measured() -> None:
    overstated = said(0.99, so=6, of=10)

    assert expected_error(overstated) == pytest.approx(0.39)
    (only,) = bins(overstated)
    assert (only.count, only.so, only.share) == (10, 6, 0.6)


@given(ANY)
def test_bins_hold_everything_once_and_in_order(all_said: list[Said]) -> None:
    found = bins(all_said)

    assert sum(one.count for one in found) == len(all_said)
    assert sum(one.so for one in found) == sum(one.so for one in all_said)
    assert len(found) <= 10
    for one, after in itertools.pairwise(found):
        assert one.last < after.first
    assert 0 <= expected_error(all_said) <= 1
    assert 0 <= brier(all_said) <= 1


def test_nothing_said_scores_nothing() -> None:
    for score in (brier, log_loss, bins):
        with pytest.raises(ValueError, match="nothing was said"):
            score([])


def test_rates_are_counted_and_never_certain() -> None:
    looks = [Look(weight="w", seen=True, so=True)] * 8 + [Look(weight="w", seen=False, so=False)] * 18
    (one,) = rates(looks)

    assert (one.tp, one.fp, one.n) == (0.9, 0.05, 26)


def test_labels() -> None:
    text = "subject,predicate,value,so\nSITE:https://a.example,site.edge,Varnish,yes\n,p,v,No\n"
    first, second = read_labels(text)

    assert (first.subject, first.value, first.so) == ("SITE:https://a.example", "Varnish", True)
    assert second.so is False


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "first line"),
        ("a,b\n", "first line"),
        ("subject,predicate,value,so\na,b,c,perhaps\n", "line 2"),
        ("subject,predicate,value,so\na,b,c\n", "line 2"),
        ("subject,predicate,value,so\na,b,c,yes,d\n", "line 2"),
    ],
)
def test_wrong_labels_are_named_by_line(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_labels(text)


def test_few_or_onesided_statements_are_doubted() -> None:
    assert doubts(said(0.5, so=300, of=600)) == []
    few, onesided = doubts(said(0.5, so=99, of=100))
    assert "few" in few
    assert "99% of the statements" in onesided
