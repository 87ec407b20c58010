"""What came, went and changed: between judgements, and from record to record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.model import Basis, Claim, Layer, Shape, Status, Subject, SubjectKind, claim_id
from periplus.report.differences import ZoneRecord, compare, through_time
from periplus.report.inputs import Head

AT = datetime(2024, 3, 5, 12, 0, tzinfo=UTC)
ZONE = Subject(kind=SubjectKind.ZONE, key="zz")


def claim(predicate: str, value: str, status: Status = Status.SUPPORTED) -> Claim:
    layer = Layer.REGISTRATION
    return Claim(
        id=claim_id(ZONE, predicate, value, layer),
        subject=ZONE,
        predicate=predicate,
        value=value,
        layer=layer,
        shape=Shape.READING,
        status=status,
        basis=Basis.WITNESSED,
        first_observed_at=AT,
        last_observed_at=AT,
        support=(),
        reasons=(),
    )


def lines(before: list[Claim], after: list[Claim]) -> list[str]:
    return [one.line for one in compare(before, after).claims]


SERVERS = [claim("zone.name_server", name) for name in ("ns1.example", "ns2.example", "ns3.example")]


def test_equal_judgements_differ_in_nothing() -> None:
    head = Head(version="1", weights="w@1", as_of=AT)
    later = Head(version="1", weights="w@1", as_of=AT.replace(year=2025))

    assert not compare(SERVERS, SERVERS[::-1], (head, later))


def test_what_came_and_went() -> None:
    assert lines(SERVERS[:2], SERVERS[1:]) == [
        '- ZONE:zz zone.name_server "ns1.example" SUPPORTED',
        '+ ZONE:zz zone.name_server "ns3.example" SUPPORTED',
    ]


def test_a_single_value_changes_from_old_to_new() -> None:
    changed = ['~ ZONE:zz zone.manager: "Old" SUPPORTED -> "New" SUPPORTED']
    old, new = claim("zone.manager", "Old"), claim("zone.manager", "New")

    assert lines([old], [new]) == changed
    assert lines([old], [new, replace(old, status=Status.PAST)]) == changed


def test_a_changed_standing() -> None:
    (old,) = SERVERS[:1]

    assert lines([old], [replace(old, status=Status.PAST)]) == [
        '~ ZONE:zz zone.name_server "ns1.example": SUPPORTED -> PAST'
    ]


def test_probabilities_stand_apart() -> None:
    old = replace(SERVERS[0], shape=Shape.INFERENCE, probability=0.9, word="very likely")
    found = compare([old], [replace(old, probability=0.6, word="likely")])

    assert found.claims == ()
    assert [one.line for one in found.probabilities] == [
        '~ ZONE:zz zone.name_server "ns1.example": very likely (0.9000) -> likely (0.6000)'
    ]


def test_other_weights_are_said() -> None:
    heads = Head(version="1", weights="w@1", as_of=AT), Head(version="1", weights="w@2", as_of=AT)

    assert compare([], [], heads).judging == (
        "weights w@1 -> w@2: a change of judgement, not of the world",
    )


# ---------------------------------------------------------------- dated records


def server(host: str, *addresses: str) -> RegistryNameServer:
    return RegistryNameServer(host=host, addresses=addresses)


def test_records_through_time() -> None:
    old = ZoneRecord.of(
        date(2010, 2, 17),
        [
            RegistryAttribute(attribute="holder", value="Old"),
            RegistryContact(role="billing", organisation="Bank", person=False),
            server("ns1.example", "192.0.2.1"),
            server("ns2.example"),
        ],
    )
    new = ZoneRecord.of(
        date(2012, 11, 27),
        [
            RegistryAttribute(attribute="holder", value="New"),
            RegistryContact(role="technical", organisation="Lab", person=False),
            RegistryContact(role="abuse", organisation=None, person=True),
            server("ns1.example", "192.0.2.2"),
            server("ns3.example"),
        ],
    )
    (first, came), (second, changed), (_, nothing) = through_time(
        [new, old, replace(new, day=date(2013, 1, 1))]
    )

    assert (first, second) == (old, new)
    assert [one.line for one in came] == [
        "+ manager Old",
        "+ billing contact Bank",
        "+ name server ns1.example",
        "+ name server ns2.example",
    ]
    assert [one.line for one in changed] == [
        "~ manager: Old -> New",
        "- billing contact Bank",
        "+ technical contact Lab",
        "- name server ns2.example",
        "~ addresses of ns1.example: 192.0.2.1 -> 192.0.2.2",
        "+ name server ns3.example",
    ]
    assert nothing == ()
