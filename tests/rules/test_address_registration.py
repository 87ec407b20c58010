"""The smallest registered block around an address, and who has it."""

from __future__ import annotations

from typing import Any

from periplus.facts.dns import DnsRecord
from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.model import Fact
from periplus.rules import address_registration


def met(address: str) -> tuple[str, Fact]:
    fact = DnsRecord(
        name="a.example.org",
        rdtype="A",
        ttl_s=60,
        data=address,
        section="answer",
        authoritative=True,
    )
    return "HOST:a.example.org", fact


def block(prefix: str, *, text: str = "", **attributes: str) -> list[tuple[str, Fact]]:
    said = {"prefix": text or prefix, **attributes}
    return [
        (f"PREFIX:{prefix}", RegistryAttribute(attribute=name, value=value))
        for name, value in said.items()
    ]


def values(claims: Any) -> dict[str, Any]:
    assert {claim.subject.key for claim in claims} <= {"192.0.2.1"}
    return {claim.predicate: claim.value for claim in claims}


def test_the_smallest_block_counts(ask: Any) -> None:
    large = block("192.0.0.0/16", holder="Large", name="LARGE", country="US")
    small = block("192.0.2.0/24", holder="Small", name="SMALL", country="nl")
    other = block("198.51.100.0/24", holder="Other")
    assert values(ask(address_registration, met("192.0.2.1"), *large, *small, *other)) == {
        "address.prefix": "192.0.2.0/24",
        "address.holder": "Small",
        "address.block_name": "SMALL",
        "address.registered_country": "NL",
    }


def test_a_range_is_as_large_as_the_range(ask: Any) -> None:
    ranged = block("192.0.2.0/25", text="192.0.2.0 - 192.0.3.127", holder="Range")
    small = block("192.0.2.0/24", holder="Small")
    claims = ask(address_registration, met("192.0.2.1"), *ranged, *small)
    assert values(claims)["address.holder"] == "Small"


def test_contacts_keep_their_role(ask: Any) -> None:
    contact = RegistryContact(role="technical", organisation=None, person=True)
    claims = ask(
        address_registration, met("192.0.2.1"), *block("192.0.2.0/24"), ("PREFIX:192.0.2.0/24", contact)
    )
    assert values(claims)["address.contact_role"] == {
        "role": "technical",
        "organisation": None,
        "persons_withheld": True,
    }


def test_a_description_names_the_holder_where_nothing_else_does(ask: Any) -> None:
    described = block("192.0.2.0/24", descr="Department of Maps")
    assert values(ask(address_registration, met("192.0.2.1"), *described))["address.holder"] == (
        "Department of Maps"
    )
    held = block("192.0.2.0/24", descr="Department of Maps", holder="Org")
    assert values(ask(address_registration, met("192.0.2.1"), *held))["address.holder"] == "Org"


def test_an_address_that_was_asked_or_listed_is_met(ask: Any, observe: Any) -> None:
    about, fact = block("192.0.2.0/24")[0]
    asked = observe(about, fact, target=observe("ADDRESS:192.0.2.1", fact).subject)
    assert values(ask(address_registration, asked)) == {"address.prefix": "192.0.2.0/24"}
    listed = RegistryNameServer(host="ns.example.org", addresses=("192.0.2.1",))
    claims = ask(address_registration, (about, fact), ("ZONE:example", listed))
    assert values(claims) == {"address.prefix": "192.0.2.0/24"}


def test_nothing_without_a_block_around_it(ask: Any) -> None:
    assert ask(address_registration, met("192.0.2.1")) == []
    assert ask(address_registration, met("192.0.2.1"), *block("2001:db8::/32")) == []


def test_a_name_that_ends_with_a_dot_ends_the_sentence(ask: Any) -> None:
    claims = ask(address_registration, met("192.0.2.1"), *block("192.0.2.0/24", holder="Org Inc."))
    assert "Org Inc." in values(claims).values()
    assert not any(".." in reason for claim in claims for reason in claim.reasons)
