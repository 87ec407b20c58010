"""Statements about mail that speak against each other, through the rules that make them."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.mta_sts import MtaStsPolicy
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


def findings(judged: Any, *seen: Any) -> set[str]:
    claims = [c for c in judged(*seen) if c.predicate == "zone.mail_contradiction"]
    return {claim.value["between"] for claim in claims}


def policy(mode: str, *exchanges: str, fault: str = "") -> tuple[str, MtaStsPolicy]:
    fact = MtaStsPolicy(mode=mode, exchanges=exchanges, max_age_s=86400, fault=fault)
    return "ZONE:example.org", fact


MX = asked("example.org", "MX", "10 mx.example.org")


@pytest.mark.parametrize(
    ("file", "found"),
    [
        (policy("enforce", "mx.example.org"), set()),
        (policy("enforce", "*.example.org"), set()),
        (policy("enforce", "mx.example.net"), {"MTA-STS and MX"}),
        (policy("testing", "mx.example.net"), set()),
        (policy("", fault="It names no exchange."), {"MTA-STS record and policy"}),
    ],
)
def test_a_policy_and_the_exchanges(judged: Any, file: Any, found: set[str]) -> None:
    assert findings(judged, *MX, file) == found


@pytest.mark.parametrize(("vouched", "found"), [(False, {"TLSA without DNSSEC"}), (True, set())])
def test_a_certificate_pinned_in_an_unsigned_zone(judged: Any, vouched: bool, found: set[str]) -> None:
    exchanges = asked("example.org", "MX", "10 mx.example.org", authenticated=vouched)
    pinned = asked("_25._tcp.mx.example.org", "TLSA", "3 1 1 00ff", authenticated=vouched)
    assert findings(judged, *exchanges, *pinned) == found


@pytest.mark.parametrize(
    ("spf", "found"),
    [
        ("v=spf1 ip4:203.0.113.1 -all", {"SPF and its own exchanges"}),
        ("v=spf1 mx -all", set()),
        ("v=spf1 ip4:203.0.113.1 ~all", set()),
    ],
)
def test_exchanges_that_may_not_send(judged: Any, spf: str, found: set[str]) -> None:
    address = asked("mx.example.org", "A", "192.0.2.1")
    assert (
        findings(judged, *MX, *address, *asked("example.org", "TXT", spf)) - {"MX without DMARC"}
        == found
    )


def test_says_nothing_of_nothing(ask: Any) -> None:
    assert ask(mail_contradiction) == []
