"""Records of the IANA root zone database as facts."""

from __future__ import annotations

from hypothesis import given, settings

from periplus.facts.iana import read_iana
from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.facts.selector import select
from tests.facts.samples import WHOIS, anything, facts, holds

SAMPLE = b"""\
% IANA WHOIS server
% This query returned 1 object

domain:       ZZ

organisation: Registry of Zembla
address:      1 Harbour Str.
address:      1000 Onhava
address:      Zembla

contact:      administrative
name:         Charles Kinbote
organisation: Ministry of Wires
address:      2 Harbour Str.
phone:        +999 17 3092465
e-mail:       admin@example.org

contact:      technical
organisation: Registry of Zembla

contact:      billing
name:         John Shade

nserver:      NS1.EXAMPLE.ORG 2001:db8:a:2:0:0:0:2 192.0.2.72
nserver:      NS2.EXAMPLE.ORG
ds-rdata:     495 13 2 2D14284F

whois:        whois.example.org

status:       ACTIVE
remarks:      Registration information: https://example.org
remarks:      call +999 17 3092465

created:      1994-05-10
changed:      2022-08-01
source:       IANA
"""


def test_record() -> None:
    readings = holds(read_iana(SAMPLE), SAMPLE, WHOIS)

    assert {str(reading.subject) for reading in readings} == {"ZONE:zz"}
    assert [
        (fact.attribute, fact.value) for fact in facts(readings) if isinstance(fact, RegistryAttribute)
    ] == [
        ("domain", "zz"),
        ("holder", "Registry of Zembla"),
        ("address", "1 Harbour Str., 1000 Onhava, Zembla"),
        ("ds", "495 13 2 2D14284F"),
        ("whois-server", "whois.example.org"),
        ("status", "ACTIVE"),
        ("registration-information", "https://example.org"),
        ("created", "1994-05-10"),
        ("changed", "2022-08-01"),
        ("source", "IANA"),
    ]


def test_name_servers_with_their_glue() -> None:
    found = [fact for fact in facts(read_iana(SAMPLE)) if isinstance(fact, RegistryNameServer)]

    assert found == [
        RegistryNameServer(host="ns1.example.org", addresses=("192.0.2.72", "2001:db8:a:2::2")),
        RegistryNameServer(host="ns2.example.org", addresses=()),
    ]


def test_contacts_without_persons() -> None:
    readings = list(read_iana(SAMPLE))
    found = [fact for fact in facts(readings) if isinstance(fact, RegistryContact)]

    assert found == [
        RegistryContact(role="administrative", organisation="Ministry of Wires", person=True),
        RegistryContact(role="technical", organisation="Registry of Zembla", person=False),
        RegistryContact(role="billing", organisation=None, person=True),
    ]
    for reading in readings:
        shown = repr(reading.fact).encode() + select(SAMPLE, WHOIS, reading.selector)
        assert not any(word in shown for word in (b"Kinbote", b"Shade", b"admin@", b"+999"))


def test_selectors_point_at_the_values() -> None:
    selected = {
        fact.attribute: select(SAMPLE, WHOIS, reading.selector)
        for reading in read_iana(SAMPLE)
        if isinstance(fact := reading.fact, RegistryAttribute)
    }

    assert selected["holder"] == b"Registry of Zembla"
    assert selected["changed"] == b"2022-08-01"
    assert selected["registration-information"] == b"https://example.org"
    assert selected["address"].startswith(b"1 Harbour Str.\n")


def test_an_internationalised_domain_goes_by_its_ascii_form() -> None:
    body = "domain:       БЕЛ\ndomain-ace:   XN--90AIS\nstatus: ACTIVE\n".encode()

    assert {str(reading.subject) for reading in read_iana(body)} == {"ZONE:xn--90ais"}


def test_an_answer_without_a_domain_says_nothing() -> None:
    assert list(read_iana(b"% no match\n\nstatus: ACTIVE\norganisation: x\n")) == []


@settings(max_examples=300)
@given(anything(SAMPLE))
def test_never_raises(body: bytes) -> None:
    holds(read_iana(body), body, WHOIS)
