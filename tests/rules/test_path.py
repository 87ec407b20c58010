"""Hops, links of one flow, borders, silence and times become claims."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from periplus.facts.trace import TraceEnd, TraceHop, TraceSilence
from periplus.model import Basis, Claim, Fact, Layer, Shape, Status
from periplus.rules import path
from tests.rules.conftest import AS_OF, Ask, observation, subject

PATH = "PATH:here>192.0.2.7"


def hop(number: int, address: str, flow: int = 1, rtt_ms: float = 10.0) -> tuple[str, Fact]:
    fact = TraceHop(hop=number, flow=flow, address=address, by="icmp 11/0", rtt_ms=rtt_ms)
    return PATH, fact


def known(address: str, predicate: str, value: str, support: tuple[str, ...]) -> Claim:
    return Claim(
        id=f"{address} {predicate}",
        subject=subject(f"ADDRESS:{address}"),
        predicate=predicate,
        value=value,
        layer=Layer.NETWORK,
        shape=Shape.READING,
        status=Status.SUPPORTED,
        basis=Basis.TOLD,
        first_observed_at=AS_OF,
        last_observed_at=AS_OF,
        support=support,
        reasons=("Told.",),
    )


def values(claims: list[Claim], predicate: str) -> list[Any]:
    return [claim.value for claim in claims if claim.predicate == predicate]


def test_a_hop_carries_what_is_known_of_its_address(ask: Ask) -> None:
    seen = observation(*hop(2, "198.18.0.1"))
    lower = [
        known("198.18.0.1", "address.asn", "AS64500", (seen.id,)),
        known("198.18.0.1", "address.operator", "CARRIER", (seen.id,)),
        replace(known("198.18.0.1", "address.located_country", "XA", (seen.id,)), probability=0.9),
        replace(known("198.18.0.1", "address.located_country", "XB", (seen.id,)), probability=0.4),
        known("198.18.0.1", "address.ptr", "r1.example", (seen.id,)),
    ]
    (claim,) = [c for c in ask(path, seen, lower=lower) if c.predicate == "path.hop"]

    assert claim.value == {
        "hop": 2,
        "address": "198.18.0.1",
        "name": "r1.example",
        "asn": "AS64500",
        "operator": "CARRIER",
        "country": "XA",
    }
    assert claim.reasons == ("198.18.0.1 (CARRIER) answered at hop 2, after 10.0 ms.",)


def test_a_silent_hop_is_told(ask: Ask) -> None:
    claims = ask(path, (PATH, TraceSilence(hop=4, probes=3)))

    assert values(claims, "path.hop") == [{"hop": 4, "answered": False}]


def test_links_are_of_one_flow_only(ask: Ask) -> None:
    claims = ask(
        path,
        *(hop(1, "198.18.0.1", flow) for flow in (0, 1, 2)),
        hop(2, "198.18.1.1", 1),
        hop(2, "198.18.1.2", 2),
        hop(2, "198.18.1.3", 0),
        hop(3, "198.18.2.1", 1),
        hop(4, "198.18.2.2", 2),
    )
    links = {(v["from"], v["to"], v["hop"], v["to_hop"]) for v in values(claims, "path.link")}

    assert links == {
        ("198.18.0.1", "198.18.1.1", 1, 2),
        ("198.18.0.1", "198.18.1.2", 1, 2),
        ("198.18.1.1", "198.18.2.1", 2, 3),
        ("198.18.1.2", "198.18.2.2", 2, 4),
    }
    assert any("one of 3 that stand there" in r for c in claims for r in c.reasons)
    assert any("over 1 that did not answer" in r for c in claims for r in c.reasons)


def test_a_border_is_between_placed_hops_of_one_way(ask: Ask) -> None:
    seen = [observation(*hop(n, f"198.18.0.{n}")) for n in (1, 2, 3, 4)]
    lower = [
        known("198.18.0.1", "address.located_country", "XA", ()),
        known("198.18.0.1", "address.operator", "NEAR", ()),
        known("198.18.0.3", "address.located_country", "XB", ()),
        known("198.18.0.4", "address.located_country", "XB", ()),
    ]
    claims = ask(path, *seen, lower=lower)

    assert values(claims, "path.border") == [
        {"hop": 3, "from": "XA", "to": "XB", "from_operator": "NEAR", "to_operator": ""}
    ]


def test_distance_and_times(ask: Ask) -> None:
    end = (PATH, TraceEnd(asked="192.0.2.7", hops=3, sent=24))
    claims = ask(path, end, hop(3, "192.0.2.7", 1, 30.5), hop(3, "192.0.2.7", 2, 29.0))

    assert values(claims, "path.distance") == [3]
    (time,) = [c for c in claims if c.predicate == "address.round_trip"]
    assert (time.value, time.interval, time.n, time.unit) == (29.0, (29.0, 30.5), 2, "ms")


def test_a_server_that_stays_silent_is_told(ask: Ask) -> None:
    (claim,) = ask(path, (PATH, TraceEnd(asked="192.0.2.7", hops=None, sent=24)))

    assert claim.value is None
    assert claim.status is Status.INSUFFICIENT
