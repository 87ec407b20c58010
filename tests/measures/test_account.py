"""The account of a claim against what fusion says of the same signs."""

from __future__ import annotations

from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.account import account
from periplus.measures.fusion import fuse
from periplus.model import Status
from tests.measures.test_fusion import AS_OF, PREDICATES, sign

Rows: TypeAlias = list[tuple[str, float, str]]
SIGNS = st.lists(
    st.tuples(
        st.sampled_from(("tls", "http-response", "tcp")),
        st.floats(min_value=-6, max_value=6).map(lambda llr: round(llr, 3)),
        st.sampled_from("ab"),
    ),
    min_size=1,
    max_size=8,
)


@given(given_signs=SIGNS, one_more=SIGNS, kind=st.sampled_from(("t.inference", "t.even", "t.exclusive")))
def test_one_more_sign_gives_what_fusion_then_says(given_signs: Rows, one_more: Rows, kind: str) -> None:
    signs = [sign(predicate=kind, channel=c, llr=llr, value=value) for c, llr, value in given_signs]
    channel, llr, _ = one_more[0]
    claim = fuse(signs, PREDICATES, AS_OF)[0]
    told = account(signs, PREDICATES, AS_OF, claim.id)

    more = sign(predicate=kind, channel=channel, llr=llr, value=claim.value)
    then = next(one for one in fuse([*signs, more], PREDICATES, AS_OF) if one.id == claim.id)

    assert then.probability == pytest.approx(told.with_sign(channel, llr), abs=0.02)


def test_each_channel_counts_its_strongest_once() -> None:
    signs = [sign(llr=3.0, reason="First."), sign(llr=3.0, reason="Second."), sign(llr=1.0)]
    signs += [sign(llr=-2.0), sign(llr=1.5, channel="tls")]
    told = account(signs, PREDICATES, AS_OF, fuse(signs, PREDICATES, AS_OF)[0].id)

    assert [(one.llr, one.counted) for one in told.weighed] == [
        (3.0, True),
        (3.0, False),
        (-2.0, True),
        (1.5, True),
        (1.0, False),
    ]
    assert told.channels == {"http-response": (3.0, -2.0), "tls": (1.5, 0.0)}
    assert told.prior == 0.05


def test_what_is_about_another_layer_is_left_out() -> None:
    signs = [sign(status=Status.UNSUPPORTED)]
    told = account(signs, PREDICATES, AS_OF, fuse(signs, PREDICATES, AS_OF)[0].id)

    assert (told.weighed, told.left_out) == ((), tuple(signs))


def test_a_reading_has_signs_and_no_number() -> None:
    signs = [sign(predicate="t.reading")]
    told = account(signs, PREDICATES, AS_OF, fuse(signs, PREDICATES, AS_OF)[0].id)

    assert (told.prior, told.channels) == (None, {})
    assert [one.counted for one in told.weighed] == [False]
    with pytest.raises(ValueError, match="no probability"):
        told.with_sign("tls", 1.0)


def test_no_account_of_what_is_not_claimed() -> None:
    with pytest.raises(KeyError):
        account([sign()], PREDICATES, AS_OF, "none")
