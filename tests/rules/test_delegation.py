"""A zone is delegated to somebody, by somebody, since some day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from periplus.facts.dated import DatedFact
from periplus.facts.dns import DnsRecord
from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.model import Fact, Observation, Status, Value
from periplus.rules import delegation
from tests.rules.conftest import observation

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


# ---------------------------------------------------------------- dated copies


def copy(year: int, fact: Fact) -> Observation:
    dated = DatedFact(dated=f"{year}-02-17", fact=fact)
    return observation(ZONE, dated, observed_at=datetime(year, 2, 17, tzinfo=UTC))


def manager(name: str) -> Fact:
    return RegistryAttribute(attribute="holder", value=name)


def standing(claims: list[Any]) -> dict[Value, Status]:
    return {claim.value: claim.status for claim in claims}


def test_only_the_newest_record_speaks_for_now(ask: Any) -> None:
    copies = [copy(2010, manager("First")), copy(2012, manager("Second"))]

    assert standing(ask(delegation, *copies)) == {"First": Status.PAST, "Second": Status.SUPPORTED}
    assert standing(ask(delegation, *copies, (ZONE, manager("Third")))) == {
        "First": Status.PAST,
        "Second": Status.PAST,
        "Third": Status.SUPPORTED,
    }


def test_what_an_older_record_says_too_is_not_past(ask: Any) -> None:
    (claim,) = ask(delegation, copy(2010, manager("Org")), (ZONE, manager("Org")))

    assert claim.status is Status.SUPPORTED
    assert claim.first_observed_at.year == 2010
    assert any(reason.startswith("Record of 2010-02-17: ") for reason in claim.reasons)


def test_the_zone_s_own_word_keeps_a_server_that_the_registry_dropped(ask: Any) -> None:
    listed = RegistryNameServer(host="ns.example.org", addresses=())
    (claim,) = ask(delegation, copy(2010, listed), (ZONE, name_server("answer")))

    assert claim.status is Status.SUPPORTED


def test_an_older_record_without_a_name_says_nothing(ask: Any) -> None:
    assert ask(delegation, copy(2010, contact("technical", None, person=True))) == []
