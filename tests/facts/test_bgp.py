"""Path attributes, NLRI and restored paths (RFC 4271, 4760, 6793, 7911)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.bgp import (
    AS_TRANS,
    Attributes,
    Segment,
    address,
    path_text,
    read_attributes,
    read_path,
    read_prefixes,
    read_update,
    whole_path,
)


def attribute(kind: int, value: bytes) -> bytes:
    return bytes([0x40, kind, len(value)]) + value


def sequence(*asns: int) -> Segment:
    return Segment(2, asns)


def test_attributes_are_read_by_their_kind() -> None:
    block = (
        attribute(1, b"\0")
        + attribute(2, b"\2\1\0\0\0\7")
        + attribute(4, b"\0\0\0\5")
        + bytes([0x50, 5, 0, 4]) + b"\0\0\0\6"
        + attribute(7, b"\0\7\1\2\3\4")
        + attribute(99, b"unknown")
    )  # fmt: skip

    found = read_attributes(block, 4)

    assert found == Attributes(
        origin=0, path=(sequence(7),), med=5, local_pref=6, aggregator=(7, b"\1\2\3\4")
    )


@pytest.mark.parametrize(
    "block", [b"\x40\1", b"\x40\1\5\0", b"\x40\2\3\2\5\0", b"\x40\4\1\0", b"\x40\7\1\0", b"\x40\x0e\1\0"]
)
def test_a_malformed_block_is_refused(block: bytes) -> None:
    with pytest.raises(ValueError):
        read_attributes(block, 4)


def test_the_next_hop_of_a_table_stands_alone() -> None:
    hop = bytes(range(16))

    assert read_attributes(attribute(14, b"\x10" + hop), 4, table=2).mp_next_hop == hop
    assert read_attributes(attribute(14, b"\0\2\1\x10" + hop + b"\0"), 4, table=2).mp_next_hop == hop


def test_prefixes_keep_their_host_bits_and_identifiers() -> None:
    (found,) = read_prefixes(b"\0\0\0\7\x0c\x0a\xff", 1, path_ids=True)

    assert (str(found), found.path_id) == ("10.255.0.0/12", 7)
    assert read_prefixes(b"\x0c\x0a", 25) == ()
    with pytest.raises(ValueError):
        read_prefixes(b"\x21\x0a\0\0\0\0", 1)


def test_an_update_holds_withdrawn_and_announced_routes() -> None:
    block = attribute(2, b"\2\1\0\7")
    body = b"\0\2\x08\x0a" + len(block).to_bytes(2, "big") + block + b"\x10\xac\x10"

    said = read_update(body, 2)

    assert [str(p) for p in said.withdrawn] == ["10.0.0.0/8"]
    assert [str(p) for p in said.announced] == ["172.16.0.0/16"]
    assert said.attributes.path == (sequence(7),)


def test_four_octet_numbers_are_restored() -> None:
    found = Attributes(
        path=(sequence(1, AS_TRANS, AS_TRANS), Segment(1, (3, 4))),
        as4_path=(sequence(70_000, 80_000), Segment(1, (3, 4))),
    )

    assert path_text(whole_path(found)) == "1 70000 80000 {3,4}"


def test_a_longer_restored_path_is_not_believed() -> None:
    found = Attributes(path=(sequence(1),), as4_path=(sequence(2, 3),))

    assert whole_path(found) == (sequence(1),)


def test_an_aggregator_that_knows_no_four_octets_keeps_the_old_path() -> None:
    old = (sequence(1, AS_TRANS),)
    found = Attributes(
        path=old,
        as4_path=(sequence(70_000),),
        aggregator=(5, b"\0\0\0\0"),
        as4_aggregator=(70_000, b"\0\0\0\0"),
    )

    assert whole_path(found) == old


def test_confederations_are_told_apart() -> None:
    assert path_text((Segment(3, (1, 2)), Segment(4, (3, 4)), sequence(5))) == "(1 2) [3,4] 5"


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"\1\2\3\4", "1.2.3.4"),
        (bytes(16), "::"),
        (bytes(15) + b"\1", "::1"),
        (bytes(12) + b"\1\2\3\4", "::1.2.3.4"),
        (bytes(10) + b"\xff\xff\1\2\3\4", "::ffff:1.2.3.4"),
        (b"\x20\1\x0d\xb8" + bytes(12), "2001:db8::"),
    ],
)
def test_addresses_read_as_in_c(octets: bytes, text: str) -> None:
    assert address(octets) == text


@given(st.binary(max_size=60), st.sampled_from([2, 4]), st.booleans())
def test_only_value_errors_come_of_bytes(content: bytes, octets: int, path_ids: bool) -> None:
    for read in (
        lambda: read_update(content, octets, path_ids=path_ids),
        lambda: read_attributes(content, octets, table=2),
        lambda: read_path(content, octets),
    ):
        try:
            read()
        except ValueError:
            continue
