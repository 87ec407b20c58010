"""RDAP answers about address blocks as facts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from periplus.facts.rdap import read_rdap_ip
from periplus.facts.registry import RegistryAttribute, RegistryContact
from periplus.facts.selector import select
from tests.facts.samples import anything, facts, holds

JSON = "application/rdap+json"


def card(*properties: tuple[str, Any]) -> list[Any]:
    return ["vcard", [["version", {}, "text", "4.0"], *([k, {}, "text", v] for k, v in properties)]]


ANSWER: dict[str, Any] = {
    "objectClassName": "ip network",
    "handle": "192.0.2.0 - 192.0.2.255",
    "startAddress": "192.0.2.0",
    "endAddress": "192.0.2.255",
    "name": "EXAMPLE-NET",
    "country": "ZZ",
    "status": ["active"],
    "port43": "whois.example.org",
    "events": [
        {"eventAction": "registration", "eventDate": "2008-08-14T14:54:30Z"},
        {"eventAction": "last changed", "eventDate": "2012-01-02T00:00:00Z"},
        {"eventAction": "reregistration", "eventDate": "2013-01-02T00:00:00Z"},
    ],
    "remarks": [{"description": ["Example Cloud", "mail john@example.org"]}],
    "entities": [
        {"handle": "EX-MNT", "roles": ["registrant"], "vcardArray": card(("fn", "EX-MNT"))},
        {
            "handle": "ORG-EX1",
            "roles": ["registrant"],
            "vcardArray": card(("fn", "Example LLC"), ("kind", "org")),
            "entities": [
                {
                    "handle": "AB1",
                    "roles": ["abuse"],
                    "vcardArray": card(
                        ("fn", "Abuse desk"), ("kind", "group"), ("email", "a@example.org")
                    ),
                }
            ],
        },
        {
            "handle": "JS1",
            "roles": ["administrative", "technical"],
            "vcardArray": card(("fn", "John Shade"), ("kind", "individual"), ("tel", "+99917")),
        },
        {
            "handle": "G1",
            "roles": ["noc"],
            "vcardArray": card(("fn", "Operations"), ("kind", "group"), ("org", ["Example LLC", "NOC"])),
        },
    ],
}
SAMPLE = json.dumps(ANSWER).encode()


def test_block() -> None:
    readings = holds(read_rdap_ip(SAMPLE), SAMPLE, JSON)

    assert {str(reading.subject) for reading in readings} == {"PREFIX:192.0.2.0/24"}
    assert [
        (fact.attribute, fact.value, select(SAMPLE, JSON, reading.selector).decode())
        for reading in readings
        if isinstance(fact := reading.fact, RegistryAttribute)
    ] == [
        ("prefix", "192.0.2.0/24", "192.0.2.0 - 192.0.2.255"),
        ("handle", "192.0.2.0 - 192.0.2.255", "192.0.2.0 - 192.0.2.255"),
        ("name", "EXAMPLE-NET", "EXAMPLE-NET"),
        ("country", "ZZ", "ZZ"),
        ("whois-server", "whois.example.org", "whois.example.org"),
        ("status", "active", "active"),
        ("created", "2008-08-14T14:54:30Z", "2008-08-14T14:54:30Z"),
        ("changed", "2012-01-02T00:00:00Z", "2012-01-02T00:00:00Z"),
        ("descr", "Example Cloud", "Example Cloud"),
        ("holder", "Example LLC", "Example LLC"),
    ]


def test_contacts_without_persons() -> None:
    readings = list(read_rdap_ip(SAMPLE))

    assert [fact for fact in facts(readings) if isinstance(fact, RegistryContact)] == [
        RegistryContact(role="registrant", organisation="Example LLC", person=False),
        RegistryContact(role="abuse", organisation="Abuse desk", person=False),
        RegistryContact(role="administrative", organisation=None, person=True),
        RegistryContact(role="technical", organisation=None, person=True),
        RegistryContact(role="noc", organisation="Example LLC", person=False),
    ]
    for reading in readings:
        shown = repr(reading.fact).encode() + select(SAMPLE, JSON, reading.selector)
        assert not any(word in shown for word in (b"Shade", b"@", b"+999"))


def test_cidr0_holds_the_block() -> None:
    body = json.dumps(ANSWER | {"cidr0_cidrs": [{"v4prefix": "192.0.2.0", "length": 24}]}).encode()
    prefix = next(iter(read_rdap_ip(body)))

    assert select(body, JSON, prefix.selector) == b'{"length":24,"v4prefix":"192.0.2.0"}'


@pytest.mark.parametrize(
    "changed",
    [
        {"startAddress": None},
        {"endAddress": "192.0.1.0"},
        {"endAddress": "2001:db8::"},
        {"errorCode": 404},
    ],
)
def test_an_answer_without_a_block_says_nothing(changed: dict[str, Any]) -> None:
    assert list(read_rdap_ip(json.dumps(ANSWER | changed).encode())) == []


def test_a_lone_surrogate_can_still_be_stored() -> None:
    body = json.dumps(ANSWER | {"name": "\ud800x"}).encode()

    holds(read_rdap_ip(body), body.replace(b"\\ud800", b"?"), JSON)


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300)
@given(anything(SAMPLE))
def test_never_raises(body: bytes) -> None:
    list(read_rdap_ip(body))


@given(st.sampled_from(sorted(ANSWER)), JSONS)
def test_no_shape_of_a_member_breaks_it(member: str, value: Any) -> None:
    body = json.dumps(ANSWER | {member: value}).encode()

    holds(read_rdap_ip(body), body, JSON)


@given(st.lists(JSONS, max_size=3), JSONS)
def test_no_shape_of_an_entity_breaks_it(properties: list[Any], roles: Any) -> None:
    entities = [{"roles": roles, "vcardArray": ["vcard", properties], "entities": properties}]
    body = json.dumps(ANSWER | {"entities": entities}).encode()

    holds(read_rdap_ip(body), body, JSON)
