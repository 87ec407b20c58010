"""Whether the observer's own box answered."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.scan import PassiveStack, SequenceTest, SimilarStack
from periplus.facts.tcp import read_synacks
from periplus.model import Basis, Status
from periplus.rules import vantage
from tests.facts.segments import pcap, synack


def passive(observe: Any, address: str, distance: int = 0, signature: str = "4:64+0:0:1460") -> Any:
    fact = PassiveStack(
        tool="p0f",
        vantage="desk",
        label="Windows XP",
        fuzzy=True,
        distance_hops=distance,
        signature=signature,
    )
    return observe(f"ADDRESS:{address}", fact, basis=Basis.TOLD)


def test_one_stack_for_unrelated_targets_is_the_observer(ask: Any, observe: Any) -> None:
    (claim,) = ask(vantage, passive(observe, "198.51.100.7"), passive(observe, "192.0.2.53"))
    assert (claim.subject.key, claim.status, claim.word) == ("desk", Status.SUPPORTED, "almost certain")


def caught(observe: Any, address: str, **traits: Any) -> Any:
    (reading,) = read_synacks(pcap([synack(address, **traits)]), "desk")
    return observe(f"ADDRESS:{address}", reading.fact, basis=Basis.WITNESSED)


def test_so_is_one_form_of_syn_ack_in_a_capture(ask: Any, observe: Any) -> None:
    (claim,) = ask(vantage, caught(observe, "198.51.100.7"), caught(observe, "192.0.2.53"))
    assert (claim.subject.key, claim.word) == ("desk", "almost certain")

    far = [caught(observe, address, ttl=60) for address in ("198.51.100.7", "192.0.2.53")]
    assert ask(vantage, *far) == []


@pytest.mark.parametrize(
    "second",
    [
        {"address": "198.51.100.8"},  # a neighbour may be the same machine
        {"address": "192.0.2.53", "distance": 7},
        {"address": "192.0.2.53", "signature": "4:64+0:0:1400"},
    ],
)
def test_otherwise_nothing_is_said(ask: Any, observe: Any, second: dict[str, Any]) -> None:
    assert ask(vantage, passive(observe, "198.51.100.7"), passive(observe, **second)) == []


def test_a_nat_by_its_fingerprint(ask: Any, observe: Any) -> None:
    fact = SimilarStack(
        tool="nmap", vantage="desk", name="Oracle Virtualbox", similarity_percent=97, place=0
    )
    (claim,) = ask(vantage, observe("ADDRESS:198.51.100.7", fact, basis=Basis.TOLD))
    assert claim.word == "almost certain"


def test_random_numbers_speak_against_it(ask: Any, observe: Any) -> None:
    fact = SequenceTest(tool="nmap", vantage="desk", values=(), predictability_index=251, difficulty="")
    (claim,) = ask(vantage, observe("ADDRESS:198.51.100.7", fact, basis=Basis.TOLD))
    assert claim.probability is not None
    assert claim.probability < 0.05
