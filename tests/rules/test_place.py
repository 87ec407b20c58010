"""Without geolocation evidence a place is not to be had, and a registration is none."""

from __future__ import annotations

from typing import Any

from periplus.facts.dns import DnsRecord
from periplus.facts.registry import RegistryAttribute, RegistryNameServer
from periplus.model import Status
from periplus.rules import place

RECORD = DnsRecord(
    name="a.example.org",
    rdtype="A",
    ttl_s=60,
    data="192.0.2.1",
    section="answer",
    authoritative=True,
)


def test_every_address_is_nowhere_yet(ask: Any, observe: Any) -> None:
    listed = RegistryNameServer(host="ns.example.org", addresses=("192.0.2.2", "2001:db8::2"))
    block = RegistryAttribute(attribute="prefix", value="192.0.2.0/24")
    asked = observe("PREFIX:192.0.2.0/24", block, target=observe("ADDRESS:192.0.2.3", block).subject)
    claims = ask(place, ("HOST:a.example.org", RECORD), ("ZONE:example", listed), asked)
    keys = [claim.subject.key for claim in claims]
    assert keys == ["192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::2"]
    assert {(claim.value, claim.status) for claim in claims} == {(None, Status.INSUFFICIENT)}


def test_the_registered_country_is_named_as_no_location(judged: Any) -> None:
    claims = judged(
        ("HOST:a.example.org", RECORD),
        ("PREFIX:192.0.2.0/24", RegistryAttribute(attribute="prefix", value="192.0.2.0/24")),
        ("PREFIX:192.0.2.0/24", RegistryAttribute(attribute="country", value="NL")),
    )
    (located,) = (claim for claim in claims if claim.predicate == "address.located_country")
    assert "registered in NL, which is no location" in located.reasons[0]
