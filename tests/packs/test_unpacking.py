"""Packed files read as one stream; a damaged or cut one is told with its offset."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from periplus.packs.container import PackError
from periplus.packs.unpacking import Unpacked

CONTENT = bytes(range(256)) * 4000
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}


def kept(directory: Path, content: bytes) -> Path:
    path = directory / "table"
    path.write_bytes(content)
    return path


def pieces(path: Path, size: int) -> list[bytes]:
    with Unpacked(path) as stream:
        return list(iter(lambda: stream.read(size), b""))


@pytest.mark.parametrize("packing", PACKERS)
def test_every_packing_gives_the_same_octets(packing: str, tmp_path: Path) -> None:
    path = kept(tmp_path, PACKERS[packing](CONTENT))

    found = pieces(path, 100_000)

    assert b"".join(found) == CONTENT
    assert {len(piece) for piece in found[:-1]} == {100_000}
    with Unpacked(path) as stream:
        assert stream.read() == CONTENT


def test_zstd_is_read_where_its_library_is(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    path = kept(tmp_path, zstandard.ZstdCompressor().compress(CONTENT))

    assert b"".join(pieces(path, 1 << 20)) == CONTENT


def test_members_are_joined_and_padding_ends_them(tmp_path: Path) -> None:
    path = kept(tmp_path, gzip.compress(b"one ") + gzip.compress(b"two") + bytes(512))

    assert b"".join(pieces(path, 5)) == b"one two"


@pytest.mark.parametrize("packing", ["gzip", "bzip2", "xz"])
def test_a_cut_file_is_told(packing: str, tmp_path: Path) -> None:
    path = kept(tmp_path, PACKERS[packing](CONTENT)[:-20])

    with pytest.raises(PackError, match=r"table is cut at octet [\d,]+: its end is missing"):
        pieces(path, 1 << 20)


@pytest.mark.parametrize("packing", ["gzip", "bzip2", "xz"])
def test_a_damaged_file_is_told(packing: str, tmp_path: Path) -> None:
    packed = bytearray(PACKERS[packing](CONTENT))
    packed[len(packed) // 2] ^= 0xFF

    with pytest.raises(PackError, match=r"table is (damaged after|cut at) octet"):
        pieces(kept(tmp_path, bytes(packed)), 1 << 20)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot open"):
        Unpacked(tmp_path / "nothing")
