"""Addresses go to their most specific prefix, and to one country."""

from __future__ import annotations

import ipaddress

import numpy as np

from periplus.packs.columns import Ints
from periplus.packs.world_space import (
    country_code,
    country_number,
    measure,
    none,
    owned,
    prefix_weights,
)


def columns(*rows: tuple[int, ...]) -> tuple[Ints, Ints, Ints]:
    one, two, three = np.array(rows, np.int64).reshape(-1, 3).T
    return one, two, three


def first(prefix: str) -> int:
    return int(ipaddress.ip_network(prefix)[0])


def row(prefix: str, asn: int) -> tuple[int, int, int]:
    return first(prefix), ipaddress.ip_network(prefix).prefixlen, asn


def block(begin: str, count: int, code: str) -> tuple[int, int, int]:
    start = int(ipaddress.ip_address(begin))
    return start, start + count - 1, country_number(code)


def test_countries_are_numbers_in_columns() -> None:
    assert country_code(country_number("BY")) == "BY"


def test_an_address_belongs_to_its_most_specific_prefix() -> None:
    space = measure(
        columns(row("10.0.0.0/8", 1), row("10.0.0.0/9", 2), row("10.0.0.0/8", 1)),
        columns(block("10.0.0.0", 1 << 22, "ZZ"), block("10.64.0.0", 1 << 24, "QV")),
    )

    assert space.asns.tolist() == [1, 2]
    assert space.addresses.tolist() == [1 << 23, 1 << 23]
    assert space.prefixes.tolist() == [1, 1]
    located = zip(
        space.located_asn, map(country_code, space.located_country), space.located_addresses, strict=True
    )
    # 10.64.0.0 and on is half of the /9, and reaches beyond it into the /8.
    assert {(int(a), c, int(n)) for a, c, n in located} == {
        (2, "ZZ", 1 << 22),
        (2, "QV", 1 << 22),
        (1, "QV", 1 << 23),
    }


def test_networks_share_a_prefix_equally() -> None:
    space = measure(columns(row("192.0.2.0/24", 1), row("192.0.2.0/24", 2)), columns())

    assert space.addresses.tolist() == [128, 128]
    assert len(space.located_asn) == 0


def test_the_end_of_the_line_of_addresses() -> None:
    found = owned(np.array([0, 0xFFFFFF00]), np.array([255, 0xFFFFFFFF]))

    assert found.sizes(2).tolist() == [256, 256]
    assert found.at(np.array([0, 300, 0xFFFFFFFF])).tolist() == [0, -1, 1]


def test_no_prefixes_and_no_blocks() -> None:
    space = measure(columns(), columns())

    assert len(space.asns) == 0
    assert none().dtype == np.int64


def test_each_distinct_prefix_once() -> None:
    starts = np.array([first("10.0.0.0/8"), first("10.0.0.0/9"), first("10.0.0.0/8")])
    member, own, rows = prefix_weights(starts, np.array([8, 9, 8]))

    assert own[member].tolist() == [1 << 23, 1 << 23, 1 << 23]
    assert len(rows) == 2
