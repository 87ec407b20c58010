"""The address registration collector: which registry it asks, and what it reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.address_registration import parse
from periplus.facts.capture import NoAnswer
from periplus.facts.registry import RegistryAttribute
from periplus.model import Failure, SubjectKind
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, sources, subject
from tests.facts.samples import DNS, HTTP, WHOIS, anything, dns_message, evidence, facts

BLOCK = {"startAddress": "192.0.2.0", "endAddress": "192.0.2.255", "name": "EXAMPLE-NET"}
RDAP = b"HTTP/1.1 200 OK\r\nContent-Type: application/rdap+json\r\n\r\n" + json.dumps(BLOCK).encode()
RPSL = b"inetnum: 192.0.2.0 - 192.0.2.255\nnetname: EXAMPLE-NET\n"
NAME = RegistryAttribute(attribute="name", value="EXAMPLE-NET")


@pytest.mark.parametrize(("body", "media_type"), [(RDAP, HTTP), (RPSL, WHOIS)])
def test_both_protocols_are_read(body: bytes, media_type: str) -> None:
    assert NAME in facts(parse(evidence(body, media_type)))


def test_what_came_of_a_cut_answer_is_read() -> None:
    assert NAME in facts(parse(evidence(RPSL, WHOIS, failure=Failure.TOO_LARGE)))
    assert list(parse(evidence(RDAP[:-3], HTTP, failure=Failure.CONNECTION_CLOSED))) == []


def test_the_registries_own_hosts_are_no_facts() -> None:
    answer = dns_message("rdap.example", "A", answer=["rdap.example. 60 IN A 192.0.2.1"])
    found = facts(parse(evidence(b'HTTP/1.1 200 OK\r\nServer: x\r\n\r\n{"services": []}', HTTP)))

    assert list(parse(evidence(answer, DNS))) == []
    assert found == []


@given(anything(RDAP, RPSL), st.sampled_from([HTTP, WHOIS, DNS, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


# ---------------------------------------------------------------- in the laboratory


async def test_rdap_round_trip(tmp_path: Path) -> None:
    about = subject(SubjectKind.ADDRESS, "198.51.100.7")
    captures = await fetched(tmp_path / "case", "address_registration", about, LOOKUP)

    assert [source for source in sources(captures) if source.startswith("https://")] == [
        "https://rdap.example/ipv4.json",
        "https://rdap.example/rir/ip/198.51.100.7",
        "https://rdap.example/other/ip/198.51.100.7",
    ]
    assert not any(source.startswith("whois://") for source in sources(captures))
    assert found(captures) == [
        RegistryAttribute(attribute="prefix", value="198.51.100.0/26"),
        RegistryAttribute(attribute="name", value="EXAMPLE-NET"),
    ]


async def test_without_rdap_whois_is_followed(tmp_path: Path) -> None:
    about = subject(SubjectKind.ADDRESS, "198.51.100.70")
    captures = await fetched(tmp_path / "case", "address_registration", about, LOOKUP)

    assert [source for source in sources(captures) if source.startswith("whois://")] == [
        "whois://whois.iana.example/198.51.100.70",
        "whois://whois.rir.example/198.51.100.70",
    ]
    assert RegistryAttribute(attribute="name", value="SMALL-NET") in found(captures)


async def test_registries_that_refer_to_each_other_end(tmp_path: Path) -> None:
    about = subject(SubjectKind.ADDRESS, "198.51.100.8")
    captures = await fetched(tmp_path / "case", "address_registration", about, LOOKUP)

    assert [source for source in sources(captures) if source.startswith("whois://")] == [
        "whois://whois.iana.example/198.51.100.8"
    ]
    assert [fact.failure for fact in found(captures) if isinstance(fact, NoAnswer)] == [
        Failure.NOT_FOUND
    ]


async def test_a_closed_connection_is_a_row(tmp_path: Path) -> None:
    about = subject(SubjectKind.ADDRESS, "198.51.100.70")
    closing = ('addresses = ["203.0.113.44"]', 'addresses = ["203.0.113.44"]\nbehaviour = "close"')
    captures = await fetched(tmp_path / "case", "address_registration", about, LOOKUP, changed=closing)

    assert captures[-1].failure is Failure.CONNECTION_CLOSED


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    about = subject(SubjectKind.ADDRESS, "198.51.100.7")

    assert refused(await fetched(tmp_path / "case", "address_registration", about, NONE))
