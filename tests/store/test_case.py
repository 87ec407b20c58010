"""Twin of store/case.py: what goes in comes out, whatever happens to the process."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from periplus.model import INLINE_BYTES, Evidence, Failure, Subject, SubjectKind
from periplus.store import layout
from periplus.store.case import NOT_ASKED, Case, CaseError, CorruptCase, NotACase
from periplus.store.judgement import Judgement

Capture = Callable[..., Evidence]
LARGE = b"large" * INLINE_BYTES
TARGET = Subject(kind=SubjectKind.COUNTRY, key="XA")
WHOIS = {"collector": "zone@1", "source": "whois://whois.example/example.org", "vantage": "here"}

WRITER = """
import itertools, sys
from datetime import UTC, datetime
from pathlib import Path
from periplus.model import Blob, Evidence
from periplus.store.case import Case

with Case.open(Path(sys.argv[1])) as case:
    for number in itertools.count(sum(1 for _ in case.evidences())):
        body = b"%d " % number * (30_000 if number % 3 == 0 else 30)
        case.add(Evidence(
            id=str(number), collector="c@1", target=case.target, source=f"dns://x/{number}",
            asked=None, dialled=None, request=b"", body=Blob.of(body), media_type="text/plain",
            captured_at=datetime(2026, 1, 1, tzinfo=UTC), elapsed_s=0.0, vantage="here",
        ))
        print(number, flush=True)
