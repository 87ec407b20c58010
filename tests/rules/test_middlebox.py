"""A box is placed at the fewest hops that were answered, or one before; a clean way says nothing."""

from __future__ import annotations

import pytest

from periplus.facts.middlebox import ShortRequest
from periplus.facts.trace import TraceHop
from periplus.model import Claim, Fact, Status
from periplus.rules import middlebox
from tests.rules.conftest import Ask

PATH = "PATH:here>192.0.2.7"


def asked(hop: int, by: str = "", *, control: bool = False, protocol: str = "http") -> tuple[str, Fact]:
    return PATH, ShortRequest(
        protocol=protocol,
        name="example.com" if control else "www.barred.zz",
        is_control=control,
        hop=hop,
        distance=6,
        by=by,
        content=b"",
    )


def stands(hop: int, address: str) -> tuple[str, Fact]:
    return PATH, TraceHop(hop=hop, flow=0, address=address, by="icmp", rtt_ms=1.0)


def only(claims: list[Claim]) -> Claim:
    (claim,) = claims
    assert claim.predicate == "path.interference"
    assert claim.status is Status.SUPPORTED
    return claim


def test_a_box_is_placed_both_ways(ask: Ask) -> None:
    seen = (
        asked(5, control=True),
        asked(5, "reset"),
        asked(2),
        asked(3, "reset"),
        asked(2),
        stands(2, "198.18.0.2"),
        stands(3, "198.18.1.1"),
    )
    claim = only(ask(middlebox, *seen))

    assert claim.value == {
        "protocol": "http",
        "does": "resets",
        "name": "www.barred.zz",
        "by_name": True,
        "hop_as_tap": 3,
        "hop_in_line": 2,
        "address_as_tap": "198.18.1.1",
        "address_in_line": "198.18.0.2",
    }
    (reason,) = claim.reasons
    assert reason == (
        "An HTTP request for www.barred.zz that could go 3 hops was answered with a reset, one that "
        "could go 2 hops was not, and the server is 6 hops away: somebody before it answers, at hop 3 "
        "as a tap or at hop 2 in line. The same for example.com was not answered, so it minds the name."
    )
    assert len(claim.support) == 5


def test_what_answers_for_any_name_does_not_mind_it(ask: Ask) -> None:
    claim = only(ask(middlebox, asked(5, "content", control=True), asked(1, "content")))

    assert isinstance(claim.value, dict)
    assert claim.value["by_name"] is False
    assert claim.value["hop_in_line"] == 0
    assert "It answers for example.com too" in claim.reasons[0]


def test_without_a_control_nothing_is_said_of_the_name(ask: Ask) -> None:
    claim = only(ask(middlebox, asked(1, "answer", protocol="dns")))

    assert isinstance(claim.value, dict)
    assert claim.value["does"] == "forges"
    assert claim.value["by_name"] is False
    assert claim.reasons[0].endswith("at hop 1 as a tap.")


@pytest.mark.parametrize(
    "seen",
    [
        (),
        (asked(5, control=True), asked(5), asked(5)),
        (asked(5, "reset", control=True), asked(5)),
        (asked(5, "unconnected"),),
        (asked(3, "reset"),),  # a hop less was never asked
        (stands(2, "198.18.0.2"),),
    ],
)
def test_a_clean_way_says_nothing(ask: Ask, seen: tuple[tuple[str, Fact], ...]) -> None:
    assert ask(middlebox, *seen) == []
