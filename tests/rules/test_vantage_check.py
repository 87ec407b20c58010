"""The tests of the vantage: facts to signs, for and against, and what speaks for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from periplus.facts.sequences import InitialSequences
from periplus.facts.stack_told import OneHop, StackTraits
from periplus.facts.trace import TraceHop
from periplus.model import Claim, Status
from periplus.rules import vantage_check

SITE, CONTROL, NEIGHBOUR = "198.51.100.7", "192.0.2.53", "198.51.100.8"


def hop(address: str, by: str, method: str = "connect", port: int = 53) -> Any:
    fact = OneHop(vantage="desk", port=port, method=method, by=by, sender=address if by else "")
    return f"ADDRESS:{address}", fact


def drawn(address: str, numbers: tuple[int, ...], first_s: float = 0.0) -> Any:
    at_s = tuple(first_s + 0.1 * place for place in range(len(numbers)))
    ports = tuple(range(4000, 4000 + len(numbers)))
    fact = InitialSequences(vantage="desk", port=443, numbers=numbers, at_s=at_s, own_ports=ports)
    return f"ADDRESS:{address}", fact


def traits(address: str, ttl: int | None = 64, **changes: Any) -> Any:
    plain: dict[str, Any] = {"options": "mss", "scale": None, "mss": 1460, "window": 65535}
    fact = StackTraits(vantage="desk", port=443, ttl=ttl, **(plain | changes))
    return f"ADDRESS:{address}", fact


def judged(claims: list[Claim]) -> tuple[Claim | None, dict[str, str]]:
    verdict = [one for one in claims if one.predicate == "vantage.answers_for_targets"]
    checks = {}
    for one in claims:
        assert one.subject.key == "desk"
        if isinstance(one.value, Mapping):
            checks[str(one.value["test"])] = str(one.value["found"])
    return (verdict[0] if verdict else None), checks


def test_answers_of_one_hop_from_unrelated_targets_are_the_observers(ask: Any) -> None:
    claim, checks = judged(ask(vantage_check, hop(SITE, "syn-ack"), hop(CONTROL, "reset")))
    assert claim is not None
    assert (claim.status, claim.word) == (Status.SUPPORTED, "almost certain")
    assert checks == {"connections of one hop": f"answered for {CONTROL} and {SITE}"}


def test_one_neighbour_that_is_near_is_nothing_strange(ask: Any) -> None:
    claim, checks = judged(ask(vantage_check, hop(SITE, "syn-ack"), hop(NEIGHBOUR, "syn-ack")))
    assert claim is None
    assert len(checks) == 1


def test_nobody_near_speaks_against(ask: Any) -> None:
    seen = [hop(SITE, "icmp 11/0"), hop(CONTROL, ""), traits(SITE, 57), traits(CONTROL, 61)]
    claim, checks = judged(ask(vantage_check, *seen))
    assert claim is not None
    assert (claim.word, claim.groups_for) == ("almost no chance", ())
    assert checks == {"connections of one hop": "answered by nobody"}


def test_silence_of_what_never_answers_tells_nothing(ask: Any) -> None:
    assert ask(vantage_check, hop(SITE, "icmp 11/0"), hop(CONTROL, "")) == []


@pytest.mark.parametrize(("by", "said"), [("icmp 11/0", True), ("", True), ("answer", False)])
def test_the_same_port_by_udp(ask: Any, by: str, said: bool) -> None:
    claim, checks = judged(ask(vantage_check, hop(CONTROL, "syn-ack"), hop(CONTROL, by, "udp")))
    assert (claim is not None) is said
    assert checks["UDP beside TCP"] == ("UDP farther than TCP" if said else "UDP as near as TCP")


@pytest.mark.parametrize(
    ("address", "by", "sender", "found"),
    [
        (SITE, "icmp 11/0", "192.0.2.1", "UDP farther than TCP"),
        (SITE, "icmp 3/3", SITE, "UDP as near as TCP"),
        (SITE, "icmp 3/3", "192.0.2.1", None),  # a filter on the way
        (SITE, "", "", None),  # nothing is served there by UDP
        ("2001:db8::7", "icmp 3/0", "2001:db8::1", "UDP farther than TCP"),
        ("2001:db8::7", "icmp 1/4", "2001:db8::7", "UDP as near as TCP"),
    ],
)
def test_a_web_port_that_is_answered_near_by_tcp_alone(
    ask: Any, address: str, by: str, sender: str, found: str | None
) -> None:
    fact = OneHop(vantage="desk", port=443, method="udp", by=by, sender=sender)
    near = hop(address, "syn-ack", port=443)
    claim, checks = judged(ask(vantage_check, near, (f"ADDRESS:{address}", fact), hop(CONTROL, "")))
    assert checks.get("UDP beside TCP") == found
    if found == "UDP farther than TCP":
        assert claim is not None
        assert claim.word == "almost certain"
        assert f"died at {sender}" in claim.reasons[0]
    else:
        assert claim is None


def test_one_counter_behind_unrelated_targets(ask: Any) -> None:
    site, control = (1, 64001, 192001), (256001, 320001, 384001)
    claim, checks = judged(ask(vantage_check, drawn(SITE, site), drawn(CONTROL, control, 1.0)))
    assert claim is not None
    assert claim.word == "likely"
    assert checks == {"sequence numbers": "one counter with steps of 64000"}

    claim, checks = judged(ask(vantage_check, drawn(SITE, site), drawn(NEIGHBOUR, control, 1.0)))
    assert (claim, checks) == (None, {})  # they may be one machine


def test_numbers_of_their_own_say_nothing(ask: Any) -> None:
    numbers = (908116447, 3922009477, 604318425), (2608292186, 781143079, 3456645442)
    claim, checks = judged(ask(vantage_check, drawn(SITE, numbers[0]), drawn(CONTROL, numbers[1], 0.05)))
    assert claim is None
    assert checks == {"sequence numbers": "no common counter"}


def test_alike_from_no_hop_away(ask: Any) -> None:
    claim, _ = judged(ask(vantage_check, traits(SITE), traits(CONTROL)))
    assert claim is not None
    assert claim.word == "almost certain"
    for other in (traits(CONTROL, 63), traits(CONTROL, None), traits(CONTROL, mss=1400)):
        assert ask(vantage_check, traits(SITE), other) == []


def test_a_trace_that_is_nearer_by_tcp(ask: Any) -> None:
    def answer(hops: int, by: str) -> Any:
        fact = TraceHop(hop=hops, flow=0, address=SITE, by=by, rtt_ms=1.0)
        return f"PATH:desk>{SITE}", fact

    claim, checks = judged(ask(vantage_check, answer(1, "syn-ack"), answer(7, "answer")))
    assert claim is not None
    assert claim.word == "almost certain"
    assert checks == {"UDP beside TCP": f"{SITE}: farther by UDP"}

    claim, checks = judged(ask(vantage_check, answer(5, "reset"), answer(5, "icmp 3/3")))
    assert (claim, checks) == (None, {"UDP beside TCP": f"{SITE}: as far"})
    router = TraceHop(hop=1, flow=0, address="192.0.2.1", by="icmp 11/0", rtt_ms=1.0)
    assert ask(vantage_check, (f"PATH:desk>{SITE}", router), answer(5, "answer")) == []
