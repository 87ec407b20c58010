"""Stacks by their SYN-ACKs: named, loosely named, or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from periplus.facts.stack_signatures import signature_of
from periplus.facts.stack_told import StackTraits
from periplus.facts.tcp import read_synacks
from periplus.model import Basis, Claim, Status
from periplus.rules import tcp_stack
from tests.facts.segments import LINUX, pcap, synack

XP = signature_of("s:win:Windows:XP", "*:128:0:*:65535,0:mss:df,id+:0")


def answered(observe: Any, **traits: Any) -> Any:
    (reading,) = read_synacks(pcap([synack("192.0.2.7", **traits)]), "desk")
    return observe("ADDRESS:192.0.2.7", reading.fact, basis=Basis.WITNESSED)


def told(claim: Claim) -> tuple[object, object]:
    assert isinstance(claim.value, Mapping)
    return claim.value["label"], claim.value["fit"]


def test_a_stack_of_today_is_named(ask: Any, observe: Any) -> None:
    modern = answered(observe, options=LINUX, ttl=57, window=65160, df=True, identity=0)
    (claim,) = ask(tcp_stack, modern)

    assert told(claim) == ("Linux 4.20 or newer", "exact")
    assert (claim.status, claim.probability) == (Status.SUPPORTED, None)


def test_a_loose_fit_says_that_the_ttl_differs(ask: Any, observe: Any) -> None:
    signature = observe("VANTAGE:desk", XP, basis=Basis.WITNESSED, selector="bytes=10-60")
    claims = ask(tcp_stack, answered(observe), signature)

    by_label = {told(claim): claim for claim in claims}
    assert set(by_label) == {("user-mode NAT (slirp)", "exact"), ("Windows XP", "fuzzy")}
    loose = by_label["Windows XP", "fuzzy"]
    assert loose.reasons[0].startswith(
        "The SYN-ACK of port 443 fits Windows XP in the signatures of p0f"
    )
    assert loose.reasons[0].endswith("It arrived with TTL 64, and Windows XP begins at 128.")
    assert signature.id in loose.support


def test_what_fits_nothing_is_said_too(ask: Any, observe: Any) -> None:
    (claim,) = ask(tcp_stack, answered(observe, window=4380, ttl=255))
    assert told(claim) == ("", "none")
    assert "fits no signature that is known here" in claim.reasons[0]


def test_says_nothing_of_nothing(ask: Any, observe: Any) -> None:
    assert ask(tcp_stack) == []
    assert ask(tcp_stack, observe("VANTAGE:desk", XP)) == []


def test_what_the_kernel_tells_is_told_with_what_it_cannot(ask: Any) -> None:
    fact = StackTraits(
        vantage="desk", port=443, options="mss,sok", scale=None, mss=1460, window=65535, ttl=None
    )
    (claim,) = ask(tcp_stack, ("ADDRESS:192.0.2.7", fact))

    assert claim.predicate == "address.tcp_traits"
    assert claim.value == {
        "port": 443, "vantage": "desk", "options": "mss,sok", "mss": 1460, "window": 65535,
    }  # fmt: skip
    assert "no signature can be compared" in claim.reasons[0]
