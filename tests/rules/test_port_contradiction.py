"""Our own connection and another tool, where they disagree."""

from __future__ import annotations

from typing import Any

from periplus.facts.port_scan import KnockedPorts
from periplus.facts.scan import ScannedPort
from periplus.model import Basis
from periplus.rules import port_contradiction

ADDRESS = "ADDRESS:198.51.100.7"


def ours(outcome: str, *ports: int) -> tuple[str, KnockedPorts]:
    return ADDRESS, KnockedPorts(vantage="here", protocol="tcp", outcome=outcome, ports=ports)


def theirs(observe: Any, port: int, state: str, protocol: str = "tcp") -> Any:
    fact = ScannedPort(tool="masscan", vantage="desk", protocol=protocol, port=port, state=state)
    return observe(ADDRESS, fact, basis=Basis.TOLD)


def test_both_states_stand_with_day_and_vantage(ask: Any, observe: Any) -> None:
    (claim,) = ask(port_contradiction, ours("refused", 24, 25, 26), theirs(observe, 25, "open"))
    assert claim.value == {
        "protocol": "tcp", "port": 25, "here": "closed", "told": "open", "tool": "masscan",
        "vantage": "desk",
    }  # fmt: skip
    (reason,) = claim.reasons
    assert reason.startswith("TCP port 25 is closed to our own connection of 2024-06-01, and open to")
    assert reason.endswith("masscan from desk on 2024-06-01.")
    assert claim.basis is Basis.DEDUCED


def test_agreement_other_protocols_and_what_was_not_asked_are_none(ask: Any, observe: Any) -> None:
    assert ask(port_contradiction, ours("open", 80), theirs(observe, 80, "open")) == []
    assert ask(port_contradiction, ours("silent", 80), theirs(observe, 80, "filtered")) == []
    assert ask(port_contradiction, ours("refused", 53), theirs(observe, 53, "open", "udp")) == []
    assert ask(port_contradiction, ours("unsent", 80), theirs(observe, 80, "open")) == []
    assert ask(port_contradiction, ours("open", 80), theirs(observe, 81, "closed")) == []


def test_a_tarpit_does_not_fill_the_report(ask: Any, observe: Any) -> None:
    told = [theirs(observe, port, "open") for port in range(1, 200)]
    assert len(ask(port_contradiction, ours("silent", *range(1, 200)), *told)) == port_contradiction.MOST
