"""RDAP, WHOIS and the zone itself are held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.facts.registry import RegistryAttribute, RegistryNameServer
from periplus.model import Claim, Fact, Observation
from periplus.rules import registration_contradiction
from tests.rules.conftest import Ask, observation

ZONE = "ZONE:example.test"


def rdap(fact: Fact) -> Observation:
    return observation(ZONE, fact, selector="json:/x", evidence="rdap")


def whois(fact: Fact) -> Observation:
    return observation(ZONE, fact, selector="bytes=0-1", evidence="whois")


def attribute(name: str, value: str) -> RegistryAttribute:
    return RegistryAttribute(attribute=name, value=value)


def server(host: str) -> RegistryNameServer:
    return RegistryNameServer(host=host, addresses=())


def dns(
    rdtype: str, *data: str, truncated: bool = False, about: str = "example.test"
) -> list[Observation]:
    header = DnsAnswer(
        name=about,
        rdtype=rdtype,
        rcode="NOERROR",
        authoritative=False,
        authenticated=False,
        truncated=truncated,
        answers=len(data),
    )
    records = [
        DnsRecord(name=about, rdtype=rdtype, ttl_s=1, data=one, section="answer", authoritative=False)
        for one in data
    ]
    return [observation(ZONE, fact, evidence=rdtype) for fact in (header, *records)]


def said(claims: list[Claim]) -> dict[Any, Any]:
    values = [claim.value for claim in claims]
    return {v["between"]: v["finding"] for v in values if isinstance(v, Mapping)}


def test_registrars_that_differ(ask: Ask) -> None:
    claims = ask(
        registration_contradiction,
        rdap(attribute("registrar", "Names, Inc.")),
        whois(attribute("registrar", "Other Names")),
    )

    assert said(claims) == {
        "RDAP and WHOIS: registrar": "As the registrar, RDAP says Names, Inc, WHOIS says Other Names."
    }
    assert len(claims[0].support) == 2


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("registrar", "Names, Inc.", "NAMES INC"),
        ("registrar", "Names", "Names GmbH"),
        ("expires", "2025-01-01T23:00:00Z", "2025-01-02"),
        ("expires", "soon", "soon"),
        ("dnssec", "signed", "signed"),
        ("created", "2020-01-01", "2010-01-01"),
    ],
)
def test_ways_of_writing_are_no_contradiction(ask: Ask, name: str, one: str, other: str) -> None:
    assert (
        ask(registration_contradiction, rdap(attribute(name, one)), whois(attribute(name, other))) == []
    )


@pytest.mark.parametrize(
    ("name", "one", "other", "noun"),
    [
        ("expires", "2025-01-01", "2026-01-01", "end of registration"),
        ("expires", "soon", "2026-01-01", "end of registration"),
        ("dnssec", "signed", "unsigned", "delegation"),
        ("holder", "Example Ltd", "Other Ltd", "holder"),
    ],
)
def test_values_that_differ(ask: Ask, name: str, one: str, other: str, noun: str) -> None:
    claims = ask(registration_contradiction, rdap(attribute(name, one)), whois(attribute(name, other)))

    assert list(said(claims)) == [f"RDAP and WHOIS: {noun}"]


def test_the_registry_and_the_zone_name_other_servers(ask: Ask) -> None:
    seen = [whois(server("ns1.example.test")), whois(server("ns9.example.test"))]
    asked = dns("NS", "ns1.example.test", "ns2.example.test")

    assert said(ask(registration_contradiction, *seen, *asked)) == {
        "WHOIS and the zone itself: name servers": (
            "WHOIS has the name server ns9.example.test, and the zone itself has not; "
            "the zone itself has the name server ns2.example.test, and WHOIS has not."
        )
    }
    cut = dns("NS", "ns1.example.test", truncated=True)
    assert ask(registration_contradiction, *seen, *cut) == []


def test_the_registry_and_dns_differ_about_keys(ask: Ask) -> None:
    servers = dns("NS", "ns1.example.test")
    told = rdap(attribute("dnssec", "signed"))

    assert list(said(ask(registration_contradiction, told, *servers, *dns("DS")))) == [
        "RDAP and the zone itself: delegation"
    ]
    assert ask(registration_contradiction, told, *servers, *dns("DS", "1 13 2 AB")) == []
    assert ask(registration_contradiction, told, *dns("DS")) == []
    assert ask(registration_contradiction, told, *servers) == []


def test_top_level_domains_are_another_rules(ask: Ask) -> None:
    one = observation("ZONE:zz", attribute("dnssec", "signed"), selector="json:/x")
    other = observation("ZONE:zz", attribute("dnssec", "unsigned"))

    assert ask(registration_contradiction, one, other) == []
