"""`periplus lab`: no hint, no forbidden claim, and an answer that is wrong is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.ended import Periplus
from tests.lab.tiny import DOCUMENTS, TEXT

OWN = """
scenario = "mine"

[[row]]
id = "M1"
title = "A name server is told"

  [[row.claim]]
  subject = "ZONE:zz"
  predicate = "zone.name_server"
  value = "ns1.zz"

[[row]]
id = "M2"
title = "Who runs the zone"

  [[row.claim]]
  subject = "ZONE:zz"
  predicate = "zone.manager"
  value = "Nobody"
"""
PROMISED = "C01 C02 C03 C04 C05 C06 C07 C08 C22 S01 S07 S08 S09 S10 S11 S13 S18 S29 S31 S32".split()  # noqa: SIM905


@pytest.mark.parametrize("scenario", ["belarus-2022", "zembla-2024"])
def test_the_model_case_holds(periplus: Periplus, scenario: str) -> None:
    ended = periplus("lab", "check", scenario, "--tier", "loopback")

    lines = ended.out.splitlines()
    assert ended.code == 0, ended.out
    assert "loopback tier" in lines[0]
    for row in PROMISED:
        assert f"{row} ok" in lines
    assert (
        sum(line.split()[1].strip(":") in {"ok", "missing", "wrong", "skipped"} for line in lines[1:-1])
        == 58
    )
    assert any(line.startswith("S12 ") and "S12b missing" in line for line in lines) or "S12 ok" in lines
    assert "S12a wrong" not in ended.out
    assert lines[-1].startswith("58 rows")
    assert lines[-1].endswith("0 forbidden")


def test_an_unknown_scenario_is_one_sentence(periplus: Periplus) -> None:
    ended = periplus("lab", "check", "atlantis")

    assert ended.code == 2
    assert "belarus-2022" in ended.err


def test_a_directory_of_ones_own_is_checked(
    periplus: Periplus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine/documents").mkdir(parents=True)
    Path("mine/scenario.toml").write_text(TEXT)
    for name, content in DOCUMENTS.items():
        Path("mine/documents", name).write_bytes(content)
    told = periplus("lab", "check", "./mine", "--tier", "loopback")
    assert told.code == 2
    assert "there is no expectation file expected.toml of ./mine" in told.err

    Path("mine/expected.toml").write_text(OWN)
    checked = periplus("lab", "check", "./mine", "--tier", "loopback", "--keep", "kept")

    assert checked.out.splitlines() == [
        "mine, loopback tier",
        "M1 ok",
        "M2 missing: ZONE:zz zone.manager: no claim",
        "2 rows: 1 ok, 1 missing, 0 wrong; 0 forbidden",
    ]
    assert checked.code == 1
    assert sorted(path.name for path in Path("kept").iterdir()) == ["mine-country", "mine-site"]


def test_loopback_says_what_it_cannot_stage(periplus: Periplus) -> None:
    ended = periplus("lab", "check", "belarus-2022", "--tier", "loopback")

    assert "loopback tier: paths" in ended.err
    assert "cannot be staged" in ended.err


def test_the_demo_leaves_two_cases_and_two_reports(periplus: Periplus, tmp_path: Path) -> None:
    ended = periplus("lab", "demo", "--directory", tmp_path)

    assert ended.code == 0
    assert ended.out.count("Key observation") == 2
    assert "Laboratory reconstruction" in ended.out
    for name in ("country", "site"):
        page = tmp_path / f"{name}.html"
        assert str(page.resolve()) in ended.out
        assert "Laboratory reconstruction" in page.read_text()
        assert page.stat().st_size <= 300_000  # one file to forward by mail
        assert periplus("verify", tmp_path / f"belarus-2022-{name}").code == 0


def test_the_scenarios_are_listed(periplus: Periplus) -> None:
    assert "belarus-2022" in periplus("lab", "list").out.splitlines()
