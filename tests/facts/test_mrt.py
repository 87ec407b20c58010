"""MRT files of real routers, against bgpdump where it is installed; bad bytes never raise."""

from __future__ import annotations

import gzip
import io
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.mrt import MrtReader, peer_table
from periplus.facts.mrt_lines import line

FILES = Path(__file__).parent / "mrt"
SAMPLES = sorted(path.name for path in FILES.iterdir() if path.suffix != ".md")


def unpacked(name: str) -> bytes:
    content = (FILES / name).read_bytes()
    return gzip.decompress(content) if name.endswith(".gz") else content


def lines(content: bytes) -> list[str]:
    return [line(element) for element in MrtReader(io.BytesIO(content))]


def record(kind: int, subtype: int, body: bytes) -> bytes:
    return struct.pack(">IHHI", 1_000_000_000, kind, subtype, len(body)) + body


@pytest.mark.parametrize("name", sorted({*SAMPLES} - {"bird_bgp", "openbgpd_rib_table"}))
@pytest.mark.skipif(shutil.which("bgpdump") is None, reason="bgpdump is not installed")
def test_the_lines_are_those_of_bgpdump(name: str) -> None:
    told = subprocess.run(["bgpdump", "-m", FILES / name], capture_output=True, check=True, text=True)

    assert lines(unpacked(name)) == told.stdout.splitlines()


def test_messages_with_path_identifiers_under_plain_subtypes_are_read() -> None:
    # bgpdump takes the identifiers for prefixes: 0.0.0.0/0, 24.0.0.0/2.
    announced = [one for one in lines(unpacked("bird_bgp")) if "|A|" in one]

    assert "|172.17.0.0/24|" in announced[0]
    assert not any("|0.0.0.0/0|" in one for one in announced)


def test_an_aggregator_of_eight_octets_in_an_old_table_is_read_whole() -> None:
    # bgpdump reads two octets of AS there: 0 253.232.192.168.
    assert lines(unpacked("openbgpd_rib_table"))[0].endswith("|65000 192.168.0.15|")


def test_bad_records_are_counted_and_skipped() -> None:
    content = unpacked("quagga_rib")
    reader = MrtReader(io.BytesIO(record(13, 2, b"\0\0\0\1\xff") + record(16, 4, b"") + content))

    assert [line(element) for element in reader] == lines(content)
    assert (reader.bad, reader.cut_at) == (2, None)
    assert reader.first_fault.startswith("octet 0: ")


def test_a_cut_file_is_told_with_its_offset() -> None:
    content = unpacked("quagga_rib")
    reader = MrtReader(io.BytesIO(content[:-1]))
    list(reader)

    assert reader.cut_at is not None
    assert 0 < reader.cut_at < len(content)


def test_a_record_that_claims_too_much_is_the_end() -> None:
    reader = MrtReader(io.BytesIO(struct.pack(">IHHI", 0, 13, 2, 1 << 31) + b"x" * 100))

    assert list(reader) == []
    assert (reader.bad, reader.cut_at) == (1, 0)


def test_records_of_2000_that_tell_four_octets_too_few_are_read_whole() -> None:
    entry = bytes([10, 0, 0, 0, 8, 1, 0, 0, 0, 0, 192, 0, 2, 1, 0, 99, 0, 7]) + bytes(
        [64, 2, 4, 2, 1, 0, 99]
    )
    body = bytes(4) + entry + entry
    short = struct.pack(">IHHI", 0, 12, 1, len(body) - 4) + body

    assert len(lines(short + short)) == 4


def test_peers_are_listed_in_their_order() -> None:
    body = b"\x0a\0\0\1\0\0\0\2" + b"\2\0\0\0\1\xc0\0\2\1\0\1\0\0" + b"\0\0\0\0\2\xc0\0\2\2\0\7"

    assert peer_table(body) == [(b"\xc0\0\2\1", 65536), (b"\xc0\0\2\2", 7)]


@given(
    st.lists(
        st.tuples(st.sampled_from([5, 12, 13, 16, 17]), st.integers(0, 12), st.binary(max_size=80)),
        max_size=6,
    ),
    st.binary(max_size=20),
)
def test_no_bytes_raise(records: list[tuple[int, int, bytes]], tail: bytes) -> None:
    lines(b"".join(record(*one) for one in records) + tail)


@given(st.sampled_from(SAMPLES), st.integers(0, 10_000), st.binary(min_size=1, max_size=3))
def test_no_damage_raises(name: str, at: int, put: bytes) -> None:
    content = bytearray(unpacked(name))
    at %= len(content)
    content[at : at + len(put)] = put

    lines(bytes(content))
