"""Operating systems that tools named."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.scan import PassiveStack, SequenceTest, SimilarStack
from periplus.model import Basis, Claim, Layer, Status
from periplus.rules import origin_os
from tests.rules.lower import claim_on

ADDRESS = "198.51.100.7"
NAT = claim_on(
    "VANTAGE:desk",
    "vantage.answers_for_targets",
    "NAT or proxy of the observer",
    Layer.OBSERVER_PATH,
    probability=0.97,
    word="almost certain",
)
EDGE = claim_on(
    "SITE:https://www.example.org",
    "site.edge",
    "F5 BIG-IP",
    Layer.EDGE,
    probability=0.9,
    word="very likely",
)
HOST = claim_on("HOST:www.example.org", "host.address", ADDRESS, Layer.NAMING)


def passive(
    observe: Any, *, label: str = "Windows XP", fuzzy: bool = True, vantage: str = "desk"
) -> Any:
    fact = PassiveStack(
        tool="p0f", vantage=vantage, label=label, fuzzy=fuzzy, distance_hops=0, signature="4:64"
    )
    return observe(f"ADDRESS:{ADDRESS}", fact, basis=Basis.TOLD)


@pytest.mark.parametrize(
    ("lower", "why"),
    [
        ([NAT], "a NAT or proxy of the observer answers for the targets (almost certain)"),
        ([EDGE, HOST], "F5 BIG-IP ends the connection there (very likely)"),
        ([EDGE], "fuzzy match"),  # an edge of another address
        ([], "fuzzy match"),
    ],
)
def test_a_label_is_unsupported(ask: Any, observe: Any, lower: list[Claim], why: str) -> None:
    (claim,) = ask(origin_os, passive(observe), lower=lower)
    assert (claim.value, claim.status) == ("Windows XP", Status.UNSUPPORTED)
    assert why in claim.reasons[0]


def test_similarity_identifies_nothing(ask: Any, observe: Any) -> None:
    fact = SimilarStack(
        tool="nmap", vantage="desk", name="FreeBSD 6.2-RELEASE", similarity_percent=85, place=3
    )
    (claim,) = ask(origin_os, observe(f"ADDRESS:{ADDRESS}", fact, basis=Basis.TOLD))
    assert claim.status is Status.UNSUPPORTED


def test_an_exact_match_without_anything_between_is_a_sign(ask: Any, observe: Any) -> None:
    (claim,) = ask(origin_os, passive(observe, label="Linux 3.x", fuzzy=False))
    assert claim.status is Status.SUPPORTED
    assert claim.probability is not None
    assert 0.1 < claim.probability < 0.8


def test_a_label_of_no_system_is_none(ask: Any, observe: Any) -> None:
    assert ask(origin_os, passive(observe, label="")) == []
    assert ask(origin_os, passive(observe, label="Cisco ASA")) == []


def test_two_vantages_that_did_not_reach_the_same_machine(ask: Any, observe: Any) -> None:
    numbers = SequenceTest(
        tool="nmap", vantage="office", values=(), predictability_index=251, difficulty=""
    )
    seen = (passive(observe, label=""), observe(f"ADDRESS:{ADDRESS}", numbers, basis=Basis.TOLD))
    (claim,) = ask(origin_os, *seen, lower=[NAT])
    assert (claim.predicate, claim.value) == ("address.scan_contradiction", "desk / office")
    assert "as its sequence numbers tell" in claim.reasons[0]


def stack(fit: str) -> Claim:
    value: dict[str, str | int | float | bool | None]
    value = {"signature": "4:57", "port": 443, "vantage": "desk", "seen": 1, "fit": fit}
    value["label"] = "Linux 4.20 or newer"
    return claim_on(f"ADDRESS:{ADDRESS}", "address.tcp_stack", value, Layer.NETWORK)


def test_our_own_table_asserts_nothing_through_an_edge(ask: Any) -> None:
    asked = stack("exact")
    assert isinstance(asked.value, dict)
    own = claim_on(str(asked.subject), "address.tcp_stack", {**asked.value, "own": True}, Layer.NETWORK)
    assert ask(origin_os, lower=[own, EDGE, HOST]) == []


def test_nobody_asks_what_the_control_runs(ask: Any) -> None:
    asked = stack("exact")
    assert isinstance(asked.value, dict)
    control = claim_on(
        str(asked.subject), "address.tcp_stack", {**asked.value, "control": True}, Layer.NETWORK
    )
    assert ask(origin_os, lower=[control]) == []


@pytest.mark.parametrize(
    ("lower", "status", "why"),
    [
        ([stack("exact")], Status.SUPPORTED, "fits the signature of Linux 4.20 or newer exactly"),
        ([stack("fuzzy")], Status.UNSUPPORTED, "only loosely, for which any TTL will do"),
        ([stack("exact"), NAT], Status.UNSUPPORTED, "a NAT or proxy of the observer answers"),
        ([stack("exact"), EDGE, HOST], Status.UNSUPPORTED, "F5 BIG-IP ends the connection there"),
    ],
)
def test_a_captured_stack_is_the_origins_only_where_nothing_else_answers(
    ask: Any, observe: Any, lower: list[Claim], status: Status, why: str
) -> None:
    fact = PassiveStack(
        tool="p0f", vantage="desk", label="", fuzzy=False, distance_hops=7, signature="4:57"
    )
    rests_on = observe(f"ADDRESS:{ADDRESS}", fact, id="o", basis=Basis.TOLD)
    (claim,) = ask(origin_os, rests_on, lower=lower)

    assert (claim.value, claim.status) == ("Linux 4.20 or newer", status)
    assert why in claim.reasons[0]
    assert claim.support == ("o",)
