"""What other tools hold against a site."""

from __future__ import annotations

from typing import Any

from periplus.facts.tool_report import ToolFinding
from periplus.model import Basis, Status
from periplus.rules import tool_findings

SITE = "SITE:https://www.example.org"


def finding(**parts: Any) -> ToolFinding:
    told = {"finding": "CSP", "severity": "LOW", "says": "CSP is not set", "references": ()}
    return ToolFinding(**{"tool": "Wapiti 3.2.3", "vantage": "desk", **told, **parts})


def test_a_finding_is_told_with_its_tool_and_grade(ask: Any, observe: Any) -> None:
    (claim,) = ask(tool_findings, observe(SITE, finding(references=("A", "B")), basis=Basis.TOLD))
    assert claim.status is Status.TOLD_ONLY
    assert claim.value == {
        "tool": "Wapiti 3.2.3",
        "finding": "CSP",
        "severity": "LOW",
        "says": "CSP is not set",
        "references": "A, B",
    }
    assert claim.reasons == ("Wapiti 3.2.3, from desk, says of CSP: CSP is not set and grades it LOW.",)


def test_without_a_grade_none_is_made_up(ask: Any, observe: Any) -> None:
    (claim,) = ask(tool_findings, observe(SITE, finding(severity=""), basis=Basis.TOLD))
    assert claim.value["severity"] is None
    assert "without a grade" in claim.reasons[0]


def test_nothing_of_nothing(ask: Any) -> None:
    assert ask(tool_findings) == []