"""


def test_small_and_large_bodies_come_back(case: Case, capture: Capture) -> None:
    small, large = case.add_all([capture("1", b"small"), capture("2", LARGE)])

    assert small == capture("1", b"small")
    assert large.body.inline is None
    assert large.body.read() == LARGE
    assert [e.id for e in case.evidences()] == ["1", "2"]
    assert case.evidence("2") == large
    assert case.body(large.body.digest).read(5) == b"large"
    assert case.verify() == []


def test_the_same_capture_twice_is_one(case: Case, capture: Capture) -> None:
    case.add(capture("1"))
    case.add(capture("1"))

    assert len(list(case.evidences())) == 1
    with pytest.raises(CaseError, match="another capture named 1"):
        case.add(capture("1", b"other"))


def test_all_or_none(case: Case, capture: Capture) -> None:
    with pytest.raises(CaseError):
        case.add_all([capture("1"), capture("2", captured_at=datetime(2026, 1, 1))])  # noqa: DTZ001

    assert list(case.evidences()) == []


def test_unknown_things_are_one_sentence(case: Case) -> None:
    with pytest.raises(CaseError, match="holds no capture 7"):
        case.evidence("7")
    with pytest.raises(CaseError, match="holds no body 7"):
        case.body("7")
    with pytest.raises(CaseError, match="holds no judgement 7"):
        case.judgement(7)


@pytest.mark.parametrize("failure", [None, *Failure])
def test_find_gives_what_was_sent(case: Case, capture: Capture, failure: Failure | None) -> None:
    stored = case.add(capture("1", failure=failure))

    assert case.find(**WHOIS) == (None if failure in NOT_ASKED else stored)
    assert case.find(**WHOIS | {"vantage": "there"}) is None


def test_forgetting_leaves_the_row_and_no_byte(case: Case, capture: Capture) -> None:
    small = case.add(capture("1", b"a secret that must go" * 9))
    large = case.add(capture("2", b"a secret that must go" * INLINE_BYTES))
    for evidence in (small, large, small):
        case.forget(evidence.body.digest, reason="asked to")

    for name in ("1", "2"):
        with pytest.raises(FileNotFoundError):
            case.evidence(name).body.open()
    assert case.verify() == []
    assert [reason for _, reason, _ in case.tombstones()] == ["asked to"] * 2
    files = [path for path in case.directory.rglob("*") if path.is_file()]
    assert not any(b"a secret that must go" in path.read_bytes() for path in files)
    case.add(capture("3", b"a secret that must go" * 9))
    with pytest.raises(FileNotFoundError):
        case.evidence("3").body.open()


def test_settings_and_head_outlive_closing(tmp_path: Path) -> None:
    until = datetime(2030, 1, 1, tzinfo=UTC)
    with Case.create(tmp_path / "c", title="T", target=TARGET, retain_until=until) as case:
        case.set_setting("depth", 1)
        case.set_setting("depth", {"ns-of": 2})

    with Case.open(tmp_path / "c", read_only=True) as case:
        assert (case.title, case.target, case.retain_until) == ("T", TARGET, until)
        assert case.settings == {"depth": {"ns-of": 2}}
        assert case.get_setting("depth") == {"ns-of": 2}
        assert case.get_setting("other", 5) == 5
        with pytest.raises(CaseError, match="not open for writing"):
            case.set_setting("depth", 3)


def test_judging_twice_is_one_judgement(case: Case) -> None:
    judged = Judgement(
        version="1", weights="w@1", as_of=datetime(2026, 1, 1, tzinfo=UTC), claims=(), observations=()
    )

    assert case.add_judgement(judged) == case.add_judgement(judged) == 1
    assert case.judgement() == case.judgement(1) == judged
    assert [head.number for head in case.judgements()] == [1]


def test_one_writer_and_many_readers(case: Case, capture: Capture) -> None:
    with pytest.raises(CaseError, match="being written by another run"):
        Case.open(case.directory)
    with Case.open(case.directory, read_only=True) as reader:
        case.add(capture("1"))
        assert [e.id for e in reader.evidences()] == ["1"]
        assert reader.verify() == []


def test_rows_cannot_be_changed(case: Case, capture: Capture) -> None:
    case.add(capture("1"))
    for change in ("UPDATE captures SET source = ''", "DELETE FROM captures", "DELETE FROM bodies"):
        with pytest.raises(sqlite3.IntegrityError):
            case._connection.execute(change)


def test_what_is_no_case(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path, tmp_path / "nothing", tmp_path / "file"):
        with pytest.raises(NotACase, match="name a directory made by `periplus country`"):
            Case.open(path)
    with pytest.raises(CaseError, match="not empty"):
        Case.create(tmp_path, title="", target=TARGET)


@pytest.mark.parametrize("damage", ["marker", "format", "database", "zeros", "gone"])
def test_what_is_a_corrupt_case(tmp_path: Path, damage: str) -> None:
    directory = tmp_path / "case"
    Case.create(directory, title="", target=TARGET).close()
    database = directory / layout.DATABASE
    match damage:
        case "marker":
            (directory / layout.MARKER).write_bytes(b"\xff")
        case "format":
            (directory / layout.MARKER).write_text("periplus case 99\n")
        case "database":
            database.write_bytes(b"no database" * 1000)
        case "zeros":
            database.write_bytes(b"")
        case _:
            database.unlink()

    for read_only in (True, False):
        with pytest.raises(CorruptCase):
            Case.open(directory, read_only=read_only)


def test_creation_killed_half_way_can_be_done_again(tmp_path: Path) -> None:
    Case.create(tmp_path / "case", title="", target=TARGET).close()
    (tmp_path / "case" / layout.MARKER).unlink()

    with Case.create(tmp_path / "case", title="again", target=TARGET) as case:
        assert case.title == "again"
    with pytest.raises(CaseError, match="a case already"):
        Case.create(tmp_path / "case", title="", target=TARGET)


def test_a_kill_at_any_moment_leaves_a_clean_case(tmp_path: Path) -> None:
    directory = tmp_path / "case"
    Case.create(directory, title="", target=TARGET).close()
    moments = random.Random(20)
    for _ in range(20):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(directory)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        said = writer.stdout.readline()
        time.sleep(moments.uniform(0, 0.08))
        writer.send_signal(signal.SIGKILL)
        said = (said + writer.stdout.read()).split()[-1]
        writer.wait()
        writer.stdout.close()

        with Case.open(directory) as case:
            assert case.verify() == []
            stored = [evidence.id for evidence in case.evidences()]
            assert stored == [str(number) for number in range(len(stored))]
            assert len(stored) > int(said), "what add returned must be there"
    assert not [path for path in directory.rglob("*") if path.name.startswith(".part-")]
