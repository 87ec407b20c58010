"""WHOIS answers about AS numbers as facts."""

from __future__ import annotations

from hypothesis import given

from periplus.facts.registry import RegistryAttribute, RegistryContact
from periplus.facts.whois_autnum import read_whois_autnum
from periplus.model import Subject, SubjectKind
from tests.facts.samples import WHOIS, anything, facts, holds

ASN = Subject(kind=SubjectKind.ASN, key="AS64500")
RPSL = b"""\
% comment
as-block: AS64496 - AS64511
descr: a block

aut-num: AS64500
as-name: EXAMPLE-AS
org: ORG-EX1
admin-c: JS1
status: ASSIGNED
created: 2010-01-02T03:04:05Z

organisation: ORG-EX1
org-name: Example Ltd
address: Onhava

person: John Shade
nic-hdl: JS1
"""
ARIN = b"""\
ASNumber: 64496 - 64511
ASName: EXAMPLE-AS
RegDate: 2010-01-02

OrgName: Example Ltd
Country: ZZ

OrgTechHandle: JS1
OrgTechName: Shade, John
"""


def told(body: bytes, asked: Subject = ASN) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for fact in facts(holds(read_whois_autnum(body, asked), body, WHOIS)):
        match fact:
            case RegistryAttribute(attribute=name, value=value):
                found.append((name, value))
            case RegistryContact(role=role, organisation=name):
                found.append((role, name))
    return found


def test_rpsl() -> None:
    assert told(RPSL) == [
        ("name", "EXAMPLE-AS"),
        ("status", "ASSIGNED"),
        ("created", "2010-01-02T03:04:05Z"),
        ("holder", "Example Ltd"),
        ("address", "Onhava"),
        ("administrative", None),
    ]


def test_arin() -> None:
    assert told(ARIN) == [
        ("name", "EXAMPLE-AS"),
        ("created", "2010-01-02"),
        ("holder", "Example Ltd"),
        ("country", "ZZ"),
        ("address", "ZZ"),
        ("technical", None),
    ]


def test_another_number_and_iana_say_nothing() -> None:
    other = Subject(kind=SubjectKind.ASN, key="AS7")

    assert told(RPSL, other) == told(ARIN, other) == []
    assert told(RPSL + b"\nsource: IANA\n") == []


@given(anything(RPSL, ARIN))
def test_never_raises(body: bytes) -> None:
    told(body)
