"""Services, pinned web certificates and wildcards of a zone."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.zone_services import parse, service_names, unlikely_name
from periplus.facts.dns import DnsRecord
from periplus.model import Failure, SubjectKind
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, sources, subject
from tests.facts.samples import DNS, HTTP, anything, dns_message, evidence

ZONE = subject(SubjectKind.ZONE, "example.org")
NAME = "_imaps._tcp.example.org"
SAMPLE = dns_message(NAME, "SRV", answer=[f"{NAME}. 60 IN SRV 0 1 993 Mail.example.org."])
ADDED = (
    '@ TXT "v=spf1 -all"',
    "_imaps._tcp SRV 0 1 993 mail\n* A 198.51.100.7\n_443._tcp TLSA 3 1 1 " + "00" * 32,
)


@given(anything(SAMPLE), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


def test_nobody_makes_that_name() -> None:
    assert unlikely_name("example.org") == unlikely_name("example.org")
    assert len(unlikely_name("example.org").partition(".")[0]) == 20


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "zone_services", ZONE, LOOKUP, changed=ADDED)

    assert len(sources(captures)) == len(service_names()) + 2
    data = {(fact.rdtype, fact.data) for fact in found(captures) if isinstance(fact, DnsRecord)}
    assert ("SRV", "0 1 993 mail.example.org") in data
    assert ("TLSA", f"3 1 1 {'00' * 32}") in data
    assert ("A", "198.51.100.7") in data


async def test_a_zone_that_does_not_exist_is_a_row(tmp_path: Path) -> None:
    about = subject(SubjectKind.ZONE, "none.test")
    captures = await fetched(tmp_path / "case", "zone_services", about, LOOKUP)
    assert {evidence.failure for evidence in captures} == {Failure.NAME_NOT_FOUND}


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "zone_services", ZONE, NONE))
