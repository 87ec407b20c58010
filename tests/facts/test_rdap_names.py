"""RDAP answers about domains and AS numbers as facts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from periplus.facts.rdap_names import read_rdap_autnum, read_rdap_domain, related_answer, zone_within
from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.facts.selector import select
from periplus.model import Reading, Subject, SubjectKind
from tests.facts.samples import HTTP, anything, facts, holds, mutated, real_answers

ZONE = Subject(kind=SubjectKind.ZONE, key="example.test")
ASN = Subject(kind=SubjectKind.ASN, key="AS64500")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rdap+json\r\n\r\n"


def card(name: str, *more: Any, kind: str = "org") -> list[Any]:
    return ["vcard", [["fn", {}, "text", name], ["kind", {}, "text", kind], *more]]


DOMAIN: dict[str, Any] = {
    "objectClassName": "domain",
    "ldhName": "EXAMPLE.TEST",
    "status": ["active"],
    "port43": "whois.example.test",
    "events": [
        {"eventAction": "registration", "eventDate": "2011-02-01T09:00:00Z"},
        {"eventAction": "expiration", "eventDate": "2025-02-01T09:00:00Z"},
    ],
    "nameservers": [
        {"ldhName": "NS1.example.test", "ipAddresses": {"v6": ["2001:db8::1"], "v4": ["192.0.2.1"]}},
        {"ldhName": "ns2.example.test."},
        {},
        7,
    ],
    "secureDNS": {"delegationSigned": False},
    "entities": [
        {
            "roles": ["registrant"],
            "vcardArray": card("Example Ltd", ["adr", {}, "text", ["", "", "", "", "", "", "Zembla"]]),
        },
        {"roles": ["registrar"], "vcardArray": ["vcard", [["fn", {}, "text", "Names, Inc."]]]},
        {"roles": ["technical"], "vcardArray": card("John Shade", kind="individual")},
        {"roles": ["administrative"], "vcardArray": card("REDACTED FOR PRIVACY")},
    ],
    "links": [
        {"rel": "self", "href": "https://rdap.example/domain/example.test"},
        {"rel": "related", "type": "text/html", "href": "https://registrar.example/"},
        {"rel": "related", "type": "application/rdap+json", "href": "https://rdap.registrar.example/x"},
    ],
}
AUTNUM: dict[str, Any] = {
    "objectClassName": "autnum",
    "startAutnum": 64496,
    "endAutnum": 64511,
    "name": "EXAMPLE-AS",
    "country": "ZZ",
    "entities": [{"roles": ["registrant"], "vcardArray": card("Example Ltd")}],
}


def packed(answer: object) -> bytes:
    return json.dumps(answer).encode()


def told(readings: list[Reading]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fact in facts(readings):
        match fact:
            case RegistryAttribute(attribute=name, value=value):
                found.setdefault(name, []).append(value)
            case RegistryNameServer(host=host, addresses=addresses):
                found.setdefault("server", []).append(" ".join((host, *addresses)))
            case RegistryContact(role=role, organisation=name):
                found.setdefault(role, []).append(str(name))
    return found


def test_a_domain() -> None:
    body = HEAD + packed(DOMAIN)
    readings = holds(read_rdap_domain(packed(DOMAIN), ZONE), body, HTTP)

    assert {reading.subject for reading in readings} == {ZONE}
    assert told(readings) == {
        "domain": ["example.test"],
        "whois-server": ["whois.example.test"],
        "status": ["active"],
        "created": ["2011-02-01T09:00:00Z"],
        "expires": ["2025-02-01T09:00:00Z"],
        "registrant": ["Example Ltd"],
        "holder": ["Example Ltd"],
        "registrar": ["None", "Names, Inc."],
        "technical": ["None"],
        "country": ["Zembla"],
        "server": ["ns1.example.test 192.0.2.1 2001:db8::1", "ns2.example.test"],
        "dnssec": ["unsigned"],
    }
    for reading in readings:
        if isinstance(reading.fact, RegistryAttribute) and reading.fact.attribute == "registrar":
            assert select(body, HTTP, reading.selector) == b"Names, Inc."


def test_of_a_name_within_it_and_of_no_other() -> None:
    within = Subject(kind=SubjectKind.ZONE, key="www.example.test")
    other = Subject(kind=SubjectKind.ZONE, key="example.zz")

    assert {reading.subject for reading in read_rdap_domain(packed(DOMAIN), within)} == {ZONE}
    assert list(read_rdap_domain(packed(DOMAIN), other)) == []
    assert list(read_rdap_domain(packed({**DOMAIN, "errorCode": 404}), ZONE)) == []


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("example.test", True),
        ("le.test", False),
        ("test", False),
        ("", False),
        ("a.example.test", False),
        (".example.test", False),
    ],
)
def test_zone_within(name: str, *, within: bool) -> None:
    assert (zone_within(name, ZONE) is not None) is within


def test_an_as_number() -> None:
    readings = holds(read_rdap_autnum(packed(AUTNUM), ASN), HEAD + packed(AUTNUM), HTTP)
    outside = Subject(kind=SubjectKind.ASN, key="AS7")

    assert told(readings) == {
        "name": ["EXAMPLE-AS"],
        "country": ["ZZ"],
        "registrant": ["Example Ltd"],
        "holder": ["Example Ltd"],
    }
    assert list(read_rdap_autnum(packed(AUTNUM), outside)) == []


def test_related_answer() -> None:
    bad = {"links": [{"rel": "related", "type": "application/rdap+json", "href": "file:///etc"}, 7]}

    assert related_answer(packed(DOMAIN)) == "https://rdap.registrar.example/x"
    assert related_answer(packed(bad)) is None
    assert related_answer(b"[]") is None


@settings(max_examples=300)
@given(anything(packed(DOMAIN), packed(AUTNUM)))
def test_never_raises(body: bytes) -> None:
    holds(read_rdap_domain(body, ZONE), HEAD + body, HTTP)
    holds(read_rdap_autnum(body, ASN), HEAD + body, HTTP)
    related_answer(body)


@pytest.mark.soak
def test_real_answers_survive_mutation() -> None:
    archives = ("rdap-icann-rdap.tar.xz", "rdap-openrdap.tar.xz", "rdap-whoisit.tar.xz")
    real = [body for archive in archives for body in real_answers(archive)]

    @given(st.sampled_from([packed(DOMAIN), packed(AUTNUM), *real]).flatmap(mutated))
    def survives(body: bytes) -> None:
        try:
            name = str(json.loads(body)["ldhName"]).lower()
            asked = Subject(kind=SubjectKind.ZONE, key=name)
        except (ValueError, KeyError, TypeError, RecursionError):
            asked = ZONE
        holds(read_rdap_domain(body, asked), HEAD + body, HTTP)
        holds(read_rdap_autnum(body, ASN), HEAD + body, HTTP)
        related_answer(body)

    survives()
