"""A zone is delegated to somebody, by somebody, since some day."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.dns import DnsRecord
from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.model import Fact, Status, Value
from periplus.rules import delegation

ZONE = "ZONE:example"


def contact(role: str, organisation: str | None, *, person: bool = False) -> Fact:
    return RegistryContact(role=role, organisation=organisation, person=person)


def name_server(section: str) -> Fact:
    return DnsRecord(
        name="example",
        rdtype="NS",
        ttl_s=60,
        data="ns.example.org",
        section=section,
        authoritative=True,
    )


@pytest.mark.parametrize(
    ("fact", "predicate", "value", "status"),
    [
        (RegistryAttribute(attribute="holder", value="Org"), "zone.manager", "Org", Status.SUPPORTED),
        (
            RegistryAttribute(attribute="address", value="1 Street\nTown\n\nLand"),
            "zone.manager_address",
            "1 Street, Town, Land",
            Status.SUPPORTED,
        ),
        (
            RegistryAttribute(attribute="created", value="1994-01-02"),
            "zone.created",
            "1994-01-02",
            Status.SUPPORTED,
        ),
        (
            RegistryAttribute(attribute="changed", value="2020-01-02"),
            "zone.changed",
            "2020-01-02",
            Status.SUPPORTED,
        ),
        (contact("administrative", "Org"), "zone.administrative_contact", "Org", Status.SUPPORTED),
        (contact("technical", "Org"), "zone.technical_contact", "Org", Status.SUPPORTED),
        (
            contact("technical", None, person=True),
            "zone.technical_contact",
            None,
            Status.INSUFFICIENT,
        ),
        (
            RegistryNameServer(host="ns.example.org", addresses=()),
            "zone.name_server",
            "ns.example.org",
            Status.SUPPORTED,
        ),
        (name_server("answer"), "zone.name_server", "ns.example.org", Status.SUPPORTED),
        (name_server("authority"), "zone.name_server", "ns.example.org", Status.SUPPORTED),
    ],
)
def test_what_a_fact_says(ask: Any, fact: Fact, predicate: str, value: Value, status: Status) -> None:
    (claim,) = ask(delegation, (ZONE, fact))
    assert (claim.predicate, claim.value, claim.status) == (predicate, value, status)
    assert claim.subject.key == "example"


@pytest.mark.parametrize(
    ("about", "fact"),
    [
        (ZONE, RegistryAttribute(attribute="whois-server", value="whois.example")),
        (ZONE, contact("abuse", "Org")),
        ("PREFIX:192.0.2.0/24", RegistryAttribute(attribute="holder", value="Org")),
    ],
)
def test_what_says_nothing_of_a_delegation(ask: Any, about: str, fact: Fact) -> None:
    assert ask(delegation, (about, fact)) == []


def test_registry_and_zone_agree_in_one_claim(ask: Any) -> None:
    listed = RegistryNameServer(host="ns.example.org", addresses=("192.0.2.53",))
    (claim,) = ask(delegation, (ZONE, listed), (ZONE, name_server("answer")))
    assert claim.groups_for == ("dns-auth", "registry")
