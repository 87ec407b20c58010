"""Names that a zone's server gave away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from periplus.collectors.zone_services import unlikely_name
from periplus.facts.dns import DnsAnswer
from periplus.model import Observation
from periplus.rules import zone_walk
from tests.measures.asked import asked

NAMES = ("example.org", "edge.example.org", "www.example.org")


def denied(name: str, after: str) -> list[Observation]:
    return asked(name, "NSEC", f"{after}. A")


def told(name: str, *data: str) -> list[Observation]:
    header, *records = asked(name, "A", *data)
    assert isinstance(header.fact, DnsAnswer)
    return [replace(header, fact=replace(header.fact, authoritative=True)), *records]


def chain(*names: str) -> list[Observation]:
    steps = zip(names, (*names[1:], names[0]), strict=True)
    return [one for name, after in steps for one in denied(name, after)]


def test_a_chain_lists_the_zone(ask: Any) -> None:
    claims = ask(zone_walk, *chain(*NAMES))
    assert {c.value for c in claims if c.predicate == "zone.name"} == set(NAMES)
    assert [c.value for c in claims if c.predicate == "zone.walkable"] == [True]


def test_one_denial_is_no_chain(ask: Any) -> None:
    claims = ask(zone_walk, *chain("example.org"))
    assert {c.predicate for c in claims} == {"zone.name"}


def test_words_but_not_those_of_a_wildcard(ask: Any) -> None:
    seen = [
        *denied("example.org", "example.org"),
        *told("www.example.org", "192.0.2.1"),
        *told("vpn.example.org", "192.0.2.9"),
        *told("mail.example.org"),
        *told(unlikely_name("example.org"), "192.0.2.9"),
    ]
    names = {c.value for c in ask(zone_walk, *seen) if c.predicate == "zone.name"}
    assert names == {"example.org", "www.example.org"}
