"""WHOIS answers about addresses as facts, in the forms of the five registries."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings

from periplus.facts.registry import RegistryAttribute, RegistryContact, RouteOrigin
from periplus.facts.selector import select
from periplus.facts.whois import read_whois, referral
from periplus.model import Reading
from tests.facts.samples import WHOIS, anything, facts, holds

RPSL = b"""\
% This is a query service.
% Abuse contact for '192.0.2.0 - 192.0.2.255' is 'abuse@example.org'

inetnum:        192.0.2.0 - 192.0.2.255
netname:        EXAMPLE-NET
descr:          Example Cloud
descr:          mail john@example.org
country:        ZZ # comment
org:            ORG-EX1-TEST
admin-c:        JS1-TEST
tech-c:         EXR1-TEST
tech-c:         GONE-TEST
status:         ASSIGNED PA
created:        2008-08-14T14:54:30Z
last-modified:  2012-01-02T00:00:00Z
source:         TEST # Filtered

organisation:   ORG-EX1-TEST
org-name:       Example LLC
address:        1 Harbour Str.
address:        Onhava
abuse-c:        AB1-TEST
phone:          +999 17 2871134

role:           Example operations
nic-hdl:        EXR1-TEST
org:            ORG-EX1-TEST
e-mail:         ops@example.org

person:         John Shade
nic-hdl:        JS1-TEST
phone:          +999 17 2871134

role:           Abuse desk
nic-hdl:        AB1-TEST

route:          192.0.2.0/24
descr:          Example
origin:         AS64500
"""
ARIN = b"""\
#
# start
NetRange:       198.51.100.0 - 198.51.100.255
CIDR:           198.51.100.0/24
NetName:        EXAMPLE
NetHandle:      NET-198-51-100-0-1
NetType:        Direct Allocation
OriginAS:       AS64501
Organization:   Example (US) Inc. (EXMPL)
RegDate:        2007-03-13
Updated:        2012-02-24

OrgName:        Example (US) Inc.
OrgId:          EXMPL
Address:        1 Main Str.
City:           Springfield
Country:        US
RegDate:        2000-03-30

OrgTechHandle: JS9-ARIN
OrgTechName:   Shade, John
OrgTechPhone:  +1-650-253-0000
OrgTechEmail:  john@example.org
"""
LACNIC = b"""\
inetnum:     203.0.113/24
status:      allocated
owner:       Ejemplo, S.A.
responsible: Juan Sombra
country:     ZZ
owner-c:     JS7
created:     20001204
changed:     20140716

