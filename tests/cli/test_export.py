"""`periplus export`: another reads, verifies and asks why, and learns no person's name."""

from __future__ import annotations

from pathlib import Path

from tests.cli.ended import Periplus


def test_what_is_handed_on_says_the_same(periplus: Periplus, site_case: Path, tmp_path: Path) -> None:
    ended = periplus("export", site_case, tmp_path / "out")

    assert ended.code == 0
    assert "covered in" in ended.out
    checked = periplus("verify", tmp_path / "out")
    assert checked.code == 0
    assert "persons covered in" in checked.out
    assert periplus("verify", site_case).out.split()[-1] == checked.out.split()[-1]
    reports = [
        periplus("report", case, "--format", "jsonl").out for case in (site_case, tmp_path / "out")
    ]
    assert reports[0] == reports[1]
    whys = [periplus("why", case, "site.edge").out for case in (site_case, tmp_path / "out")]
    assert whys[0] == whys[1]


def test_an_export_is_not_judged_again(periplus: Periplus, site_case: Path, tmp_path: Path) -> None:
    periplus("export", site_case, tmp_path / "out")

    ended = periplus("judge", tmp_path / "out")

    assert ended.code == 2
    assert "is an export" in ended.err


def test_keeping_personal_details_needs_a_reason(
    periplus: Periplus, site_case: Path, tmp_path: Path
) -> None:
    assert periplus("export", site_case, tmp_path / "out", "--keep-personal", " ").code == 2

    assert periplus("export", site_case, tmp_path / "out", "--keep-personal", "the court").code == 0
    assert periplus("judge", tmp_path / "out").code == 0
