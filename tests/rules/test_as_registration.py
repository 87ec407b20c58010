"""What a registry says of an AS number."""

from __future__ import annotations

import pytest

from periplus.facts.registry import RegistryAttribute, RegistryContact
from periplus.model import Fact
from periplus.rules import as_registration
from tests.rules.conftest import Ask

ASN = "ASN:AS64496"


def attribute(name: str, value: str) -> RegistryAttribute:
    return RegistryAttribute(attribute=name, value=value)


@pytest.mark.parametrize(
    ("fact", "predicate", "value", "said"),
    [
        (attribute("name", "EXAMPLE-AS"), "name", "EXAMPLE-AS", "names AS64496 EXAMPLE-AS."),
        (attribute("holder", "Example Inc."), "holder", "Example Inc.", "registered to Example Inc."),
        (attribute("country", "zz"), "registered_country", "ZZ", "registered in ZZ."),
        (attribute("created", "2010-01-02T03:04:05Z"), "registered", "2010-01-02", "2010-01-02."),
        (
            RegistryContact(role="abuse", organisation="Example Ltd", person=False),
            "contact_role",
            {"role": "abuse", "organisation": "Example Ltd", "persons_withheld": False},
            "lists Example Ltd as the abuse contact",
        ),
    ],
)
def test_each_fact(ask: Ask, fact: Fact, predicate: str, value: object, said: str) -> None:
    (claim,) = ask(as_registration, (ASN, fact))

    assert (claim.predicate, claim.value) == (f"asn.{predicate}", value)
    assert said in claim.reasons[0]


def test_other_things_are_left_alone(ask: Ask) -> None:
    holder = attribute("holder", "Example Ltd")

    assert (
        ask(as_registration, ("ZONE:example.test", holder), (ASN, attribute("status", "active"))) == []
    )
