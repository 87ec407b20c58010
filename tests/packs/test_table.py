"""Look-ups in an address pack: one by one, in bulk, and beside a naive reference."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.packs.build import Rows, write_rows
from periplus.packs.container import About, PackError
from periplus.packs.table import Pack, integers_v4, integers_v6

ABOUT = About(
    name="as", kind="as", source="x", dated="2026-06-17", licence="CC0", attribution="", source_digest=""
)
LINES = (
    b'192.0.2.0,192.0.2.255,64496,"Example, Inc."',
    b"192.0.2.64/26,64497,Nested",
    b'192.0.3.0,192.0.3.15,64496,"Example, Inc."',
    b"198.51.100.0/24,64498,",
    b"2001:db8::/32,64499,Six",
    b"2001:db8:0:1::/64,64500,Nested six",
    b"2001:db8::1:0,2001:db8::1:ff,64501,Deep six",
)  # fmt: skip


def pack(path: Path, lines: Sequence[bytes] = LINES) -> Pack:
    rows = Rows("as")
    rows.read(lines, "file.csv")
    write_rows(path, ABOUT, rows)
    return Pack.open(path)


@pytest.mark.parametrize(
    ("address", "asn", "line"),
    [
        ("192.0.2.0", "64496", LINES[0]),
        ("192.0.2.63", "64496", LINES[0]),
        ("192.0.2.64", "64497", LINES[1]),
        ("192.0.2.127", "64497", LINES[1]),
        ("192.0.2.128", "64496", LINES[0]),
        ("192.0.3.15", "64496", LINES[2]),
        ("2001:db8:0:1::9", "64500", LINES[5]),
        ("2001:db8:0:2::", "64499", LINES[4]),
        ("2001:db8::1:10", "64501", LINES[6]),
        ("2001:db8::1:100", "64499", LINES[4]),
    ],
)
def test_the_narrowest_row_with_its_line(tmp_path: Path, address: str, asn: str, line: bytes) -> None:
    row = pack(tmp_path / "a.pack").lookup(address)

    assert row is not None
    assert row.fields["asn"] == asn
    assert row.line == line


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "192.0.1.255", "192.0.3.16", "255.255.255.255", "::", "2001:db9::"]
)
def test_no_row(tmp_path: Path, address: str) -> None:
    assert pack(tmp_path / "a.pack").lookup(address) is None


def test_no_address(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not appear"):
        pack(tmp_path / "a.pack").lookup("example.org")


def test_a_pack_of_one_family_has_nothing_of_the_other(tmp_path: Path) -> None:
    four = pack(tmp_path / "4.pack", [b"0.0.0.0/0,1,x"])
    six = pack(tmp_path / "6.pack", [b"::/0,1,x"])

    assert four.lookup("2001:db8::") is None
    assert six.lookup("192.0.2.1") is None
    assert four.values_v6(*integers_v6(["::1"])).tolist() == [-1]
    assert six.values_v4(integers_v4(["192.0.2.1"])).tolist() == [-1]
    assert four.lookup("255.255.255.255") is not None
    assert six.lookup("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") is not None


def test_bulk(tmp_path: Path) -> None:
    made = pack(tmp_path / "a.pack")
    found = made.values_v4(integers_v4(["192.0.2.1", "192.0.2.65", "10.0.0.1"]))
    six = made.values_v6(*integers_v6(["2001:db8::1:10", "2001:db8::", "1::"]))

    assert made.numbers[found].tolist() == [64496, 64497, 0]
    assert made.numbers[six].tolist() == [64501, 64499, 0]
    assert made.value(int(found[0])) == {"asn": "64496", "name": "Example, Inc."}


@pytest.mark.parametrize("identifier", [-1, 6])
def test_no_value_of_that_id(tmp_path: Path, identifier: int) -> None:
    with pytest.raises(IndexError):
        pack(tmp_path / "a.pack").value(identifier)


def test_equal_values_are_kept_once(tmp_path: Path) -> None:
    made = pack(tmp_path / "a.pack")
    found = made.values_v4(integers_v4(["192.0.2.1", "192.0.3.1"]))

    assert found[0] == found[1]


NETWORKS = st.one_of(
    st.tuples(st.integers(0, 1 << 16).map(lambda n: n << 12), st.integers(12, 32)).map(
        lambda p: ipaddress.ip_network((p[0], p[1]), strict=False)
    ),
    st.tuples(st.integers(0, 1 << 8).map(lambda n: (n << 60) | n), st.integers(50, 128)).map(
        lambda p: ipaddress.IPv6Network((p[0], p[1]), strict=False)
    ),
)


@given(networks=st.lists(NETWORKS, min_size=1, max_size=20, unique=True))
def test_equal_to_the_longest_prefix(
    tmp_path_factory: pytest.TempPathFactory,
    networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network],
) -> None:
    lines = [f"{network},{i},x".encode() for i, network in enumerate(networks, start=1)]
    made = pack(tmp_path_factory.mktemp("p") / "a.pack", lines)

    for network in networks:
        for address in (network.network_address, network.broadcast_address):
            over = [(n.prefixlen, i) for i, n in enumerate(networks, start=1) if address in n]
            row = made.lookup(str(address))
            assert row is not None
            assert int(row.fields["asn"]) == max(over)[1]


def test_bulk_is_equal_to_one_by_one(tmp_path: Path) -> None:
    made = pack(tmp_path / "a.pack")
    addresses = np.arange(0xC0000180, 0xC0000400, dtype=np.uint32)
    single = [made.lookup(str(ipaddress.ip_address(int(a)))) for a in addresses]

    expected = [0 if row is None else int(row.fields["asn"]) for row in single]
    assert made.numbers[made.values_v4(addresses)].tolist() == expected


def test_a_changed_byte_is_refused_at_the_look_up(tmp_path: Path) -> None:
    pack(tmp_path / "a.pack")
    content = (tmp_path / "a.pack").read_bytes().replace(b"Nested\n", b"Forged\n")
    (tmp_path / "a.pack").write_bytes(content)

    with pytest.raises(PackError, match=r"section .* was changed"):
        Pack.open(tmp_path / "a.pack").lookup("192.0.2.65")


def test_a_pack_of_text_is_no_address_pack(tmp_path: Path) -> None:
    from dataclasses import replace

    from periplus.packs.container import write

    write(tmp_path / "a.pack", replace(ABOUT, kind="text"), {})

    with pytest.raises(PackError, match="holds no addresses"):
        Pack.open(tmp_path / "a.pack")


def test_verify(tmp_path: Path) -> None:
    pack(tmp_path / "a.pack").verify()
