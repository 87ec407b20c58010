"""Names that certificates carry."""

from __future__ import annotations

from typing import Any

from periplus.facts.ct import LoggedCertificate, LogSearch
from periplus.facts.tls import Certificate
from periplus.model import Basis, Status
from periplus.rules import zone_names
from tests.measures.asked import asked

HEADER = asked("example.org", "TXT")[0]

SEARCHED = ("ZONE:example.org", LogSearch(rows=2))


def test_logs_that_were_not_searched(ask: Any) -> None:
    (claim,) = ask(zone_names, HEADER)
    assert (claim.value, claim.status) == (None, Status.INSUFFICIENT)
    assert "ct_search" in claim.reasons[0]
    assert ask(zone_names, HEADER, SEARCHED) == []


def logged(observe: Any, *names: str) -> Any:
    fact = LoggedCertificate(
        names=names, issuer="x", not_before="2019-01-01", not_after="2020-01-01", serial=""
    )
    return observe("ZONE:example.org", fact, basis=Basis.TOLD)


def shown(*names: str, position: int = 0) -> tuple[str, Certificate]:
    fact = Certificate(
        position=position, subject="", issuer="", issuer_organisation=None, names=names, serial="",
        not_before="", not_after="", key="", signature_algorithm="", fingerprint="", sct_count=0,
    )  # fmt: skip
    return "ENDPOINT:192.0.2.1:443/www.example.org", fact


def test_both_ways(ask: Any, observe: Any) -> None:
    claims = ask(
        zone_names,
        HEADER,
        SEARCHED,
        logged(observe, "old.example.org", "www.example.org", "notexample.org"),
        shown("www.example.org"),
        shown("ca.example.org", position=1),
    )
    assert {claim.value: claim.status for claim in claims} == {
        "old.example.org": Status.TOLD_ONLY,
        "www.example.org": Status.SUPPORTED,
    }
    assert any("until 2020-01-01" in reason for claim in claims for reason in claim.reasons)


def test_names_are_bounded(ask: Any, observe: Any) -> None:
    many = [logged(observe, *(f"n{a}-{b}.example.org" for b in range(90))) for a in range(9)]
    assert len(ask(zone_names, HEADER, SEARCHED, *many)) == 500
