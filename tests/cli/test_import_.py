"""`periplus import`: files of other tools, taken into a case and judged."""

from __future__ import annotations

import shutil
from pathlib import Path

from periplus.store.case import Case
from tests.cli.ended import Periplus
from tests.facts.test_har import VISIT


def test_a_text_is_kept_without_names(periplus: Periplus, site_case: Path, tmp_path: Path) -> None:
    text = tmp_path / "vacancy.txt"
    text.write_text("We run ClickHouse. Ask Karl Weber, karl@corp.example.")

    ended = periplus("import", "text", text, "--about", "Some Agency", "--case", site_case)

    assert ended.code == 0
    assert "1 file taken in" in ended.out
    assert "of 200 known forms of names" in ended.out
    assert "ORGANISATION:Some Agency organisation.technology" in ended.out
    with Case.open(site_case, read_only=True) as case:
        bodies = [e.body.read() for e in case.evidences() if "vacancy.txt" in e.source]
        assert len(bodies) == 1
        assert b"Weber" not in bodies[0]
        assert case.verify() == []


def test_what_was_seen_before_grows_no_older(
    periplus: Periplus, site_case: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "profile.csv"
    profile.write_text("name,last\nlighttpd,2012-01-01\n")
    with Case.open(site_case, read_only=True) as case:
        before = case.judgement().as_of

    ended = periplus("import", "profile", profile, "--case", site_case)

    assert ended.code == 0
    assert "lighttpd" in ended.out
    with Case.open(site_case, read_only=True) as case:
        assert case.judgement().as_of == before


def test_an_unknown_kind_names_the_known(periplus: Periplus, site_case: Path, tmp_path: Path) -> None:
    ended = periplus("import", "tarot", tmp_path / "x", "--case", site_case)
    assert ended.code == 2
    assert all(f" {kind}," in ended.err for kind in ("history", "profile", "text"))


def test_a_file_of_another_kind_is_refused(periplus: Periplus, site_case: Path) -> None:
    ended = periplus("import", "profile", site_case / "CASE", "--case", site_case)
    assert ended.code == 2
    assert "is no file of kind profile" in ended.err


def test_an_earlier_case_is_history(periplus: Periplus, site_case: Path, tmp_path: Path) -> None:
    earlier = Path(shutil.copytree(site_case, tmp_path / "earlier"))

    ended = periplus("import", "history", earlier, "--case", site_case)

    assert ended.code == 0
    assert "1 file taken in" in ended.out
    assert "host.dns_history" in ended.out
    changes = periplus("diff", earlier, site_case)
    assert changes.code == 3
    assert "host.dns_history" in changes.out


def test_a_directory_is_no_other_file(periplus: Periplus, site_case: Path) -> None:
    ended = periplus("import", "profile", site_case, "--case", site_case)
    assert ended.code == 2
    assert "cannot be read: Is a directory" in ended.err


def test_a_recorded_visit_begins_a_case(periplus: Periplus, tmp_path: Path) -> None:
    file = tmp_path / "visit.har"
    file.write_bytes(VISIT)

    ended = periplus("import", "har", file, "--case", tmp_path / "case", "--site", "www.example.org")

    assert ended.code == 0
    assert "1 file taken in" in ended.out
    assert "as of 2024-05-01" in ended.out
    assert "the case's first judgement" in ended.out
    report = periplus("report", tmp_path / "case").out
    assert "tracker.example" in report
    assert "recorded by another tool" in report


def test_a_visit_of_another_site_is_bad_input(
    periplus: Periplus, site_case: Path, tmp_path: Path
) -> None:
    file = tmp_path / "visit.har"
    file.write_bytes(VISIT)
    ended = periplus("import", "har", file, "--case", site_case)
    assert ended.code == 2
    assert "holds no page of" in ended.err
