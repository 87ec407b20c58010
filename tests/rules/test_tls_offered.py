"""TLS that a server agrees to, as other tools found."""

from __future__ import annotations

from typing import Any

from periplus.facts.tool_report import OfferedGroups, OfferedSuites, OfferedVersion
from periplus.model import Basis, Status
from periplus.rules import tls_offered

SITE = "SITE:https://www.example.org"


def who(tool: str = "sslyze 6.3.1") -> dict[str, str]:
    return {"tool": tool, "vantage": "desk"}


def test_tools_that_agree_share_a_claim_and_others_stand_beside(ask: Any, observe: Any) -> None:
    tools = (("a", True), ("b", True), ("c", False))
    facts = [OfferedVersion(**who(tool), version="TLSv1", offered=told) for tool, told in tools]
    claims = ask(tls_offered, *(observe(SITE, fact, basis=Basis.TOLD) for fact in facts))
    told = {claim.value["offered"]: claim for claim in claims}
    assert len(told[True].support) == 2
    assert len(told[False].support) == 1
    assert told[True].status is Status.TOLD_ONLY
    assert "a, from desk, found that TLSv1 is offered." in told[True].reasons


def test_suites_and_groups(ask: Any, observe: Any) -> None:
    suites = OfferedSuites(**who(), version="TLSv1.2", suites=("TLS_B", "TLS_A"))
    groups = OfferedGroups(**who(), groups=("x25519", "secp256r1"))
    claims = ask(tls_offered, *(observe(SITE, fact, basis=Basis.TOLD) for fact in (suites, groups)))
    values = {claim.predicate: claim.value for claim in claims}
    assert values == {
        "site.tls_suites_told": {"version": "TLSv1.2", "suites": "TLS_A, TLS_B"},
        "site.tls_groups_told": "secp256r1, x25519",
    }


def test_nothing_of_nothing(ask: Any) -> None:
    assert ask(tls_offered) == []
