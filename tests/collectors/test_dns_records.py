"""The DNS records collector: what it asks about which subject, and what it reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.dns_records import ACCEPTS, RDTYPES, name_of, parse
from periplus.facts.dns import DnsRecord
from periplus.model import Failure, Subject, SubjectKind
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, sources, subject
from tests.facts.samples import DNS, HTTP, anything, dns_message, evidence

SAMPLE = dns_message(
    "www.example.org",
    "A",
    answer=["www.example.org. 60 IN CNAME e.example.net.", "e.example.net. 60 IN A 192.0.2.1"],
)


@pytest.mark.parametrize(
    ("kind", "key", "name"),
    [
        (SubjectKind.HOST, "www.example.org", "www.example.org"),
        (SubjectKind.ADDRESS, "192.0.2.1", "1.2.0.192.in-addr.arpa"),
        (SubjectKind.ADDRESS, "2001:db8::1", f"1.{'0.' * 23}8.b.d.0.1.0.0.2.ip6.arpa"),
    ],
)
def test_name_asked_for(kind: SubjectKind, key: str, name: str) -> None:
    assert name_of(Subject(kind=kind, key=key)) == name


def test_every_accepted_subject_has_its_questions() -> None:
    assert set(ACCEPTS) == set(RDTYPES)


def test_the_chain_of_aliases_is_read() -> None:
    leads = [str(lead.subject) for r in parse(evidence(SAMPLE, DNS)) for lead in r.fact.leads()]

    assert leads == ["HOST:e.example.net", "ADDRESS:192.0.2.1"]


@given(anything(SAMPLE), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


# ---------------------------------------------------------------- in the laboratory


@pytest.mark.parametrize(
    ("about", "data"),
    [
        (subject(SubjectKind.HOST, "www.example.org"), "198.51.100.7"),
        (subject(SubjectKind.ADDRESS, "198.51.100.7"), "edge.example.org"),
        (subject(SubjectKind.ZONE, "example.org"), "10 mx.example.org"),
        (subject(SubjectKind.ZONE, "example.org"), "v=spf1 -all"),
    ],
)
async def test_round_trip(tmp_path: Path, about: Subject, data: str) -> None:
    captures = await fetched(tmp_path / "case", "dns_records", about, LOOKUP)

    assert len(sources(captures)) == len(RDTYPES[about.kind])
    assert data in [fact.data for fact in found(captures) if isinstance(fact, DnsRecord)]


async def test_a_host_that_does_not_exist_is_a_row(tmp_path: Path) -> None:
    about = subject(SubjectKind.HOST, "none.test")
    captures = await fetched(tmp_path / "case", "dns_records", about, LOOKUP)

    assert {evidence.failure for evidence in captures} == {Failure.NAME_NOT_FOUND}


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    about = subject(SubjectKind.HOST, "www.example.org")

    assert refused(await fetched(tmp_path / "case", "dns_records", about, NONE))
