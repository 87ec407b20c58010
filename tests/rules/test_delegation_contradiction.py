"""Root zone, IANA record and the zone itself are held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from periplus.facts.dated import DatedFact
from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.facts.registry import RegistryAttribute, RegistryNameServer
from periplus.facts.root_zone import SECTION
from periplus.model import Claim, Observation
from periplus.rules import delegation_contradiction
from tests.rules.conftest import observation

ZONE = "ZONE:zz"
DAY = datetime(2024, 5, 30, tzinfo=UTC)


def root(rdtype: str, data: str, *, name: str = "zz", day: datetime = DAY) -> Observation:
    record = DnsRecord(
        name=name, rdtype=rdtype, ttl_s=60, data=data, section=SECTION, authoritative=False
    )
    fact = DatedFact(dated=day.date().isoformat(), fact=record)
    return observation(ZONE, fact, observed_at=day)


def iana(host: str, *addresses: str) -> Observation:
    return observation(ZONE, RegistryNameServer(host=host, addresses=addresses))


def signer(data: str) -> Observation:
    return observation(ZONE, RegistryAttribute(attribute="ds", value=data))


def itself(*hosts: str, truncated: bool = False) -> list[Observation]:
    header = DnsAnswer(
        name="zz",
        rdtype="NS",
        rcode="NOERROR",
        authoritative=False,
        authenticated=False,
        truncated=truncated,
        answers=len(hosts),
    )
    return [observation(ZONE, header), *(observation(ZONE, answer("zz", "NS", h)) for h in hosts)]


def answer(name: str, rdtype: str, data: str) -> DnsRecord:
    return DnsRecord(name=name, rdtype=rdtype, ttl_s=60, data=data, section="answer", authoritative=True)


def said(claims: list[Claim]) -> dict[Any, Any]:
    values = [claim.value for claim in claims]
    return {v["between"]: v["finding"] for v in values if isinstance(v, Mapping)}


def test_all_agree(ask: Any) -> None:
    seen = [root("NS", "a.zz"), iana("a.zz"), *itself("a.zz")]
    assert ask(delegation_contradiction, *seen) == []


def test_name_servers_that_one_has_alone(ask: Any) -> None:
    seen = [root("NS", "a.zz"), root("NS", "b.zz"), iana("a.zz"), *itself("a.zz", "c.zz")]
    found = said(ask(delegation_contradiction, *seen))

    day = "the root zone of 2024-05-30"
    assert found == {
        f"{day} and the IANA record: name servers": (
            "The root zone of 2024-05-30 has the name server b.zz, and the IANA record has not."
        ),
        f"{day} and the zone itself: name servers": (
            "The root zone of 2024-05-30 has the name server b.zz, and the zone itself has not; "
            "the zone itself has the name server c.zz, and the root zone of 2024-05-30 has not."
        ),
        "the IANA record and the zone itself: name servers": (
            "The zone itself has the name server c.zz, and the IANA record has not."
        ),
    }


def test_addresses_are_compared_where_both_tell_some(ask: Any) -> None:
    seen = [
        root("NS", "a.zz"),
        root("A", "198.51.100.1", name="a.zz"),
        iana("a.zz", "198.51.100.2", "2001:db8::2"),
    ]
    (finding,) = said(ask(delegation_contradiction, *seen)).values()

    assert "a.zz 198.51.100.1" in finding
    assert "a.zz 198.51.100.2" in finding
    assert "2001:db8" not in finding


def test_an_address_of_the_zone_itself_rests_on_its_name_server_too(ask: Any) -> None:
    header = DnsAnswer(
        name="a.zz",
        rdtype="A",
        rcode="NOERROR",
        authoritative=True,
        authenticated=False,
        truncated=False,
        answers=1,
    )
    named = itself("a.zz")
    seen = [
        iana("a.zz", "198.51.100.1"),
        *named,
        observation("HOST:a.zz", header),
        observation("HOST:a.zz", answer("a.zz", "A", "198.51.100.2")),
    ]
    (claim,) = ask(delegation_contradiction, *seen)
    assert "a.zz 198.51.100.2" in claim.value["finding"]
    assert named[1].id in claim.support


@pytest.mark.parametrize(
    ("mine", "yours", "differ"),
    [
        ("1 13 2 abCD", "1 13 2 AB CD", False),
        ("1 13 2 ABCD", "2 13 2 ABCD", True),
        ("1 13 2 ABCD", None, True),
    ],
)
def test_delegation_signers(ask: Any, mine: str, yours: str | None, differ: bool) -> None:
    seen = [root("NS", "a.zz"), root("DS", mine), iana("a.zz")]
    seen += [signer(yours)] if yours else []
    found = said(ask(delegation_contradiction, *seen, *itself("a.zz")))

    expected = ["the root zone of 2024-05-30 and the IANA record: delegation signers"]
    assert list(found) == (expected if differ else [])


def test_an_old_copy_and_half_an_answer_are_held_against_nobody(ask: Any) -> None:
    old = datetime(2023, 5, 30, tzinfo=UTC)
    seen = [root("NS", "b.zz", day=old), iana("a.zz"), *itself("c.zz", truncated=True)]
    assert ask(delegation_contradiction, *seen) == []


def test_of_several_copies_the_newest_counts(ask: Any) -> None:
    seen = [root("NS", "b.zz", day=datetime(2024, 5, 20, tzinfo=UTC)), root("NS", "a.zz"), iana("a.zz")]
    assert ask(delegation_contradiction, *seen) == []


def test_a_long_list_is_cut(ask: Any) -> None:
    seen = [iana("a.zz"), root("NS", "a.zz"), *(root("NS", f"n{number}.zz") for number in range(20))]
    (finding,) = said(ask(delegation_contradiction, *seen)).values()
    assert "and 8 more" in finding
