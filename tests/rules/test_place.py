"""Published ranges before databases; without either a place is not to be had, registered or not."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.dns import DnsRecord
from periplus.facts.place import AddressPlace, PackRow, ProviderRange
from periplus.facts.registry import RegistryAttribute, RegistryNameServer
from periplus.model import Basis, Claim, Status
from periplus.rules import place

RECORD = DnsRecord(
    name="a.example.org",
    rdtype="A",
    ttl_s=60,
    data="192.0.2.1",
    section="answer",
    authoritative=True,
)


def test_every_address_is_nowhere_yet(ask: Any, observe: Any) -> None:
    listed = RegistryNameServer(host="ns.example.org", addresses=("192.0.2.2", "2001:db8::2"))
    block = RegistryAttribute(attribute="prefix", value="192.0.2.0/24")
    asked = observe("PREFIX:192.0.2.0/24", block, target=observe("ADDRESS:192.0.2.3", block).subject)
    claims = ask(place, ("HOST:a.example.org", RECORD), ("ZONE:example", listed), asked)
    keys = [claim.subject.key for claim in claims]
    assert keys == ["192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::2"]
    assert {(claim.value, claim.status) for claim in claims} == {(None, Status.INSUFFICIENT)}


def test_the_registered_country_is_named_as_no_location(judged: Any) -> None:
    claims = judged(
        ("HOST:a.example.org", RECORD),
        ("PREFIX:192.0.2.0/24", RegistryAttribute(attribute="prefix", value="192.0.2.0/24")),
        ("PREFIX:192.0.2.0/24", RegistryAttribute(attribute="country", value="NL")),
    )
    (located,) = (claim for claim in claims if claim.predicate == "address.located_country")
    assert "registered in NL, which is no location" in located.reasons[0]


ADDRESS = "ADDRESS:192.0.2.1"
RANGE = {"first": "192.0.2.0", "last": "192.0.2.255"}
TABLE = PackRow(
    pack="providers",
    source="file",
    dated="2024-05-01",
    licence="CC0",
    attribution="Somebody",
    caution=None,
    digest="ab",
)
SEOUL = ProviderRange(**RANGE, provider="aws", category="cloud", service=None, region="ap-northeast-2")
BLOCK = (
    ("HOST:a.example.org", RECORD),
    ("PREFIX:192.0.2.0/24", RegistryAttribute(attribute="prefix", value="192.0.2.0/24")),
    ("PREFIX:192.0.2.0/24", RegistryAttribute(attribute="country", value="US")),
)


def put(country: str, source: str = "mmdb") -> AddressPlace:
    return AddressPlace(**RANGE, country=country, region=None, city=None, source=source)


def sure(claim: Claim) -> float:
    assert claim.probability is not None
    return claim.probability


def countries(claims: Any) -> dict[Any, Claim]:
    return {c.value: c for c in claims if c.predicate == "address.located_country"}


def test_a_published_range_outweighs_a_database_and_the_registry(judged: Any, observe: Any) -> None:
    database = observe(ADDRESS, put("US"), evidence="e2", basis=Basis.TOLD)
    found = countries(judged((ADDRESS, SEOUL), database, *BLOCK))
    assert sure(found["KR"]) > 0.5 > sure(found["US"])
    assert (found["KR"].status, found["US"].status) == (Status.SUPPORTED, Status.TOLD_ONLY)


def test_registered_elsewhere_counts_a_little_against_it(judged: Any) -> None:
    claim = countries(judged((ADDRESS, SEOUL), *BLOCK))["KR"]
    # The worked case of docs/design/judging.md: 91%, very likely.
    assert sure(claim) == pytest.approx(0.91, abs=0.01)
    assert claim.word == "very likely"
    assert (claim.groups_for, claim.groups_against) == (("provider-ranges",), ("registry",))
    assert any("registered in US, which differs from KR" in reason for reason in claim.reasons)


def test_a_database_alone_is_told_only(ask: Any, observe: Any) -> None:
    rows = observe(ADDRESS, put("NL"), basis=Basis.TOLD), observe(ADDRESS, TABLE, basis=Basis.TOLD)
    (claim,) = ask(place, *rows, lower=())
    assert (claim.value, claim.status) == ("NL", Status.TOLD_ONLY)
    assert set(claim.support) == {row.id for row in rows}
    assert claim.reasons[0].startswith("The table providers of 2024-05-01 (Somebody) puts")


def test_a_table_of_registrations_is_no_place(ask: Any) -> None:
    (claim,) = ask(place, (ADDRESS, put("NL", "country")))
    assert (claim.value, claim.status) == (None, Status.INSUFFICIENT)
    assert "registered in NL, which is no location" in claim.reasons[0]


def test_a_table_of_registrations_agrees_a_little(ask: Any, observe: Any) -> None:
    table = observe(ADDRESS, put("KR", "country"), evidence="e2")
    alone = countries(ask(place, (ADDRESS, SEOUL)))["KR"]
    both = countries(ask(place, (ADDRESS, SEOUL), table))["KR"]
    assert both.groups_for == ("provider-ranges", "registry")
    assert 0 < sure(both) - sure(alone) < 0.02


@pytest.mark.parametrize("region", ["GLOBAL", "moon-1"])
def test_a_region_that_stands_nowhere_is_only_read(ask: Any, region: str) -> None:
    fact = ProviderRange(**RANGE, provider="aws", category="cloud", service=None, region=region)
    located, read = ask(place, (ADDRESS, fact))
    assert (located.value, located.status) == (None, Status.INSUFFICIENT)
    assert (read.predicate, read.value) == ("address.provider_region", f"aws {region}")
