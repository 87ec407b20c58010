"""What registry and registrar say of a domain."""

from __future__ import annotations

import pytest

from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.model import Fact, Layer
from periplus.rules import domain_registration
from tests.rules.conftest import Ask

ZONE = "ZONE:example.test"


def attribute(name: str, value: str) -> RegistryAttribute:
    return RegistryAttribute(attribute=name, value=value)


@pytest.mark.parametrize(
    ("fact", "predicate", "value", "said"),
    [
        (attribute("registrar", "Names, Inc."), "registrar", "Names, Inc.", "through Names, Inc."),
        (attribute("holder", "Example Ltd"), "holder", "Example Ltd", "registered to Example Ltd."),
        (attribute("country", "Germany"), "holder_country", "DE", "registered in DE."),
        (attribute("country", "zz"), "holder_country", "ZZ", "registered in ZZ."),
        (attribute("country", "Onhava"), "holder_country", "Onhava", "registered in Onhava."),
        (attribute("created", "2014-03-18T15:11:46Z"), "registered", "2014-03-18", "2014-03-18."),
        (attribute("created", "before 1996-08"), "registered", "before 1996-08", "before 1996-08."),
        (attribute("changed", "2020-02-19"), "registration_changed", "2020-02-19", "last change"),
        (attribute("expires", "2025-01-01"), "registration_expires", "2025-01-01", "until"),
        (
            attribute("status", "clientTransferProhibited"),
            "registration_status",
            "client transfer prohibited",
            "the status client transfer prohibited.",
        ),
        (attribute("status", "ok"), "registration_status", "active", "active"),
        (attribute("status", "Transfer Locked"), "registration_status", "Transfer Locked", "Locked"),
        (attribute("dnssec", "signed"), "registered_dnssec", "signed", "as signed."),
        (
            RegistryNameServer(host="ns1.example.test", addresses=()),
            "registered_name_server",
            "ns1.example.test",
            "lists ns1.example.test",
        ),
        (
            RegistryContact(role="technical", organisation=None, person=True),
            "contact_role",
            {"role": "technical", "organisation": None, "persons_withheld": True},
            "a contact whose name is left out",
        ),
    ],
)
def test_each_fact(ask: Ask, fact: Fact, predicate: str, value: object, said: str) -> None:
    (claim,) = ask(domain_registration, (ZONE, fact))

    assert (claim.predicate, claim.value) == (f"zone.{predicate}", value)
    assert claim.layer is Layer.REGISTRATION
    assert said in claim.reasons[0]
    assert not claim.reasons[0].endswith("..")


def test_both_protocols_make_one_claim(ask: Ask) -> None:
    claims = ask(
        domain_registration,
        (ZONE, attribute("expires", "2025-01-01T10:00:00Z")),
        (ZONE, attribute("expires", "2025-01-01")),
    )

    assert [claim.value for claim in claims] == ["2025-01-01"]


def test_top_level_domains_and_other_things_are_left_alone(ask: Ask) -> None:
    holder = attribute("holder", "Example Ltd")

    assert ask(domain_registration, ("ZONE:zz", holder), ("PREFIX:192.0.2.0/24", holder)) == []
    assert ask(domain_registration, (ZONE, attribute("domain", "example.test"))) == []
