"""Files that the user hands over: read within bounds, stored once, with a vantage of their own."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from periplus import judging
from periplus.model import Failure, Subject, SubjectKind
from periplus.run.importing import LIMIT_BYTES, ask_packs, read_files, take_in
from periplus.run.question import judge
from periplus.signatures.tables import load
from periplus.store.case import Case
from tests.facts.test_har import VISIT
from tests.facts.test_warc import CRAWL
from tests.packs.shelves import shelve
from tests.signatures.test_libraries import REPOSITORY

AT = datetime(2024, 6, 1, tzinfo=UTC)
SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
PROFILE = judging.importers()["profile"]


def test_a_file_is_stored_once(tmp_path: Path) -> None:
    file, twin = tmp_path / "a ?.csv", tmp_path / "b.csv"
    for path in (file, twin):
        path.write_text("name,last\nnginx,2024-05-01\n")
    with Case.create(tmp_path / "case", title="t", target=SITE) as case:
        handed = read_files([file], PROFILE)
        first = take_in(case, handed, PROFILE, target=SITE, vantage="desk", captured_at=AT)
        again = take_in(case, handed, PROFILE, target=SITE, vantage="desk", captured_at=AT)
        (evidence,) = case.evidences()
        assert (len(first), again) == (1, ())
        assert case.verify() == []
    assert evidence.vantage == "desk"
    assert evidence.source.startswith("import://profile/a%20%3F.csv?sha256=")
    assert evidence.body.read() == file.read_bytes()
    assert evidence.dialled is None
    assert evidence.captured_at == AT


def test_one_bad_file_and_none_is_taken_in(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("name,last\nnginx,2024-05-01\n")
    bad.write_text("hello")
    with pytest.raises(ValueError, match=r"bad\.csv is no file of kind profile: it has no row"):
        read_files([good, bad], PROFILE)
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        read_files([tmp_path / "gone.csv"], PROFILE)


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as stream:
        stream.truncate(LIMIT_BYTES + 1)
    with pytest.raises(ValueError, match="larger than 64 MiB"):
        read_files([large], PROFILE)


# ---------------------------------------------------------------- visits


HAR = judging.importers()["har"]
WARC = judging.importers()["warc"]


def test_a_visit_becomes_captures_at_their_own_time(tmp_path: Path) -> None:
    (tmp_path / "visit.har").write_bytes(VISIT)
    with Case.create(tmp_path / "case", title="t", target=SITE) as case:
        handed = read_files([tmp_path / "visit.har"], HAR)
        stored = take_in(case, handed, HAR, target=SITE, vantage="desk", captured_at=AT)
        again = take_in(case, handed, HAR, target=SITE, vantage="desk", captured_at=AT)
        file, *pages = case.evidences()
        assert case.verify() == []
    assert (len(stored), again) == (1, ())
    assert file.captured_at == AT
    assert [one.source for one in pages[:2]] == ["http://example.org/", "https://www.example.org/"]
    assert {one.vantage for one in pages} == {"desk"}
    assert pages[1].captured_at == datetime(2024, 5, 1, 12, 0, 2, tzinfo=UTC)
    assert pages[1].media_type == "message/http"


def test_a_visit_of_another_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "visit.har").write_bytes(VISIT)
    other = Subject(kind=SubjectKind.SITE, key="https://other.example")
    with Case.create(tmp_path / "case", title="t", target=other) as case:
        handed = read_files([tmp_path / "visit.har"], HAR)
        with pytest.raises(ValueError, match=r"no page of https://other\.example, but of http://ex"):
            take_in(case, handed, HAR, target=other, vantage="desk", captured_at=AT)
        assert list(case.evidences()) == []


def test_files_may_be_packed_member_by_member(tmp_path: Path) -> None:
    packed, plain = tmp_path / "a.warc.gz", tmp_path / "a.warc"
    packed.write_bytes(b"".join(gzip.compress(CRAWL[at : at + 97]) for at in range(0, len(CRAWL), 97)))
    plain.write_bytes(CRAWL)
    assert read_files([packed], WARC)[0].kept == read_files([plain], WARC)[0].kept


def test_a_packed_bomb_and_a_broken_packet_are_refused(tmp_path: Path) -> None:
    bomb, cut, odd = tmp_path / "bomb.gz", tmp_path / "cut.gz", tmp_path / "odd.gz"
    bomb.write_bytes(gzip.compress(b"\0" * (LIMIT_BYTES + 1), 9))
    cut.write_bytes(gzip.compress(CRAWL)[:-9])
    odd.write_bytes(b"\x1f\x8bhello there")
    for path, sentence in ((bomb, "unpacks to more than 64"), (cut, "breaks off"), (odd, "cannot be")):
        with pytest.raises(ValueError, match=sentence):
            read_files([path], WARC)


def test_packs_are_asked_about_a_recorded_visit_once(tmp_path: Path) -> None:
    shelve("libraries", json.dumps(REPOSITORY).encode(), tmp_path / "packs")
    script = "src=https://cdn.example/heron-1.4.2.js"
    (tmp_path / "visit.har").write_bytes(
        VISIT.replace(b"src=https://tracker.example/t.js", script.encode())
    )
    settings = {"page_packs": "libraries, technologies"}
    with Case.create(tmp_path / "case", title="t", target=SITE) as case:
        handed = read_files([tmp_path / "visit.har"], HAR)
        take_in(case, handed, HAR, target=SITE, vantage="desk", captured_at=AT)
        said = ask_packs(case, packs=tmp_path / "packs", settings=settings, at=AT)
        again = ask_packs(case, packs=tmp_path / "packs", settings=settings, at=AT)
        judgement = judge(case, load(None))
        assert case.verify() == []
    assert [one.failure for one in said] == [Failure.UNAVAILABLE, None]
    assert again == ()
    found = [claim for claim in judgement.claims if claim.predicate == "site.library_flaw"]
    assert {claim.subject for claim in found} == {SITE}
    assert len(found) == 2
    assert f"{judgement.as_of:%Y-%m-%d}" == "2024-05-01"
