"""City packs keep the file beside them, under its digest."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from periplus.packs.cities import CityPack, city_fields
from periplus.packs.container import PackError
from tests.packs.shelves import AS_LINES, shelve

# Control bytes: type and length, types above 7 with a second byte.
UINT16, UINT32, UINT64 = bytes([5 << 5 | 2]), bytes([6 << 5 | 4]), bytes([8, 9 - 7])
ARRAY_OF_ONE = bytes([1, 11 - 7])


MARK = b"\xab\xcd\xefMaxMind.com"


def encoded(value: object) -> bytes:
    """The MaxMind DB form of maps and texts; bytes stand for themselves."""
    if isinstance(value, dict):
        pairs = b"".join(encoded(k) + encoded(v) for k, v in value.items())
        return bytes([7 << 5 | len(value)]) + pairs
    if isinstance(value, str):
        return bytes([2 << 5 | len(value)]) + value.encode()
    assert isinstance(value, bytes)
    return value


def database() -> bytes:
    """One IPv4 file whose upper half, 128.0.0.0/1, lies in Delft."""
    record = encoded({"country_code": "NL", "state1": "ZH", "city": "Delft"})
    nodes, data_at = 1, 1 + 16
    tree = nodes.to_bytes(3, "big") + data_at.to_bytes(3, "big")
    head = {
        "node_count": UINT32 + struct.pack(">I", nodes),
        "record_size": UINT16 + struct.pack(">H", 24),
        "ip_version": UINT16 + struct.pack(">H", 4),
        "binary_format_major_version": UINT16 + struct.pack(">H", 2),
        "binary_format_minor_version": UINT16 + struct.pack(">H", 0),
        "build_epoch": UINT64 + struct.pack(">Q", 1),
        "database_type": "x",
        "languages": ARRAY_OF_ONE + encoded("en"),
        "description": {"en": "x"},
    }
    return tree + bytes(16) + record + MARK + encoded(head)


def test_look_up(tmp_path: Path) -> None:
    shelve("city", database(), tmp_path)
    row = CityPack.open(tmp_path / "city.pack").lookup("192.0.2.1")

    assert row is not None
    assert dict(row.fields) == {"country": "NL", "region": "ZH", "city": "Delft"}
    assert (row.first, row.last) == ("128.0.0.0", "255.255.255.255")
    assert row.line == b'{"city":"Delft","country_code":"NL","state1":"ZH"}'


@pytest.mark.parametrize("address", ["1.2.3.4", "2001:db8::1"])
def test_no_row(tmp_path: Path, address: str) -> None:
    shelve("city", database(), tmp_path)

    assert CityPack.open(tmp_path / "city.pack").lookup(address) is None


def test_bytes_that_are_no_database_are_one_sentence(tmp_path: Path) -> None:
    shelve("city", b"no database" + MARK, tmp_path)

    with pytest.raises(PackError, match="cannot read the city pack"):
        CityPack.open(tmp_path / "city.pack").lookup("192.0.2.1")


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    shelve("city", database(), tmp_path)
    beside = next(tmp_path.glob("city-*.mmdb"))
    beside.write_bytes(beside.read_bytes().replace(b"Delft", b"Gouda"))

    with pytest.raises(PackError, match=r"mmdb was changed"):
        CityPack.open(tmp_path / "city.pack").lookup("192.0.2.1")


def test_a_new_file_replaces_the_old(tmp_path: Path) -> None:
    shelve("city", b"first" + MARK, tmp_path)
    shelve("city", b"second" + MARK, tmp_path)

    assert [path.read_bytes() for path in tmp_path.glob("city-*")] == [b"second" + MARK]


def test_another_pack_is_refused(tmp_path: Path) -> None:
    shelve("as", AS_LINES, tmp_path)

    with pytest.raises(PackError, match="holds no cities"):
        CityPack.open(tmp_path / "as.pack")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            {
                "country": {"iso_code": "NL"},
                "subdivisions": [{"names": {"en": "South Holland"}}],
                "city": {"names": {"en": "Delft"}},
            },
            ("NL", "South Holland", "Delft"),
        ),
        ({"country_code": "NL", "state1": "ZH", "city": "Delft"}, ("NL", "ZH", "Delft")),
        ({"city": 1, "country": [], "subdivisions": []}, ("", "", "")),
        ({}, ("", "", "")),
    ],
)
def test_fields(record: dict[str, Any], expected: tuple[str, str, str]) -> None:
    assert tuple(city_fields(record).values()) == expected
