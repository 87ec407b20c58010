"""Blocks of addresses, dates and leads of registration facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.registry import (
    AsName,
    Block,
    RegistryAttribute,
    RegistryContact,
    RegistryNameServer,
    RouteOrigin,
    iso_date,
)
from periplus.model import Fact


@pytest.mark.parametrize(
    ("text", "shown", "prefixes"),
    [
        ("192.0.2.0 - 192.0.2.255", "192.0.2.0/24", ["192.0.2.0/24"]),
        ("192.0.2.0-192.0.2.255", "192.0.2.0/24", ["192.0.2.0/24"]),
        ("192.0.2.0/25", "192.0.2.0/25", ["192.0.2.0/25"]),
        ("198.51/16", "198.51.0.0/16", ["198.51.0.0/16"]),
        ("2001:0DB8::/32", "2001:db8::/32", ["2001:db8::/32"]),
        ("2001:DB8:: - 2001:DB8::F", "2001:db8::/124", ["2001:db8::/124"]),
        (
            "192.0.2.1 - 192.0.2.4",
            "192.0.2.1 - 192.0.2.4",
            ["192.0.2.1/32", "192.0.2.2/31", "192.0.2.4/32"],
        ),
    ],
)
def test_block(text: str, shown: str, prefixes: list[str]) -> None:
    block = Block.of(text)

    assert block is not None
    assert block.text == shown
    assert [subject.key for subject in block.subjects] == prefixes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "192.0.2.9 - 192.0.2.1",
        "192.0.2.0 - 2001:db8::",
        "192.0.2.0/33",
        "1.2.3.4.5/8",
        "2001:db8::1 - 2fff::2",
    ],
)
def test_what_is_no_block(text: str) -> None:
    assert Block.of(text) is None


@given(st.text(max_size=60), st.text(max_size=40))
def test_block_never_raises(first: str, last: str) -> None:
    Block.of(first)
    Block.of(f"{first} - {last}")
    Block.between(first, last)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2022-08-01", "2022-08-01"),
        ("2008-08-14T14:54:30Z", "2008-08-14T14:54:30Z"),
        ("2012-02-24T09:44:34-05:00", "2012-02-24T09:44:34-05:00"),
        ("hostmaster@example.org 20021025", "2002-10-25"),
        ("20131301", None),
        ("", None),
        ("unknown", None),
    ],
)
def test_iso_date(text: str, date: str | None) -> None:
    found = iso_date(text)

    assert (found[0] if found else None) == date
    assert found is None or text[found[1] : found[2]].replace("-", "") == found[0].replace("-", "")


@pytest.mark.parametrize(
    ("fact", "leads"),
    [
        (RegistryAttribute(attribute="domain", value="example"), ["tld-of ZONE:example"]),
        (RegistryAttribute(attribute="holder", value="example"), []),
        (
            RegistryNameServer(host="ns.example", addresses=("192.0.2.1", "2001:db8::1")),
            [
                "ns-of HOST:ns.example",
                "resolves-to ADDRESS:192.0.2.1",
                "resolves-to ADDRESS:2001:db8::1",
            ],
        ),
        (RouteOrigin(prefix="192.0.2.0/24", asn=64500), ["originates ASN:AS64500"]),
        (AsName(asn=64500, name="EXAMPLE", country="ZZ"), []),
        (RegistryContact(role="abuse", organisation=None, person=True), []),
    ],
)
def test_leads(fact: Fact, leads: list[str]) -> None:
    assert [f"{lead.relation} {lead.subject}" for lead in fact.leads()] == leads
