"""A sender policy, and what it comes to in words."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.model import Status
from periplus.rules import spf
from tests.measures.asked import asked

TXT = ("example.org", "TXT")


@pytest.mark.parametrize(
    ("texts", "state", "words"),
    [
        (["v=spf1 -all"], "policy", "nobody may send mail for this domain"),
        (["other", "v=spf1 +all"], "policy", "everybody may send mail for this domain"),
        (["other"], "none", "no policy: nothing says who may send mail for this domain"),
        (["v=spf1 foo"], "permerror", "a policy in error: receivers may treat it as none"),
    ],
)
def test_what_a_zone_says(ask: Any, texts: list[str], state: str, words: str) -> None:
    record, policy = sorted(ask(spf, *asked(*TXT, *texts)), key=lambda claim: claim.predicate)[::-1]
    assert (record.value["state"], policy.value) == (state, words)
    assert {record.status, policy.status} == {Status.SUPPORTED}


def test_includes_are_followed(ask: Any) -> None:
    seen = [
        *asked(*TXT, "v=spf1 include:_spf.example.net ip4:192.0.2.0/28 ~all"),
        *asked("_spf.example.net", "TXT", "v=spf1 ip4:198.51.100.25 -all"),
    ]
    record = next(claim for claim in ask(spf, *seen) if claim.predicate == "zone.spf")
    assert record.value["senders"] == "198.51.100.25/32, 192.0.2.0/28"
    assert (record.value["all"], record.value["lookups"]) == ("~", 1)
    assert len(record.support) == 4


@pytest.mark.parametrize("rcode", ["SERVFAIL", None])
def test_what_was_not_had_is_insufficient(ask: Any, rcode: str | None) -> None:
    seen = asked(*TXT, "v=spf1 include:_spf.example.net -all")
    if rcode:
        seen += asked("_spf.example.net", "TXT", rcode=rcode)
    assert {claim.status for claim in ask(spf, *seen)} == {Status.INSUFFICIENT}


def test_names_passed_by_are_not_judged(ask: Any) -> None:
    assert ask(spf, *asked("_spf.example.net", "TXT", "v=spf1 -all")) == []
