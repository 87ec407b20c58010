"""Claims on paths become ways: stops in their order, silence among them."""

from __future__ import annotations

from periplus.model import Subject, SubjectKind, Value
from periplus.report.ways import crossings, told_apart, ways
from tests.report.sample import COUNTRY, Builder

PATH = Subject(kind=SubjectKind.PATH, key="here>192.0.2.7")


def traced(*, hostile: str = "") -> Builder:
    """A country whose one server was traced: a router, a pair side by side, silence, the server."""
    builder = Builder(target=COUNTRY)
    seen = [builder.capture("trace://192.0.2.7/zz", "{}")]
    hops: list[Value] = [
        {"hop": 1, "address": "198.18.0.1", "operator": f"NEAR{hostile}", "asn": "AS1", "country": "XA"},
        {"hop": 2, "address": "198.18.0.2", "operator": "FAR", "name": "r2.example", "country": "XB"},
        {"hop": 2, "address": "198.18.0.3"},
        {"hop": 3, "answered": False},
        {"hop": 10, "address": "192.0.2.7", "operator": "OWN", "country": "XB"},
    ]
    builder.claim(PATH, "path.distance", 10, seen)
    for hop in hops:
        builder.claim(PATH, "path.hop", hop, seen)
    border: Value = {
        "hop": 2,
        "from": "XA",
        "to": "XB",
        "from_operator": "NEAR",
        "to_operator": "FAR",
    }
    builder.claim(PATH, "path.border", border, seen)
    near = Subject(kind=SubjectKind.ADDRESS, key="198.18.0.1")
    builder.claim(near, "address.round_trip", 1.25, seen, unit="ms", interval=(1.25, 4.0))
    return builder


def test_stops_stand_in_their_order() -> None:
    report = traced().report()
    (way,) = ways(report.claims, report.addresses)

    assert way.address == "192.0.2.7"
    assert [(stop.hop, len(stop.claims), stop.answered) for stop in way.stops] == [
        (1, 1, True),
        (2, 2, True),
        (3, 1, False),
        (10, 1, True),
    ]
    assert list(way.borders) == [2]
    assert way.reached


def test_nothing_of_nothing() -> None:
    assert ways((), ()) == ()


def test_the_countries_on_the_way_with_their_hops() -> None:
    report = traced().report()
    (way,) = ways(report.claims, report.addresses)
    assert crossings(way) == [("XA", (1,)), ("XB", (2, 10))]
    assert told_apart([way, way]) == [way]


def test_a_path_without_hops_is_no_way() -> None:
    builder = Builder(target=COUNTRY)
    seen = [builder.capture("trace://192.0.2.7/zz", "{}")]
    builder.claim(PATH, "path.interference", {"hop": 2, "how": "reset"}, seen)
    report = builder.report()
    assert ways(report.claims, report.addresses) == ()
