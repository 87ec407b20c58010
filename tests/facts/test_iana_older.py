"""Records of the IANA root zone database in the form of 2010."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from periplus.facts.iana import read_iana
from periplus.facts.iana_older import english_day
from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.facts.selector import select
from tests.facts.samples import WHOIS, anything, facts, holds

SAMPLE = b"""
IANA Whois Service
Domain: zz
ID: zz

Sponsoring Organization:
    Name:\x20
    Organization: Registry of Zembla
    Address1: 1 Harbour Str.
    Address2:\x20
    City: Onhava
    State/Province:\x20
    Country: Zembla
    Postal Code: 1000
    Registration Date: 01-January-1985

Administrative Contact:
    Name: Charles Kinbote
    Organization: Ministry of Wires
    Phone: +999 17 3092465
    Email: admin@example.org
    Registration Date: 01-January-1985

Technical Contact:
    Organization: Registry of Zembla
URL for registration services: http://example.org

Nameserver Information:
    Nameserver: ns1.example.org.
    IP Address: 192.0.2.72 2001:db8:a:2:0:0:0:2
    Nameserver: NS2.example.org.

Registration Date: 10-May-1994
Last Updated Date: 15-February-2010
"""


def test_record() -> None:
    readings = holds(read_iana(SAMPLE), SAMPLE, WHOIS)

    assert {str(reading.subject) for reading in readings} == {"ZONE:zz"}
    assert facts(readings) == [
        RegistryAttribute(attribute="domain", value="zz"),
        RegistryAttribute(attribute="holder", value="Registry of Zembla"),
        RegistryAttribute(attribute="address", value="1 Harbour Str., Onhava, Zembla, 1000"),
        RegistryContact(role="administrative", organisation="Ministry of Wires", person=True),
        RegistryContact(role="technical", organisation="Registry of Zembla", person=False),
        RegistryAttribute(attribute="registration-information", value="http://example.org"),
        RegistryNameServer(host="ns1.example.org", addresses=("192.0.2.72", "2001:db8:a:2::2")),
        RegistryNameServer(host="ns2.example.org", addresses=()),
        RegistryAttribute(attribute="created", value="1994-05-10"),
        RegistryAttribute(attribute="changed", value="2010-02-15"),
    ]


def test_no_person_leaves_the_record() -> None:
    for reading in read_iana(SAMPLE):
        shown = repr(reading.fact).encode() + select(SAMPLE, WHOIS, reading.selector)
        assert not any(word in shown for word in (b"Kinbote", b"admin@", b"+999"))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10-May-1994", "1994-05-10"),
        ("01-january-1985", "1985-01-01"),
        ("31-February-2010", None),
        ("10-Mai-1994", None),
        ("x-May-1994", None),
        ("1994-05-10", None),
    ],
)
def test_english_day(text: str, day: str | None) -> None:
    assert english_day(text) == day


@settings(max_examples=300)
@given(anything(SAMPLE))
def test_never_raises(body: bytes) -> None:
    holds(read_iana(body), body, WHOIS)
