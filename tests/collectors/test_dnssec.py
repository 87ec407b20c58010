"""The DNSSEC collector: keys and signers of every name up to the root."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.dnssec import parse
from periplus.facts.dns import DnsRecord
from periplus.model import Failure, SubjectKind
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, sources, subject
from tests.facts.samples import DNS, HTTP, anything, dns_message, evidence

SAMPLE = dns_message("zz", "DNSKEY", answer=["zz. 60 IN DNSKEY 257 3 13 AwEAAQ=="])


@given(anything(SAMPLE), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


# ---------------------------------------------------------------- in the laboratory

ZONE = subject(SubjectKind.ZONE, "zz")


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "dnssec", ZONE, LOOKUP)

    assert sorted(source.rpartition("/")[2] for source in sources(captures)) == [
        ".?type=DNSKEY&do=1",
        "zz?type=A&do=1",
        "zz?type=AAAA&do=1",
        "zz?type=DNSKEY&do=1",
        "zz?type=DS&do=1",
        "zz?type=MX&do=1",
        "zz?type=NS&do=1",
        "zz?type=SOA&do=1",
    ]
    records = {fact.rdtype for fact in found(captures) if isinstance(fact, DnsRecord)}
    assert "DS" in records


async def test_a_name_of_many_labels_is_bounded(tmp_path: Path) -> None:
    about = subject(SubjectKind.ZONE, ".".join(["a"] * 60))
    captures = await fetched(tmp_path / "case", "dnssec", about, LOOKUP)

    assert len(captures) == 47


async def test_a_zone_that_does_not_exist_is_a_row(tmp_path: Path) -> None:
    about = subject(SubjectKind.ZONE, "none.test")
    captures = await fetched(tmp_path / "case", "dnssec", about, LOOKUP)

    assert {e.failure for e in captures if "test" in e.source} == {Failure.NAME_NOT_FOUND}


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "dnssec", ZONE, NONE))
