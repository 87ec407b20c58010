"""The IANA delegation collector: what it asks, and what it reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.iana_delegation import parse, top_level_domain
from periplus.facts.registry import RegistryAttribute
from periplus.model import Failure, Subject, SubjectKind
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, sources, subject
from tests.facts.samples import DNS, WHOIS, anything, dns_message, evidence, facts

SAMPLE = b"domain:       ZZ\n\norganisation: Registry of Zembla\n\nsource: IANA\n"


@pytest.mark.parametrize(
    ("kind", "key", "domain"),
    [
        (SubjectKind.COUNTRY, "BY", "by"),
        (SubjectKind.COUNTRY, "GB", "uk"),
        (SubjectKind.ZONE, "org", "org"),
        (SubjectKind.ZONE, "example.org", None),
    ],
)
def test_domain_asked_for(kind: SubjectKind, key: str, domain: str | None) -> None:
    assert top_level_domain(Subject(kind=kind, key=key)) == domain


def test_record() -> None:
    holder = RegistryAttribute(attribute="holder", value="Registry of Zembla")

    assert holder in facts(parse(evidence(SAMPLE, WHOIS)))


def test_what_came_of_a_cut_answer_is_read() -> None:
    assert list(parse(evidence(SAMPLE[:40], WHOIS, failure=Failure.IO_TIMEOUT)))


def test_the_server_s_own_address_is_no_fact() -> None:
    answer = dns_message("whois.example", "A", answer=["whois.example. 60 IN A 192.0.2.1"])

    assert list(parse(evidence(answer, DNS))) == []


@given(anything(SAMPLE), st.sampled_from([WHOIS, DNS, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


# ---------------------------------------------------------------- in the laboratory

COUNTRY = subject(SubjectKind.COUNTRY, "ZZ")


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "iana_delegation", COUNTRY, LOOKUP)

    assert sources(captures) == ["whois://whois.iana.example/zz"]
    assert RegistryAttribute(attribute="holder", value="Registry of Zembla") in found(captures)


async def test_a_closed_connection_is_a_row(tmp_path: Path) -> None:
    closing = ('addresses = ["203.0.113.43"]', 'addresses = ["203.0.113.43"]\nbehaviour = "close"')
    captures = await fetched(tmp_path / "case", "iana_delegation", COUNTRY, LOOKUP, changed=closing)

    assert captures[-1].failure is Failure.CONNECTION_CLOSED
    assert found(captures) == []


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "iana_delegation", COUNTRY, NONE))
