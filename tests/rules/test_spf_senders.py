"""What a zone's own exchanges get under its policy."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.rules import spf_senders
from tests.measures.asked import asked


@pytest.mark.parametrize(
    ("spf", "results"),
    [
        ("v=spf1 mx -all", ["pass"]),
        ("v=spf1 -all", ["fail"]),
        ("v=spf1 ip4:203.0.113.0/24 ~all", ["softfail"]),
        ("v=spf1 nonsense", ["permerror"]),
        ("v=spf1 include:not-asked.example.net -all", []),
        ("no policy", []),
    ],
)
def test_results(ask: Any, spf: str, results: list[str]) -> None:
    seen = [
        *asked("example.org", "TXT", spf),
        *asked("example.org", "MX", "10 mx.example.org"),
        *asked("mx.example.org", "A", "192.0.2.1"),
    ]
    claims = ask(spf_senders, *seen)
    assert [claim.value["result"] for claim in claims] == results
    assert all(claim.value["address"] == "192.0.2.1" for claim in claims)
