"""What other tools hold against a site, in their own words and grades."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.tool_report import ToolFinding
from periplus.model import Claim, Layer, Observation, Sign, Tables, Value

VERSION = 1
READS = (ToolFinding,)
WRITES = ("site.tool_finding",)
RULE = f"tool_findings@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per finding and tool; whether it holds is not judged here."""
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, ToolFinding):
            continue
        value: Value = {
            "tool": fact.tool,
            "finding": fact.finding,
            "severity": fact.severity or None,
            "says": fact.says,
            "references": ", ".join(fact.references) or None,
        }
        grade = f" and grades it {fact.severity}" if fact.severity else " without a grade"
        yield Sign.on(
            observation,
            predicate="site.tool_finding",
            value=value,
            layer=Layer.EDGE,
            channel="scan-db",
            reason=f"{fact.tool}, from {fact.vantage}, says of {fact.finding}: {fact.says}{grade}.",
            rule=RULE,
        )
