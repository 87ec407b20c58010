"""Text and JSON tables: what each line says, and lines that say nothing that can be used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.packs import world_text as text
from periplus.packs.container import PackError

from .worlds import AS2ORG, AS_REL, DELEGATED, DOMAINS, MEMBERS, OWNERS, USERS


def lines(content: str) -> list[str]:
    return content.splitlines(keepends=True)


def test_relationships_of_both_serials() -> None:
    table = text.relationships(lines("# input clique: 1 2\n" + AS_REL + "1|2|0|bgp\n1|2|7\n"))

    assert (64511, 64500) in table.rows
    assert table.more == [(64510, 64511), (1, 2)]
    assert (table.clique, table.stated, table.skipped) == ([1, 2], "20221101", 1)
    assert table.first_fault == "line 11: '7' is no relationship"


def test_as2rel_turns_customers_round() -> None:
    rows = [(1, 2, 1), (3, 4, -1), (5, 6, 0), (7, 8, 9)]
    table = text.as2rel([{"asn1": a, "asn2": b, "rel": rel} for a, b, rel in rows])

    assert (table.rows, table.more, table.skipped) == ([(1, 2), (4, 3)], [(5, 6)], 1)


def test_origins_of_both_shapes_and_of_several_networks() -> None:
    table = text.origins(
        ["1.0.0.0\t24\t1_2,3\n", "2.0.0.0/8\t4\n", "2001:db8::/32 5\n", "3.0.0.0/99 6\n"]
    )

    first = 1 << 24
    assert table.rows == [(first, 24, 1), (first, 24, 2), (first, 24, 3), (2 << 24, 8, 4)]
    assert table.more == [(0x20010DB800000000, 32, 5)]
    assert table.skipped == 1


def test_delegated_values_are_counts() -> None:
    table = text.delegated(lines(DELEGATED))
    first = (198 << 24) + (51 << 16) + (100 << 8)

    assert (first, first + 191, "ZZ") in table.rows
    assert (64500, 64502, "ZZ") in table.more
    assert (len(table.rows), table.stated, table.skipped) == (3, "20221114", 0)


def test_country_blocks() -> None:
    table = text.country_blocks(
        [{"countryCode": "ZZ", "prefixes": {"ipv4": ["10.0.0.0/8"]}}, {"countryCode": "zz"}, 5]
    )

    assert (table.rows, table.skipped) == ([(10 << 24, (11 << 24) - 1, "ZZ")], 2)


def test_names_and_their_organisations() -> None:
    assert text.names(["5\tFive Networks\n"]).rows == [(5, {"name": "Five Networks"})]
    assert text.as2org(lines(AS2ORG)).rows[0] == (
        64500,
        {"name": "ZEM-A", "organisation": "Zembla Cables", "id": "O-1", "country": "ZZ"},
    )
    assert text.as2org(["nothing|says|what\n"]).skipped == 1


def test_owners_keep_their_quotes() -> None:
    ((asn, said),) = text.owners(lines(OWNERS)).rows

    assert (asn, said["owner"], said["organisation"]) == (64500, "ZZ", "Zembla Cables")
    assert said["quote"] == "All shares, without exception, are the Crown's."
    assert text.owners(lines(OWNERS.replace("64500", "many"))).skipped == 1


def test_users_and_exchanges() -> None:
    assert text.amounts(lines(USERS)).rows[1] == (64503, {"country": "ZZ", "users": 1000.0})
    found = text.exchanges(MEMBERS)
    assert found.rows[0] == (64502, {"ix": 4, "speed": 1000})
    assert found.rows[-1] == (0, {"ix": 4, "name": "ZIX", "country": "ZZ", "city": "Onhava"})
    assert text.exchanges({"data": [{"asn": 1, "ix_id": 4, "speed": "fast"}]}).skipped == 1
    assert text.amounts(lines(DOMAINS)).kind == "domains"


def test_places_of_both_families() -> None:
    found = text.places(['"1.0.0.0","1.0.0.255","AU"', "2001:db8::,2001:db8:1:ffff::,ZZ,more", "x,y,ZZ"])

    assert found.rows == [(1 << 24, (1 << 24) + 255, "AU")]
    assert found.wide == [(0x20010DB80000, 0x20010DB80001, "ZZ")]
    assert found.skipped == 1


def test_a_long_prefix_counts_as_the_48_that_it_lies_in() -> None:
    assert text.networks48("2001:db8::", 47) == (0x20010DB80000, 0x20010DB80001)
    assert text.networks48("2001:db8:0:1::", 64) == (0x20010DB80000, 0x20010DB80000)


def test_what_is_no_json_is_told_with_its_octet() -> None:
    with pytest.raises(PackError, match=r"t.json is damaged at octet 6"):
        text.load(b'{"a": }', "t.json")
    with pytest.raises(PackError, match="not UTF-8"):
        text.load(b'"\xff"', "t.json")
    with pytest.raises(PackError, match="nested too deeply"):
        text.load(b"[" * 100_000, "t.json")


@given(st.lists(st.text(max_size=30)))
def test_no_line_raises(content: list[str]) -> None:
    for read in (
        text.relationships,
        text.origins,
        text.delegated,
        text.names,
        text.as2org,
        text.amounts,
        text.places,
    ):
        read(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_no_document_raises(document: object) -> None:
    text.as2rel(document)
    text.exchanges(document)
    text.country_blocks([document])
