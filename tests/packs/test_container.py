"""A pack file is whole, or it is refused with one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.packs.container import About, Container, PackError, write

ABOUT = About(
    name="as",
    kind="as",
    source="made by hand",
    dated="2026-06-17",
    licence="CC0-1.0",
    attribution="nobody",
    source_digest="0" * 64,
    rows=3,
)
SECTIONS = {
    "starts": np.array([1, 2, 3], dtype="<u4"),
    "empty": np.empty(0, dtype="<u4"),
    "wide": np.array([1 << 63], dtype="<u8"),
    "text": np.frombuffer(b"hello", dtype="|u1"),
}


def made(path: Path) -> bytes:
    write(path, ABOUT, SECTIONS)
    return path.read_bytes()


def test_round_trip(tmp_path: Path) -> None:
    digest = write(tmp_path / "a.pack", ABOUT, SECTIONS)

    container = Container(tmp_path / "a.pack")

    assert container.about == ABOUT
    assert container.digest == digest
    for name, content in SECTIONS.items():
        assert container.section(name).tolist() == content.tolist()
    assert container.has("text")
    assert not container.has("other")


def test_the_same_content_has_the_same_digest(tmp_path: Path) -> None:
    assert write(tmp_path / "a.pack", ABOUT, SECTIONS) == write(tmp_path / "b.pack", ABOUT, SECTIONS)


def test_a_missing_section_is_told(tmp_path: Path) -> None:
    made(tmp_path / "a.pack")

    with pytest.raises(PackError, match="has no section other"):
        Container(tmp_path / "a.pack").section("other")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot open the pack"):
        Container(tmp_path / "none.pack")


@pytest.mark.parametrize("content", [b"", b"x", b"PERIPACK", b"start,end\n" * 100])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pack").write_bytes(content)

    with pytest.raises(PackError, match="pack"):
        Container(tmp_path / "a.pack")


def test_every_truncation_is_refused(tmp_path: Path) -> None:
    content = made(tmp_path / "a.pack")

    for length in range(len(content)):
        (tmp_path / "b.pack").write_bytes(content[:length])
        with pytest.raises(PackError):
            Container(tmp_path / "b.pack")


def test_every_changed_byte_of_content_is_noticed(tmp_path: Path) -> None:
    content = made(tmp_path / "a.pack")
    padding = noticed = 0

    for at in range(len(content)):
        changed = bytearray(content)
        changed[at] ^= 0x40
        (tmp_path / "b.pack").write_bytes(changed)
        try:
            Container(tmp_path / "b.pack").verify()
            padding += content[at] == 0
        except PackError:
            noticed += 1

    assert padding + noticed == len(content)


def test_another_format_version_is_told(tmp_path: Path) -> None:
    content = bytearray(made(tmp_path / "a.pack"))
    content[8] = 99
    (tmp_path / "a.pack").write_bytes(content)

    with pytest.raises(PackError, match="has format 99, not 1: pull or import it again"):
        Container(tmp_path / "a.pack")


@given(content=st.binary(max_size=300))
def test_no_bytes_raise_anything_else(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a.pack"
    path.write_bytes(b"PERIPACK\x01\0\0\0" + content)

    with pytest.raises(PackError):
        Container(path)


def test_an_open_pack_outlives_its_replacement(tmp_path: Path) -> None:
    made(tmp_path / "a.pack")
    container = Container(tmp_path / "a.pack")
    write(tmp_path / "a.pack", ABOUT, {"text": np.frombuffer(b"other", dtype="|u1")})

    assert container.section("text").tobytes() == b"hello"


def test_a_writer_that_is_killed_leaves_no_pack(tmp_path: Path) -> None:
    program = """
        import os, pathlib, signal, sys
        import numpy as np
        from periplus.packs import container
        container.os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)
        about = container.About(name="as", kind="as", source="", dated="", licence="",
                                attribution="", source_digest="")
        container.write(pathlib.Path(sys.argv[1]), about, {"a": np.zeros(9, "<u4")})
    """
    made(tmp_path / "old.pack")
    before = (tmp_path / "old.pack").read_bytes()

    for name in ("new.pack", "old.pack"):
        command = [sys.executable, "-c", textwrap.dedent(program), os.fspath(tmp_path / name)]
        assert subprocess.run(command, check=False).returncode == -9

    assert not (tmp_path / "new.pack").exists()
    assert (tmp_path / "old.pack").read_bytes() == before


def test_a_failing_writer_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.pack").mkdir()

    with pytest.raises(OSError, match=r"a\.pack"):
        write(tmp_path / "a.pack", ABOUT, SECTIONS)

    assert [p.name for p in tmp_path.iterdir()] == ["a.pack"]
