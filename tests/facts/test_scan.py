"""Statements of scanners."""

from __future__ import annotations

from periplus.facts.scan import PassiveStack


def test_every_statement_keeps_its_tool_and_vantage() -> None:
    seen = PassiveStack(
        tool="p0f", vantage="desk", label="", fuzzy=False, distance_hops=None, signature=""
    )
    assert (seen.tool, seen.vantage) == ("p0f", "desk")
    assert list(seen.leads()) == []  # nobody is contacted because a tool named him
