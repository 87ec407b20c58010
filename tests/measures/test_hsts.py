"""Strict-Transport-Security as browsers read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.hsts import TransportPolicy, transport_policy


def policy(age: int, *, below: bool = False, preload: bool = False) -> TransportPolicy:
    return TransportPolicy(max_age_s=age, include_subdomains=below, preload=preload)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max-age=31536000", policy(31536000)),
        (
            'MAX-AGE="63072000" ;includeSubDomains; preload',
            policy(63072000, below=True, preload=True),
        ),
        ("max-age=0", policy(0)),
        (" ; max-age=5; future=x;;", policy(5)),
        ("includeSubDomains", None),
        ("max-age=1; max-age=2", None),
        ("max-age=-1", None),
        ("max-age", None),
        ("max-age=soon", None),
        ("", None),
    ],
)
def test_policy(text: str, expected: TransportPolicy | None) -> None:
    assert transport_policy(text) == expected


@pytest.mark.parametrize(
    ("one", "lacks"),
    [
        (policy(31536000, below=True, preload=True), ()),
        (policy(31535999, below=True, preload=True), ("max-age=31536000 or more",)),
        (policy(31536000), ("includeSubDomains", "preload")),
    ],
)
def test_what_the_list_asks_for(one: TransportPolicy, lacks: tuple[str, ...]) -> None:
    assert one.lacks_for_preload == lacks


@given(st.text() | st.lists(st.sampled_from(["max-age=", "9" * 50, ";", '"', "preload"])).map("".join))
def test_never_raises(text: str) -> None:
    transport_policy(text)
