"""The table in columns is the table read one by one; what is damaged is told or counted."""

from __future__ import annotations

import contextlib
import io
import ipaddress
import struct
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from periplus.facts.bgp import address
from periplus.facts.mrt import MrtReader
from periplus.lab.mrt import routing_table
from periplus.packs.container import PackError
from periplus.packs.rib import RibReader

FILES = Path(__file__).parents[1] / "facts" / "mrt"
AT = datetime(2022, 11, 18, tzinfo=UTC)
PEERS = [("192.0.2.1", 64500), ("2001:db8::1", 64501)]
TABLE = routing_table(
    PEERS,
    {
        "10.0.0.0/8": [(0, [64500, 7]), (1, [64501, 64500, 7])],
        "10.1.0.0/16": [(0, [64500, 7])],
        "192.0.2.0/25": [(1, [])],
        "2001:db8:1::/48": [(0, [64500, 70_000, 70_000])],
    },
    at=AT,
)

Route = tuple[str, int, str, tuple[int, ...]]


def in_columns(reader: RibReader) -> list[Route]:
    found = []
    for batch in reader:
        at = batch.paths.at
        for row, peer, path in zip(batch.prefix, batch.peer, batch.path, strict=True):
            host, asn = reader.peers[peer]
            prefix = f"{address(batch.networks[row].tobytes())}/{batch.lengths[row]}"
            hops = batch.paths.hops[at[path] : at[path + 1]]
            found.append((address(host), asn, prefix, tuple(hops.tolist())))
    return sorted(found)


def one_by_one(content: bytes) -> list[Route]:
    return sorted(
        (
            address(e.peer),
            e.peer_asn,
            str(e.prefix),
            tuple(asn for s in e.attributes.path for asn in s.asns),
        )
        for e in MrtReader(io.BytesIO(content))
    )


@pytest.mark.parametrize(
    "name", ["bird-mrtdump_rib", "bird6-mrtdump_rib", "quagga_rib", "openbgpd_rib_table-v2"]
)
def test_tables_of_real_routers(name: str) -> None:
    content = (FILES / name).read_bytes()

    assert in_columns(RibReader(io.BytesIO(content), name)) == one_by_one(content)


def test_a_written_table() -> None:
    reader = RibReader(io.BytesIO(TABLE), "table")

    assert in_columns(reader) == one_by_one(TABLE)
    assert (reader.records, reader.bad, reader.seconds) == (5, 0, int(AT.timestamp()))


def test_a_slice_decodes_what_it_wants() -> None:
    wanted = np.zeros(1 << 16, bool)
    wanted[(10 << 8) + 200] = True
    reader = RibReader(io.BytesIO(TABLE), "table", wanted=wanted)

    assert {route[2] for route in in_columns(reader)} == {"10.0.0.0/8"}
    assert reader.skipped == 3


@pytest.mark.parametrize("name", ["bird-mrtdump_rib", "quagga_rib"])
def test_a_slice_is_what_the_whole_table_says_of_it(name: str) -> None:
    content = (FILES / name).read_bytes()
    wanted = np.arange(1 << 16) % 3 == 0
    # The default route touches every /16.
    expected = [route for route in one_by_one(content) if touches(route[2], wanted)]

    assert in_columns(RibReader(io.BytesIO(content), name, wanted=wanted)) == expected


def touches(prefix: str, wanted: NDArray[np.bool_]) -> bool:
    network = ipaddress.ip_network(prefix)
    if network.version == 6:
        return False
    first, last = (int(one) >> 16 for one in (network[0], network[-1]))
    return bool(wanted[first : last + 1].any())


def test_damage_within_a_slice_is_told_with_its_place_in_the_file() -> None:
    cut = struct.pack(">IHHI", 0, 13, 2, 9) + b"\0\0\0\1\x08\x0a\0\1\0"
    wanted = np.zeros(1 << 16, bool)
    wanted[10 << 8] = True
    reader = RibReader(io.BytesIO(TABLE + cut), "table", wanted=wanted)
    list(reader)

    assert (reader.bad, reader.first_fault.split(":")[0]) == (1, f"octet {len(TABLE):,}")


def test_bad_records_are_counted() -> None:
    cut = struct.pack(">IHHI", 0, 13, 2, 9) + b"\0\0\0\1\x08\x0a\0\1\0"
    no_peer = struct.pack(">IHHI", 0, 13, 2, 16) + b"\0\0\0\1\x08\x0a\0\1" + b"\0\x09\0\0\0\0\0\0"
    long_prefix = struct.pack(">IHHI", 0, 13, 2, 7) + b"\0\0\0\1\xff\0\0"
    other = struct.pack(">IHHI", 0, 99, 2, 1) + b"\0"
    reader = RibReader(io.BytesIO(TABLE + cut + no_peer + long_prefix + other), "table")

    assert in_columns(reader) == one_by_one(TABLE)
    assert reader.bad == 4
    assert reader.first_fault.startswith("octet ")


def test_a_cut_table_is_refused_with_its_offset() -> None:
    with pytest.raises(PackError, match=r"table is cut at octet [\d,]+: it ends within a record"):
        list(RibReader(io.BytesIO(TABLE[:-1]), "table"))


def test_a_damaged_length_is_refused_with_its_offset() -> None:
    with pytest.raises(
        PackError, match=r"table is damaged at octet 0: a record of 2,147,483,648 octets"
    ):
        list(RibReader(io.BytesIO(struct.pack(">IHHI", 0, 13, 2, 1 << 31)), "table"))


def test_a_cut_peer_table_is_refused() -> None:
    broken = struct.pack(">IHHI", 0, 13, 1, 8) + b"\0\0\0\0\0\0\0\5"

    with pytest.raises(PackError, match="its peer table cannot be read"):
        list(RibReader(io.BytesIO(broken), "table"))


@given(st.integers(0, len(TABLE) - 1), st.binary(min_size=1, max_size=4))
def test_damage_is_refused_or_counted(at: int, put: bytes) -> None:
    content = bytearray(TABLE)
    content[at : at + len(put)] = put
    with contextlib.suppress(PackError):
        list(RibReader(io.BytesIO(bytes(content)), "table"))
