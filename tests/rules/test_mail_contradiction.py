"""Statements about mail that speak against each other, through the rules that make them."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.model import Basis
from periplus.rules import mail_contradiction
from tests.measures.asked import asked

NO_DMARC: tuple[str, ...] = ()
ALL = ("v=DMARC1; p=reject; rua=mailto:d@example.org",)


@pytest.mark.parametrize(
    ("spf", "mx", "dmarc", "found"),
    [
        ("v=spf1 -all", ["10 mx.example.org"], NO_DMARC, {"SPF and MX", "SPF and DMARC"}),
        ("v=spf1 -all", [], ALL, set()),
        ("v=spf1 -all", ["0 ."], ALL, set()),
        ("v=spf1 -all", ["10 mx.example.org"], ALL, {"SPF and MX"}),
        ("v=spf1 mx -all", ["10 mx.example.org"], ALL, set()),
        ("v=spf1 mx -all", ["10 mx.example.org"], NO_DMARC, {"MX without DMARC"}),
        ("none", ["10 mx.example.org"], ALL, {"MX without SPF"}),
        ("v=spf1 mx ~all", ["10 m.example.org"], ("v=DMARC1; p=reject",), {"DMARC without reports"}),
        (
            "v=spf1 mx ~all",
            ["10 m.example.org"],
            ("v=DMARC1; p=none; rua=mailto:d@x.org",),
            {"DMARC that asks nothing"},
        ),
        ("v=spf1 mx -all", ["0 .", "10 mx.example.org"], ALL, {"null MX and MX"}),
    ],
)
def test_findings(judged: Any, spf: str, mx: list[str], dmarc: tuple[str, ...], found: set[str]) -> None:
    seen = [
        *asked("example.org", "TXT", spf),
        *asked("example.org", "MX", *mx),
        *asked("_dmarc.example.org", "TXT", *dmarc),
    ]
    claims = [claim for claim in judged(*seen) if claim.predicate == "zone.mail_contradiction"]
    assert {claim.value["between"] for claim in claims} == found
    assert {claim.basis for claim in claims} <= {Basis.DEDUCED}
    assert all(claim.support for claim in claims)


def test_encryption_on_the_way_to_nowhere(judged: Any) -> None:
    seen = [*asked("example.org", "MX"), *asked("_mta-sts.example.org", "TXT", "v=STSv1; id=1")]
    claims = [claim for claim in judged(*seen) if claim.predicate == "zone.mail_contradiction"]
    assert [claim.value["between"] for claim in claims] == ["MTA-STS without MX"]


def test_says_nothing_of_nothing(ask: Any) -> None:
    assert ask(mail_contradiction) == []
