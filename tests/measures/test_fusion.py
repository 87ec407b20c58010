"""Fusion: the worked numbers of the design, and what must hold for any signs."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.fusion import fuse, mixture_llr, word
from periplus.model import (
    Basis,
    Claim,
    Layer,
    Predicate,
    Shape,
    Sign,
    Status,
    Subject,
    SubjectKind,
)

AS_OF = datetime(2024, 6, 1, tzinfo=UTC)
SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")


def predicate(name: str, shape: Shape, prior: float | None = None) -> Predicate:
    return Predicate(
        name=name,
        subject=SubjectKind.SITE,
        shape=shape,
        layer=Layer.EDGE,
        prior=prior,
        half_life_days=None if prior is None else 180.0,
        label=name,
        meaning=name,
        citation="none",
    )


PREDICATES = {
    one.name: one
    for one in (
        predicate("t.reading", Shape.READING),
        predicate("t.quantity", Shape.QUANTITY),
        predicate("t.inference", Shape.INFERENCE, 0.05),
        predicate("t.even", Shape.INFERENCE, 0.5),
        predicate("t.sure", Shape.INFERENCE, 0.95),
        predicate("t.exclusive", Shape.EXCLUSIVE, 0.1),
    )
}


def sign(**changes: Any) -> Sign:
    plain: dict[str, Any] = {
        "subject": SITE,
        "predicate": "t.inference",
        "value": "v",
        "layer": Layer.EDGE,
        "llr": 3.0,
        "channel": "http-response",
        "basis": Basis.WITNESSED,
        "observed_at": AS_OF,
        "support": ("o1",),
        "reason": "It says so.",
        "rule": "test@1",
    }
    return Sign(**(plain | changes))


def one(*signs: Sign) -> Claim:
    (claim,) = fuse(signs, PREDICATES, AS_OF)
    return claim


def fused_at(prior: float, *llrs: tuple[str, float]) -> float:
    registry = {"t": predicate("t", Shape.INFERENCE, prior)}
    signs = [sign(predicate="t", channel=channel, llr=llr) for channel, llr in llrs]
    (claim,) = fuse(signs, registry, AS_OF)
    assert claim.probability is not None
    return claim.probability


# ---------------------------------------------------------------- worked numbers


@pytest.mark.parametrize(
    ("prior", "llrs", "expected"),
    [
        (0.01, [("http-response", 5.0), ("page-runtime", 4.6), ("tcp", 2.2)], 0.99),
        (0.01, [("tcp", 2.2)], 0.0836),
        (0.002, [("tcp", 3.0)], 0.0387),
        (0.15, [("tcp", 5.0)], 0.9632),
        (0.35, [("http-response", 4.5), ("archive:a", 2.5)], 0.99),
        (0.20, [("text:a", 1.6)], 0.5532),
        (0.15, [("text:a", 0.4)], 0.2084),
    ],
)
def test_worked_numbers(prior: float, llrs: list[tuple[str, float]], expected: float) -> None:
    assert fused_at(prior, *llrs) == pytest.approx(expected, abs=2e-4)


def test_three_signs_of_one_response_count_once() -> None:
    assert fused_at(0.01, ("http-response", 5.0)) == fused_at(0.01, *[("http-response", 5.0)] * 3)


def test_mixture_of_the_worked_case_says_nothing_about_the_origin() -> None:
    # tcp seen through an edge with q .997, b .25: LR 1.007 where the naive reading had 20
    assert math.exp(mixture_llr(tp=0.6, fp=0.03, b=0.25, q=0.997)) == pytest.approx(1.007, abs=1e-3)
    assert math.exp(mixture_llr(tp=0.6, fp=0.03, b=0.25, q=0.0)) == pytest.approx(20.0)
    assert mixture_llr(tp=0.6, fp=0.03, b=0.25, q=1.0) == 0.0


@pytest.mark.parametrize("rates", [(1.1, 0.1, 0.1, 0.1), (0.5, 0.0, 0.0, 0.3), (0.5, -0.1, 0.1, 0.1)])
def test_mixture_refuses_what_is_no_rate(rates: tuple[float, float, float, float]) -> None:
    tp, fp, b, q = rates
    with pytest.raises(ValueError, match=r"\.$"):
        mixture_llr(tp=tp, fp=fp, b=b, q=q)


def test_exclusive_with_a_weak_rival() -> None:
    claims = fuse(
        [
            sign(predicate="t.exclusive", value="A", channel="provider-ranges", llr=4.6),
            sign(predicate="t.exclusive", value="B", channel="registry", llr=-0.1),
        ],
        PREDICATES,
        AS_OF,
    )
    assert claims[0].probability == pytest.approx(0.9178, abs=1e-4)
    assert claims[0].word == "very likely"


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.01, "almost no chance"),
        (0.05, "very unlikely"),
        (0.1999, "very unlikely"),
        (0.2, "unlikely"),
        (0.45, "roughly even"),
        (0.55, "likely"),
        (0.8, "very likely"),
        (0.95, "almost certain"),
    ],
)
def test_words(probability: float, text: str) -> None:
    assert word(probability) == text


# ---------------------------------------------------------------- status


def test_readings_of_several_sources_are_one_claim() -> None:
    claim = one(
        sign(predicate="t.reading", support=("o1",), channel="registry"),
        sign(predicate="t.reading", support=("o2",), channel="dns-auth", basis=Basis.TOLD),
    )
    assert (claim.status, claim.probability, claim.word) == (Status.SUPPORTED, None, None)
    assert claim.support == ("o1", "o2")
    assert claim.groups_for == ("dns-auth", "registry")
    assert claim.basis is Basis.WITNESSED


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"basis": Basis.TOLD}, Status.TOLD_ONLY),
        ({"status": Status.PAST}, Status.PAST),
        ({"status": Status.INSUFFICIENT}, Status.INSUFFICIENT),
        ({"value": None}, Status.INSUFFICIENT),
        ({"status": Status.UNSUPPORTED}, Status.UNSUPPORTED),
        ({}, Status.SUPPORTED),
    ],
)
@pytest.mark.parametrize("name", ["t.reading", "t.inference", "t.exclusive", "t.quantity"])
def test_status(name: str, changes: dict[str, Any], status: Status) -> None:
    claim = one(sign(predicate=name, **changes))
    assert claim.status is status
    judged = "reading" not in name and "quantity" not in name and status is not Status.INSUFFICIENT
    assert (claim.probability is not None) is judged


def test_contested_needs_two_channels() -> None:
    pro, contra = sign(llr=1.5), sign(llr=-1.5, channel="tls", reason="It does not.")
    assert one(pro, contra).status is Status.CONTESTED
    assert one(pro, contra).groups_against == ("tls",)
    assert set(one(pro, contra).reasons) == {"It says so.", "It does not."}
    assert one(pro, replace(contra, channel="http-response")).status is Status.SUPPORTED
    assert one(pro, replace(contra, llr=-1.4)).status is Status.SUPPORTED


def test_told_only_is_capped_until_somebody_saw_it() -> None:
    told = [sign(predicate="t.sure", basis=Basis.TOLD, channel=f"text:{who}") for who in "abc"]
    assert one(*told).probability == 0.80
    assert one(*told, sign(predicate="t.sure", llr=0.5, channel="tls")).probability == 0.99
    against = sign(predicate="t.sure", llr=-0.1, channel="tls")
    assert one(*told, against).probability == 0.80
    assert one(*told, against).status is Status.TOLD_ONLY


def test_about_another_layer_is_kept_beside_the_claim() -> None:
    claim = one(sign(status=Status.UNSUPPORTED, reason="The edge answered."))
    assert claim.status is Status.UNSUPPORTED
    assert claim.probability == 0.05
    assert [ignored.reason for ignored in claim.ignored] == ["The edge answered."]
    supported = one(sign(status=Status.UNSUPPORTED), sign(support=("o2",)))
    assert supported.status is Status.SUPPORTED
    assert supported.support == ("o2",)


def test_signs_fade_by_half_lives_and_never_grow() -> None:
    fresh = one(sign(llr=4.0)).probability
    old = one(sign(llr=4.0, observed_at=AS_OF - timedelta(days=180))).probability
    assert old == one(sign(llr=2.0)).probability
    assert one(sign(llr=4.0, observed_at=AS_OF + timedelta(days=180))).probability == fresh


def test_derived_is_never_above_what_it_rests_on() -> None:
    derived = sign(llr=5.0, ceiling=0.6)
    again = sign(llr=5.0, ceiling=0.6, channel="tls")
    assert one(derived).probability == 0.6
    assert one(derived, again).probability == 0.6
    assert one(derived, sign(llr=5.0, channel="tls")).probability == 0.99
    assert one(sign(predicate="t.exclusive", llr=5.0, ceiling=0.3)).probability == 0.3


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    "changes",
    [
        {"predicate": "t.unknown"},
        {"channel": "hearsay"},
        {"channel": "archive:"},
        {"layer": Layer.BEHIND},
        {"subject": Subject(kind=SubjectKind.ZONE, key="example.org")},
        {"llr": math.nan},
        {"llr": math.inf},
        {"support": ()},
    ],
)
def test_a_wrong_sign_is_refused_in_one_sentence(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^A sign of test@1 .*\.$"):
        fuse([sign(**changes)], PREDICATES, AS_OF)


def test_nothing_from_nothing() -> None:
    assert fuse([], PREDICATES, AS_OF) == ()


# ---------------------------------------------------------------- what holds for any signs

CHANNEL_NAMES = st.sampled_from(["tcp", "tls", "http-response", "archive:a", "text:b", "registry"])
VALUES = st.sampled_from(["a", "b", {"name": "c", "secure": True}, 4, None])
ANY_SIGN = st.builds(
    sign,
    predicate=st.sampled_from(sorted(PREDICATES)),
    value=VALUES,
    llr=st.floats(-9, 9),
    channel=CHANNEL_NAMES,
    basis=st.sampled_from(Basis),
    observed_at=st.integers(-50, 2000).map(lambda days: AS_OF - timedelta(days=days)),
    support=st.sampled_from([("o1",), ("o2", "o3"), ("o4",)]),
    reason=st.sampled_from(["One.", "Two.", "Three."]),
    status=st.sampled_from([None, None, None, Status.PAST, Status.UNSUPPORTED, Status.INSUFFICIENT]),
    ceiling=st.sampled_from([None, None, 0.3, 0.9]),
)
FUSED_SIGN = st.builds(
    sign,
    predicate=st.sampled_from(["t.inference", "t.even", "t.sure", "t.exclusive"]),
    value=st.sampled_from(["a", "b", "c"]),
    llr=st.floats(-9, 9),
    channel=CHANNEL_NAMES,
    basis=st.sampled_from(Basis),
    ceiling=st.sampled_from([None, None, 0.3, 0.9]),
)


def numbers(signs: list[Sign]) -> dict[str, float]:
    claims = fuse(signs, PREDICATES, AS_OF)
    return {claim.id: claim.probability for claim in claims if claim.probability is not None}


@given(st.lists(ANY_SIGN, max_size=12), st.randoms(use_true_random=False))
def test_order_never_matters(signs: list[Sign], dice: random.Random) -> None:
    shuffled = signs.copy()
    dice.shuffle(shuffled)
    assert repr(fuse(signs, PREDICATES, AS_OF)) == repr(fuse(shuffled, PREDICATES, AS_OF))


@given(st.lists(ANY_SIGN, min_size=1, max_size=8), st.integers(0, 7))
def test_a_copied_sign_changes_nothing(signs: list[Sign], index: int) -> None:
    copied = [*signs, signs[index % len(signs)]]
    assert fuse(signs, PREDICATES, AS_OF) == fuse(copied, PREDICATES, AS_OF)


@given(st.lists(FUSED_SIGN, min_size=1, max_size=8), st.integers(0, 7))
def test_a_weaker_copy_within_a_channel_changes_no_number(signs: list[Sign], index: int) -> None:
    chosen = signs[index % len(signs)]
    weaker = replace(chosen, llr=chosen.llr / 2, support=("o9",))
    assert numbers(signs) == numbers([*signs, weaker])


@given(st.lists(FUSED_SIGN, min_size=1, max_size=8), FUSED_SIGN)
def test_support_never_lowers_and_contradiction_never_raises(signs: list[Sign], more: Sign) -> None:
    told = replace(signs[0], llr=0.0)  # the statement exists before and after
    added = replace(more, predicate=told.predicate, value=told.value)
    (identity,) = (claim.id for claim in fuse([told], PREDICATES, AS_OF))
    before = numbers([*signs, told])[identity]
    after = numbers([*signs, told, added])[identity]
    rounding = 1e-4
    if added.llr >= 0:
        # a derived claim is never above what it rests on, not even when its prior is
        assert after >= min(before, added.ceiling or 1.0) - rounding
    else:
        assert after <= before + rounding


@given(st.lists(FUSED_SIGN, min_size=1, max_size=8))
def test_told_only_cap_follows_the_signs_for_it(signs: list[Sign]) -> None:
    for claim in fuse(signs, PREDICATES, AS_OF):
        speaking = [
            s for s in signs if s.llr > 0 and (s.predicate, s.value) == (claim.predicate, claim.value)
        ]
        assert claim.probability is not None
        if all(s.basis is Basis.TOLD for s in speaking):
            assert claim.probability <= 0.80
        if speaking and claim.status is Status.TOLD_ONLY:
            assert all(s.basis is Basis.TOLD for s in speaking)


@given(
    st.lists(st.tuples(st.integers(0, 120), st.floats(-9, 9), CHANNEL_NAMES), min_size=1, max_size=150)
)
def test_something_else_keeps_its_mass(rows: list[tuple[int, float, str]]) -> None:
    signs = [
        sign(predicate="t.exclusive", value=value, llr=llr, channel=channel)
        for value, llr, channel in rows
    ]
    shares = list(numbers(signs).values())
    assert math.fsum(shares) <= 1.0
    assert all(share > 0 for share in shares)
    if len(shares) == 1:
        # one strongest sign per channel, six channels: s_0 stays in the denominator
        strongest = 0.1 * math.exp(30)
        assert shares[0] <= max(0.01, min(0.99, strongest / (strongest + 0.9)))


@given(st.lists(FUSED_SIGN, max_size=8))
def test_numbers_have_four_decimals_within_what_is_shown(signs: list[Sign]) -> None:
    for share in numbers(signs).values():
        assert 0.01 <= share <= 0.99
        assert share == round(share, 4)
