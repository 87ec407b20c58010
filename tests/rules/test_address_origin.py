"""The most specific route around an address, and its AS by name."""

from __future__ import annotations

from typing import Any

from periplus.facts.dns import DnsRecord
from periplus.facts.place import PackRow
from periplus.facts.registry import AsName, RegistryNameServer, RouteOrigin
from periplus.model import Basis, Fact, Status
from periplus.rules import address_origin


def met(address: str) -> tuple[str, Fact]:
    fact = DnsRecord(
        name="a.example.org",
        rdtype="A",
        ttl_s=60,
        data=address,
        section="answer",
        authoritative=True,
    )
    return "HOST:a.example.org", fact


def route(prefix: str, asn: int) -> tuple[str, Fact]:
    return f"PREFIX:{prefix}", RouteOrigin(prefix=prefix, asn=asn)


def name(asn: int, text: str) -> tuple[str, Fact]:
    return f"ASN:AS{asn}", AsName(asn=asn, name=text, country=None)


def test_the_most_specific_route_counts(ask: Any) -> None:
    claims = ask(
        address_origin,
        met("192.0.2.1"),
        route("192.0.0.0/16", 64496),
        route("192.0.2.0/24", 64497),
        route("198.51.100.0/24", 64498),
        name(64496, "LARGE"),
        name(64497, "SMALL"),
    )
    assert {claim.predicate: claim.value for claim in claims} == {
        "address.asn": "AS64497",
        "address.operator": "SMALL",
    }
    assert len(claims[1].support) == 2


def test_two_origins_of_one_prefix_are_two_claims(ask: Any) -> None:
    claims = ask(
        address_origin, met("192.0.2.1"), route("192.0.2.0/24", 64496), route("192.0.2.0/24", 64497)
    )
    assert [c.value for c in claims if c.predicate == "address.asn"] == ["AS64496", "AS64497"]


def test_a_name_that_is_not_told_is_insufficient(ask: Any) -> None:
    claims = ask(address_origin, met("192.0.2.1"), route("192.0.2.0/24", 64496))
    operator = claims[1]
    assert (operator.value, operator.status) == (None, Status.INSUFFICIENT)


def test_hearsay_stays_hearsay(ask: Any, observe: Any) -> None:
    about, fact = route("192.0.2.0/24", 64496)
    claims = ask(address_origin, met("192.0.2.1"), observe(about, fact, basis=Basis.TOLD))
    assert claims[0].status is Status.TOLD_ONLY


def test_glue_is_met_and_odd_prefixes_are_left_out(ask: Any) -> None:
    listed = RegistryNameServer(host="ns.example.org", addresses=("192.0.2.1",))
    odd = RouteOrigin(prefix="192.0.2.1/24", asn=64499)
    claims = ask(
        address_origin,
        ("ZONE:example", listed),
        route("192.0.2.0/24", 64496),
        ("PREFIX:192.0.2.0/24", odd),
    )
    assert [c.value for c in claims if c.predicate == "address.asn"] == ["AS64496"]


def test_what_is_registered_stands_beside_what_is_announced(ask: Any, observe: Any) -> None:
    announced = observe(*route("192.0.2.0/24", 64496), basis=Basis.DEDUCED)
    claims = ask(
        address_origin, met("192.0.2.1"), announced, route("192.0.0.0/16", 64497), name(64496, "A")
    )
    assert [(c.value, c.groups_for) for c in claims] == [
        ("AS64496", ("bgp",)),
        ("AS64497", ("registry",)),
        ("A", ("bgp",)),
    ]


TABLE = PackRow(
    pack="as",
    source="file",
    dated="2024-05-01",
    licence="CC0",
    attribution="Somebody",
    caution=None,
    digest="ab",
)


def kept(observe: Any, asn: int, text: str) -> list[Any]:
    """A row of a dated table: where it is from, the route and the name, of one capture."""
    facts = (("ADDRESS:192.0.2.1", TABLE), route("192.0.2.0/24", asn), name(asn, text))
    told = {"target": observe("ADDRESS:192.0.2.1", TABLE).subject, "basis": Basis.TOLD, "evidence": "e2"}
    return [observe(about, fact, **told) for about, fact in facts]


def test_a_table_alone_tells_origin_and_name(ask: Any, observe: Any) -> None:
    asn, operator = ask(address_origin, *kept(observe, 64496, "TABLED"))
    assert (asn.value, asn.status) == ("AS64496", Status.TOLD_ONLY)
    assert asn.reasons[0].startswith("The table as of 2024-05-01 (Somebody) gives the range")
    assert (operator.value, operator.status) == ("TABLED", Status.TOLD_ONLY)


def test_a_table_that_agrees_adds_its_support_and_no_second_name(ask: Any, observe: Any) -> None:
    asked = observe(*route("192.0.2.0/25", 64496)), observe(*name(64496, "ASKED"))
    asn, operator = ask(address_origin, *asked, *kept(observe, 64496, "TABLED"))
    assert (asn.value, len(asn.support)) == ("AS64496", 2)
    assert operator.value == "ASKED"


def test_a_table_that_differs_from_what_was_asked_is_past(ask: Any, observe: Any) -> None:
    live = [observe(*route("192.0.2.0/25", 64496), basis=Basis.TOLD)]
    claims = ask(address_origin, *live, *kept(observe, 64497, "TABLED"))
    found = {(c.predicate, c.value): c for c in claims}
    assert found["address.asn", "AS64496"].status is Status.TOLD_ONLY
    past = found["address.asn", "AS64497"]
    assert past.status is Status.PAST
    assert past.reasons[0].endswith("what was asked since says AS64496.")
    assert found["address.operator", None].status is Status.INSUFFICIENT


def test_a_table_names_an_as_that_nobody_asked_could_name(ask: Any, observe: Any) -> None:
    claims = ask(address_origin, observe(*route("192.0.2.0/25", 64496)), *kept(observe, 64496, "TABLED"))
    assert claims[-1].value == "TABLED"
