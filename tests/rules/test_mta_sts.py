"""Policies of MTA-STS against the exchanges of their zone."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.mta_sts import MtaStsPolicy
from periplus.rules import mta_sts
from tests.measures.asked import asked


@pytest.mark.parametrize(
    ("exchanges", "mode", "fault", "left_out", "says"),
    [
        (("mx.example.org",), "enforce", "", "", "or not at all."),
        (("*.example.net",), "enforce", "", "mx.example.org", "but it does not name mx.example.org"),
        ((), "none", "", "mx.example.org", "asks for nothing any more"),
        ((), "", "It names no exchange.", "mx.example.org", "cannot be used. It names no exchange."),
        (("*.example.org",), "testing", "", "", "report where TLS fails"),
    ],
)
def test_policies(  # noqa: PLR0917 (reads as a row of a table)
    ask: Any, exchanges: tuple[str, ...], mode: str, fault: str, left_out: str, says: str
) -> None:
    fact = MtaStsPolicy(mode=mode, exchanges=exchanges, max_age_s=86400, fault=fault)
    mx = asked("example.org", "MX", "10 mx.example.org")
    (claim,) = ask(mta_sts, ("ZONE:example.org", fact), *mx)
    assert claim.value["left_out"] == left_out
    assert claim.value["mode"] == (mode or None)
    assert says in claim.reasons[0]
