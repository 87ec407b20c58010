"""Rows of packs become facts that select in the evidence."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.place import AddressPlace, PackRow, ProviderRange, covering, read_pack_row
from periplus.facts.registry import AsName, RouteOrigin
from periplus.facts.selector import select
from periplus.model import Basis, Fact
from tests.facts.samples import anything, facts, holds

MEDIA_TYPE = "application/vnd.periplus.pack-row"
ADDRESS = "192.0.2.7"
RANGE = {"first": "192.0.2.0", "last": "192.0.2.255"}
TABLE = PackRow(
    pack="as",
    source="npm example",
    dated="2026-06-17",
    licence="CC0",
    attribution="somebody",
    caution=None,
    digest="ab",
)


def body(kind: str, **row: Any) -> bytes:
    document = {
        "pack": "as",
        "kind": kind,
        "source": "npm example",
        "date": "2026-06-17",
        "licence": "CC0",
        "attribution": "somebody",
        "caution": "",
        "digest": "ab",
        "row": {**RANGE, **row},
    }
    return json.dumps(document).encode() + b"\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            body("as", asn="64496", name="Example, Inc."),
            [
                RouteOrigin(prefix="192.0.2.0/24", asn=64496),
                AsName(asn=64496, name="Example, Inc.", country=None),
            ],
        ),
        (body("as", asn="64496", name=""), [RouteOrigin(prefix="192.0.2.0/24", asn=64496)]),
        (body("as", asn="0", name="nobody"), []),
        (body("as", asn="99999999999999", name="x"), []),
        (
            body("country", country="NL"),
            [AddressPlace(**RANGE, country="NL", region=None, city=None, source="country")],
        ),
        (
            body("mmdb", country="NL", region="ZH", city="Delft"),
            [AddressPlace(**RANGE, country="NL", region="ZH", city="Delft", source="mmdb")],
        ),
        (
            body("provider", provider="aws", category="cloud", service="EC2", region="eu-west-1"),
            [
                ProviderRange(
                    **RANGE, provider="aws", category="cloud", service="EC2", region="eu-west-1"
                )
            ],
        ),
        (body("other"), []),
    ],
)
def test_facts(content: bytes, expected: list[Fact]) -> None:
    readings = holds(read_pack_row(content, ADDRESS), content, MEDIA_TYPE)

    assert facts(readings) == [TABLE, *expected]
    assert {r.basis for r in readings} == {Basis.TOLD}
    assert {r.observed_at for r in readings} == {datetime(2026, 6, 17, tzinfo=UTC)}


def test_selectors_and_subjects() -> None:
    content = body("as", asn="64496", name="Example")
    table, origin, name = read_pack_row(content, ADDRESS)

    assert select(content, MEDIA_TYPE, origin.selector) == b"64496"
    assert select(content, MEDIA_TYPE, name.selector) == b"Example"
    assert [str(r.subject) for r in (table, origin, name)] == [
        "ADDRESS:192.0.2.7",
        "PREFIX:192.0.2.0/24",
        "ASN:AS64496",
    ]


@pytest.mark.parametrize(
    ("address", "first", "last", "expected"),
    [
        ("192.0.2.7", "192.0.2.0", "192.0.2.255", "192.0.2.0/24"),
        ("192.0.2.7", "192.0.2.1", "192.0.3.255", "192.0.2.4/30"),
        ("192.0.2.7", "192.0.2.7", "192.0.2.7", "192.0.2.7/32"),
        ("192.0.2.7", "0.0.0.0", "255.255.255.255", "0.0.0.0/0"),
        ("2001:db8::1", "2001:db8::", "2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8::/63"),
    ],
)
def test_covering(address: str, first: str, last: str, expected: str) -> None:
    assert covering(address, first, last) == expected


@pytest.mark.parametrize(
    ("address", "first", "last"),
    [
        ("192.0.2.7", "192.0.2.8", "192.0.2.9"),
        ("192.0.2.7", "::", "ffff::"),
        ("::7", "0.0.0.0", "1.0.0.0"),
    ],
)
def test_outside(address: str, first: str, last: str) -> None:
    with pytest.raises(ValueError, match="does not lie between"):
        covering(address, first, last)


def test_a_row_of_another_address_says_nothing() -> None:
    assert list(read_pack_row(body("country", country="NL"), "198.51.100.1")) == []


@given(anything(body("as", asn="64496", name="Example"), body("provider", provider="x")))
def test_no_bytes_break_it(content: bytes) -> None:
    holds(read_pack_row(content, ADDRESS), content, MEDIA_TYPE)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    key=st.sampled_from(["pack", "kind", "date", "row", "licence", "caution"]),
    value=JSON,
    cell=st.sampled_from(["asn", "name", "first", "last", "country"]),
    content=JSON,
)
def test_no_json_breaks_it(key: str, value: object, cell: str, content: object) -> None:
    document = json.loads(body("as", asn="64496", name="Example"))
    document["row"][cell] = content
    list(read_pack_row(json.dumps(document).encode(), ADDRESS))
    document[key] = value
    list(read_pack_row(json.dumps(document).encode(), ADDRESS))
