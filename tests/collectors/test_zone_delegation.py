"""The zone delegation collector: what it reads, and which zone a name lies in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.zone_delegation import parse, zone_above
from periplus.facts.dns import DnsRecord
from periplus.model import Failure, SubjectKind
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, sources, subject
from tests.facts.samples import DNS, HTTP, anything, dns_message, evidence, facts

SOA = "example.org. 60 IN SOA ns.example.org. host.example.org. 7 1 2 3 4"
SAMPLE = dns_message("example.org", "NS", answer=["example.org. 60 IN NS ns.example.org."])


def test_records() -> None:
    assert len(facts(parse(evidence(SAMPLE, DNS)))) == 2


@pytest.mark.parametrize(
    ("name", "authority", "rcode", "zone"),
    [
        ("news.example.org", [SOA], 0, "example.org"),
        ("news.example.org", [SOA], 3, None),
        ("news.example.org", [], 0, None),
        ("notexample.org", [SOA], 0, None),
        ("example.net", [SOA], 0, None),
        ("example.net", ["net. 60 IN SOA a.net. b.net. 7 1 2 3 4"], 0, None),
    ],
)
def test_zone_above(name: str, authority: list[str], rcode: int, zone: str | None) -> None:
    body = dns_message(name, "SOA", authority=authority, rcode=rcode)

    assert zone_above(name, evidence(body, DNS)) == zone


def test_an_apex_has_nothing_above_to_ask() -> None:
    body = dns_message("example.org", "SOA", answer=[SOA])

    assert zone_above("example.org", evidence(body, DNS)) is None


@given(anything(SAMPLE), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))
    zone_above("example.org", evidence(body, media_type))


# ---------------------------------------------------------------- in the laboratory

ZONE = subject(SubjectKind.ZONE, "zz")


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "zone_delegation", ZONE, LOOKUP)
    records = [fact.rdtype for fact in found(captures) if isinstance(fact, DnsRecord)]

    assert [source.rpartition("=")[2] for source in sources(captures)] == ["NS", "SOA", "DS"]
    assert records == ["NS", "SOA", "DS"]


async def test_a_host_name_leads_to_its_zone(tmp_path: Path) -> None:
    about = subject(SubjectKind.ZONE, "www.example.org")
    captures = await fetched(tmp_path / "case", "zone_delegation", about, LOOKUP)
    servers = [fact for fact in found(captures) if isinstance(fact, DnsRecord) and fact.rdtype == "NS"]

    assert [(fact.name, fact.data) for fact in servers] == [("example.org", "ns1.example.org")]


async def test_a_zone_that_does_not_exist_is_a_row(tmp_path: Path) -> None:
    about = subject(SubjectKind.ZONE, "none.test")
    captures = await fetched(tmp_path / "case", "zone_delegation", about, LOOKUP)

    assert {evidence.failure for evidence in captures} == {Failure.NAME_NOT_FOUND}


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "zone_delegation", ZONE, NONE))
