"""Lines become rows, bad lines are counted, and too many of them are one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.packs.build import Rows, address_integer, split_cells, write_rows
from periplus.packs.container import About, PackError

GOOD = b'192.0.2.0,192.0.2.255,64496,"Example, Inc."'


def rows(kind: str, *lines: bytes) -> Rows:
    made = Rows(kind)
    made.read(lines, "file.csv")
    return made


@pytest.mark.parametrize(
    "line",
    [
        GOOD,
        b"192.0.2.0,192.0.2.255,64496",
        b"3221225984,3221226239,64496,Example",
        b"2001:db8::,2001:db8::ffff,64496,Example",
        b"192.0.2.0/24,64496,Example",
        b"2001:db8::/32\t64496\tExample",
        b"42540766411282592856903984951653826560,42540766411282592856903984951653826561,64496,x",
    ],
)
def test_shapes_that_are_read(line: bytes) -> None:
    made = rows("as", line)

    assert (made.count, made.skipped) == (1, 0)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"192.0.2.9,192.0.2.0,64496,x", "ends before it begins"),
        (b"192.0.2.0,2001:db8::,64496,x", "different families"),
        (b"192.0.2.0", "it has no range"),
        (b"192.0.2,192.0.2.255,64496,x", "not an address"),
        (b"192.0.2.0,192.0.2.256,64496,x", "not an address"),
        (b"fe80::1%eth0,fe80::2,64496,x", "not an address"),
        (b"192.0.2.1/24,64496,x", "bits set behind its length"),
        (b"192.0.2.0/33,64496,x", "not a prefix"),
        (b"192.0.2.0/x,64496,x", "not a prefix"),
        (b"192.0.2.0,192.0.2.255,AS1,x", "not an AS number"),
        (b"192.0.2.0,192.0.2.255,1,\x00", "control characters"),
        (b'192.0.2.0,192.0.2.255,1,"x', "unexpected end of data"),
        (b"192.0.2.0,192.0.2.255,1,\xff", "can't decode byte"),
        (b"192.0.2.0,192.0.2.255,1," + b"x" * 5000, "longer than 4096 bytes"),
    ],
)
def test_a_bad_file_is_one_sentence_with_its_line(line: bytes, fault: str) -> None:
    with pytest.raises(PackError, match=f"file.csv, line 2: .*{fault}") as caught:
        rows("as", b"# comment", line).sections()

    assert "\n" not in str(caught.value)


def test_few_bad_lines_are_skipped_and_counted() -> None:
    made = rows("as", *[GOOD] * 20, b"nonsense", b"")

    assert (made.count, made.skipped) == (20, 1)
    assert made.sections()["numbers"].tolist() == [64496]


def test_many_bad_lines_are_refused() -> None:
    with pytest.raises(PackError, match=r"2 bad lines of 12; file\.csv, line 11"):
        rows("as", *[GOOD] * 10, b"nonsense", b"more").sections()


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    about = About(
        name="as", kind="as", source="", dated="", licence="", attribution="", source_digest=""
    )
    with pytest.raises(PackError, match="the file holds no line"):
        write_rows(tmp_path / "a.pack", about, rows("as"))

    assert list(tmp_path.iterdir()) == []


@given(lines=st.lists(st.binary(max_size=60) | st.just(GOOD), max_size=30))
def test_any_lines_make_a_pack_or_one_sentence(lines: list[bytes]) -> None:
    made = rows("as", *lines)
    try:
        sections = made.sections()
    except PackError:
        return
    assert sections["lines"].tobytes().count(GOOD) >= 1


@given(start=st.integers(0, len(GOOD)), cut=st.integers(0, 9), patch=st.binary(max_size=6))
def test_mutated_lines_never_raise(start: int, cut: int, patch: bytes) -> None:
    made = rows("as", GOOD[:start] + patch + GOOD[start + cut :])

    assert made.count + made.skipped <= 1


def test_cells() -> None:
    assert split_cells('a,"b,c",d') == ["a", "b,c", "d"]
    assert split_cells("a\tb,c") == ["a", "b,c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.0.0.1", (1, 4)),
        ("::1", (1, 6)),
        ("4294967295", (4294967295, 4)),
        ("4294967296", (1 << 32, 6)),
    ],
)
def test_addresses(text: str, expected: tuple[int, int]) -> None:
    assert address_integer(text) == expected


@pytest.mark.parametrize("text", ["", "1.2", "x", "-1", "²", str(1 << 128), "1\0.2.3.4", "9" * 5000])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="is not an address"):
        address_integer(text)