nic-hdl:     JS7
person:      Juan Sombra
e-mail:      juan@example.org
"""


def attributes(readings: list[Reading]) -> list[tuple[str, str]]:
    return [
        (fact.attribute, fact.value) for fact in facts(readings) if isinstance(fact, RegistryAttribute)
    ]


def contacts(readings: list[Reading]) -> list[tuple[str, str | None, bool]]:
    return [
        (fact.role, fact.organisation, fact.person)
        for fact in facts(readings)
        if isinstance(fact, RegistryContact)
    ]


def test_rpsl() -> None:
    readings = holds(read_whois(RPSL), RPSL, WHOIS)

    assert {str(reading.subject) for reading in readings} == {"PREFIX:192.0.2.0/24"}
    assert attributes(readings) == [
        ("prefix", "192.0.2.0/24"),
        ("name", "EXAMPLE-NET"),
        ("descr", "Example Cloud"),
        ("country", "ZZ"),
        ("status", "ASSIGNED PA"),
        ("source", "TEST"),
        ("created", "2008-08-14T14:54:30Z"),
        ("changed", "2012-01-02T00:00:00Z"),
        ("holder", "Example LLC"),
        ("address", "1 Harbour Str., Onhava"),
    ]
    assert contacts(readings) == [
        ("administrative", None, True),
        ("technical", "Example LLC", True),
        ("technical", None, False),
        ("abuse", None, False),
        ("abuse", None, True),
    ]
    assert [f for f in facts(readings) if isinstance(f, RouteOrigin)] == [
        RouteOrigin(prefix="192.0.2.0/24", asn=64500)
    ]


def test_arin() -> None:
    readings = holds(read_whois(ARIN), ARIN, WHOIS)

    assert {str(reading.subject) for reading in readings} == {"PREFIX:198.51.100.0/24"}
    assert attributes(readings) == [
        ("prefix", "198.51.100.0/24"),
        ("name", "EXAMPLE"),
        ("handle", "NET-198-51-100-0-1"),
        ("status", "Direct Allocation"),
        ("origin", "AS64501"),
        ("holder", "Example (US) Inc."),
        ("created", "2007-03-13"),
        ("changed", "2012-02-24"),
        ("holder", "Example (US) Inc."),
        ("country", "US"),
        ("address", "1 Main Str., Springfield, US"),
    ]
    assert contacts(readings) == [("technical", None, True)]


def test_lacnic() -> None:
    readings = holds(read_whois(LACNIC), LACNIC, WHOIS)

    assert attributes(readings) == [
        ("prefix", "203.0.113.0/24"),
        ("status", "allocated"),
        ("holder", "Ejemplo, S.A."),
        ("country", "ZZ"),
        ("created", "2000-12-04"),
        ("changed", "2014-07-16"),
    ]
    assert contacts(readings) == [("registrant", None, True)]


@pytest.mark.parametrize("body", [RPSL, ARIN, LACNIC], ids=["rpsl", "arin", "lacnic"])
def test_no_natural_person_enters_a_fact_or_its_selection(body: bytes) -> None:
    for reading in read_whois(body):
        shown = repr(reading.fact).encode() + select(body, WHOIS, reading.selector)

        assert not any(word in shown for word in (b"Shade", b"Sombra", b"@", b"+999", b"+1-650"))


@pytest.mark.parametrize("body", [RPSL, ARIN, LACNIC], ids=["rpsl", "arin", "lacnic"])
def test_selections_hold_the_value(body: bytes) -> None:
    for reading in read_whois(body):
        fact = reading.fact
        if isinstance(fact, RegistryAttribute) and fact.attribute in {"holder", "name", "country"}:
            assert select(body, WHOIS, reading.selector) == fact.value.encode()


def test_a_range_of_several_prefixes_is_told_of_each() -> None:
    body = b"inetnum: 192.0.2.0 - 192.0.2.191\nnetname: X\n"
    found = [(str(r.subject), r.fact) for r in read_whois(body)]
    prefix = RegistryAttribute(attribute="prefix", value="192.0.2.0 - 192.0.2.191")

    assert found[:2] == [("PREFIX:192.0.2.0/25", prefix), ("PREFIX:192.0.2.128/26", prefix)]


def test_iana_only_refers() -> None:
    block = b"inetnum: 192.0.0.0 - 192.255.255.255\norganisation: X\nsource: IANA\n"
    body = b"refer: whois.example.org\n\n" + block

    assert list(read_whois(body)) == []
    assert referral(body) == "whois.example.org"


@pytest.mark.parametrize(
    ("line", "server"),
    [
        ("ReferralServer:  whois://whois.example.org", "whois.example.org"),
        ("ReferralServer:  whois://WHOIS.example.org:43/", "whois.example.org"),
        ("ReferralServer:  rwhois://rwhois.example.org:4321", None),
        ("whois: whois.example.org", "whois.example.org"),
        ("refer:", None),
        ("netname: X", None),
    ],
)
def test_referral(line: str, server: str | None) -> None:
    assert referral(f"% comment\n{line}\n".encode()) == server


def test_text_in_latin_1() -> None:
    body = b"inetnum: 192.0.2.0/24\nowner: Pe\xf1a\n"

    assert attributes(list(read_whois(body)))[1] == ("holder", "Peña")


def test_time_is_bounded() -> None:
    contact = b"nic-hdl: A\n" + b"org: B\n" * 5000 + b"\norganisation: B\n" + b"org-name: x\n" * 5000
    bodies = [
        contact + b"\ninetnum: 0.0.0.1 - 255.255.255.254\n" + b"admin-c: A\n" * 5000,
        b"inetnum: 0.0.0.1 - 255.255.255.254\ndescr: x\n\n" * 20_000,
        b"% Abuse contact for '0.0.0.1 - 255.255.255.254' is '\n" * 20_000,
        b"a: " + b" " * 1_000_000,
        b"a" * 1_000_000,
    ]
    started_s = perf_counter()
    for body in bodies:
        list(read_whois(body))

    assert perf_counter() - started_s < 15


@settings(max_examples=300)
@given(anything(RPSL, ARIN, LACNIC))
def test_never_raises(body: bytes) -> None:
    holds(read_whois(body), body, WHOIS)
    referral(body)
