"""What receivers are asked to do with mail that fails."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.model import Status
from periplus.rules import dmarc
from tests.measures.asked import asked

ZONE = asked("example.org", "TXT")
NAME = ("_dmarc.example.org", "TXT")


@pytest.mark.parametrize(
    ("record", "policy", "reports"),
    [
        ("v=DMARC1; p=reject; rua=mailto:d@example.org", "reject", True),
        ("v=DMARC1;p=none", "none", False),
        ("v=DMARC1 ; P=Quarantine ; pct=20", "quarantine", False),
        ("v=DMARC1; p=perhaps; rua=mailto:d@example.org", "none", True),
        ("v=DMARC1; p=perhaps", "invalid", False),
        ("v=DMARC1", "invalid", False),
    ],
)
def test_a_policy(ask: Any, record: str, policy: str, reports: bool) -> None:
    (claim,) = ask(dmarc, *ZONE, *asked(*NAME, record))
    assert claim.value["published"] is True
    assert (claim.value["policy"], claim.value["reports"]) == (policy, reports)


@pytest.mark.parametrize("records", [(), ("v=DMARC2; p=reject",), ("p=reject; v=DMARC1",)])
def test_no_policy(ask: Any, records: tuple[str, ...]) -> None:
    (claim,) = ask(dmarc, *ZONE, *asked(*NAME, *records))
    assert (claim.value, claim.status) == ({"published": False}, Status.SUPPORTED)


def test_two_policies_are_none(ask: Any) -> None:
    (claim,) = ask(dmarc, *ZONE, *asked(*NAME, "v=DMARC1; p=reject", "v=DMARC1; p=none"))
    assert claim.value["policy"] == "invalid"


def test_the_policy_of_the_zone_above_is_inherited(ask: Any) -> None:
    below: dict[str, Any] = {"target": "a.example.org"}
    seen = [
        *asked("a.example.org", "TXT", **below),
        *asked("_dmarc.a.example.org", "TXT", rcode="NXDOMAIN", **below),
        *asked(*NAME, "v=DMARC1; p=none; sp=reject", **below),
    ]
    (claim,) = ask(dmarc, *seen)
    assert (claim.subject.key, claim.value["policy"]) == ("a.example.org", "reject")
    assert "by the policy of example.org" in claim.reasons[0]


def test_what_was_not_answered(ask: Any) -> None:
    (claim,) = ask(dmarc, *ZONE, *asked(*NAME, rcode="SERVFAIL"))
    assert (claim.value, claim.status) == (None, Status.INSUFFICIENT)


def test_what_was_not_asked(ask: Any) -> None:
    assert ask(dmarc, *ZONE) == []
