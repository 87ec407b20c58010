"""The origin AS collector: reversed names, and the two forms of answer."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.origin_as import parse, reversed_labels
from periplus.facts.registry import AsName, RouteOrigin
from periplus.facts.selector import select
from periplus.model import Basis, Fact, Failure, SubjectKind
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, sources, subject
from tests.facts.samples import DNS, HTTP, anything, dns_message, evidence, facts, holds


def txt(text: str) -> bytes:
    return dns_message("x.example", "TXT", answer=[f'x.example. 60 IN TXT "{text}"'])


SAMPLE = txt("64500 | 192.0.2.0/24 | ZZ | test | 2008-06-17")


def test_reversed_labels() -> None:
    assert reversed_labels(ipaddress.ip_address("192.0.2.1")) == "1.2.0.192"
    assert reversed_labels(ipaddress.ip_address("2001:db8::1")).endswith(".8.b.d.0.1.0.0.2")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "64500 | 192.0.2.0/24 | ZZ | test | 2008-06-17",
            [RouteOrigin(prefix="192.0.2.0/24", asn=64500, country="ZZ")],
        ),
        (
            "64500 64501 | 2001:DB8::/32 |  | test | ",
            [
                RouteOrigin(prefix="2001:db8::/32", asn=64500),
                RouteOrigin(prefix="2001:db8::/32", asn=64501),
            ],
        ),
        (
            "64500 | ZZ | test | 2012-11-12 | EXAMPLE-AS Example, LLC, ZZ",
            [AsName(asn=64500, name="EXAMPLE-AS Example, LLC", country="ZZ")],
        ),
        ("64500 |  | test |  | EXAMPLE", [AsName(asn=64500, name="EXAMPLE", country=None)]),
        ("NA | 192.0.2.0/24 | ZZ | test | 2008-06-17", []),
        ("99999999999 | 192.0.2.0/24 | ZZ | test | 2008-06-17", []),
        ("64500 | ZZ | test | 2012-11-12 | ", []),
        ("v=spf1 -all", []),
    ],
)
def test_answers(text: str, found: list[Fact]) -> None:
    assert facts(parse(evidence(txt(text), DNS))) == found


def test_reading() -> None:
    reading = holds(parse(evidence(SAMPLE, DNS)), SAMPLE, DNS)[0]

    assert str(reading.subject) == "PREFIX:192.0.2.0/24"
    assert reading.basis is Basis.DEDUCED
    assert b"64500 | 192.0.2.0/24" in select(SAMPLE, DNS, reading.selector)


@given(anything(SAMPLE), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


@given(st.text(alphabet="0123456789| /.:ZA-,", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    list(parse(evidence(txt(text), DNS)))


# ---------------------------------------------------------------- in the laboratory

ADDRESS = subject(SubjectKind.ADDRESS, "198.51.100.7")


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "origin_as", ADDRESS, LOOKUP)

    assert [source.rpartition("/")[2] for source in sources(captures)] == [
        "7.100.51.198.origin.example?type=TXT",
        "as64500.as.example?type=TXT",
    ]
    assert found(captures) == [
        RouteOrigin(prefix="198.51.100.0/24", asn=64500, country="ZZ"),
        AsName(asn=64500, name="EXAMPLE-AS", country="ZZ"),
    ]


async def test_an_address_without_a_route_is_a_row(tmp_path: Path) -> None:
    about = subject(SubjectKind.ADDRESS, "2001:db8::1")
    captures = await fetched(tmp_path / "case", "origin_as", about, LOOKUP)

    assert [evidence.failure for evidence in captures] == [Failure.NAME_NOT_FOUND]
    assert ".8.b.d.0.1.0.0.2.origin6.example" in captures[0].source


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "origin_as", ADDRESS, NONE))
