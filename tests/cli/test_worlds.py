"""A world for other commands: run in it, start it, enter it, end it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.ended import Periplus
from tests.lab.staged import REFUSED, tier
from tests.lab.test_land import marked

SAY = 'import os, json; print("at", json.load(open(os.environ["PERIPLUS_LABORATORY"]))["vantage"])'


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Worlds of this test are written down here."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path


def test_a_command_knows_where_it_is(periplus: Periplus) -> None:
    ended = periplus("lab", "run", "--tier", "loopback", "zembla-2024", "--", sys.executable, "-c", SAY)

    assert ended.code == 0, ended.err
    assert "at lab:zembla-2024" in ended.out


def test_the_exit_code_is_the_commands(periplus: Periplus) -> None:
    words = [sys.executable, "-c", "raise SystemExit(7)"]
    assert periplus("lab", "run", "--tier", "loopback", "zembla-2024", "--", *words).code == 7


@pytest.mark.parametrize("program", ["/nowhere/at-all", "/etc/passwd"])
def test_a_program_that_cannot_be_run_is_one_sentence(periplus: Periplus, program: str) -> None:
    ended = periplus("lab", "run", "--tier", "loopback", "zembla-2024", "--", program)

    assert ended.code == 2
    assert f"periplus: '{program}' cannot be run: " in ended.err
    assert "Traceback" not in ended.err


def test_periplus_itself_runs_on_machines(periplus: Periplus, tmp_path: Path) -> None:
    if tier() is None:
        pytest.skip(REFUSED)
    words = [sys.executable, "-m", "periplus", "country", "BY", "--contact", "visit"]
    ended = periplus(
        "lab", "run", "belarus-2022", "--tier", tier(), "--", *words, "--case", tmp_path / "case"
    )

    assert ended.code == 0, ended.err
    assert "Laboratory reconstruction" in ended.out
    assert "Hop" in periplus("report", tmp_path / "case").out


def test_what_stands_on_the_command_line_wins_over_the_scenario(
    periplus: Periplus, tmp_path: Path
) -> None:
    words = [sys.executable, "-m", "periplus", "country", "BY", "--compare", "UA"]
    ended = periplus(
        "lab", "run", "belarus-2022", "--tier", "loopback", "--", *words, "--case", tmp_path / "case"
    )

    assert ended.code == 0, ended.err
    report = periplus("report", tmp_path / "case").out
    assert "/country/BY;UA/" in report  # the scenario says FR,PL
    assert "/country/BY;FR;PL/" not in report


def test_a_world_stays_until_it_is_ended(
    periplus: Periplus, apart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tier() or "loopback"
    started = periplus("lab", "up", "zembla-2024", "--tier", chosen)
    try:
        assert started.code == 0, started.err
        assert "is up" in started.out
        assert periplus("lab", "up", "zembla-2024").code == 2
        script = apart / "shell"
        script.write_text('#!/bin/sh\necho "in $PERIPLUS_LABORATORY"\n')
        script.chmod(0o755)
        monkeypatch.setenv("SHELL", str(script))
        assert "in " + str(apart) in periplus("lab", "shell", "zembla-2024").out
    finally:
        ended = periplus("lab", "down", "zembla-2024")
    assert ended.code == 0, ended.err
    assert "is down" in ended.out
    until_s = time.monotonic() + 10  # the kernel ends what stood in the namespaces, in its own time
    while marked(f"XDG_RUNTIME_DIR={apart}") and time.monotonic() < until_s:
        time.sleep(0.02)
    assert marked(f"XDG_RUNTIME_DIR={apart}") == []
    assert periplus("lab", "down", "zembla-2024").code == 2
    assert list((apart / f"periplus-lab-{os.getuid()}").iterdir()) == []


def test_no_command_is_told(periplus: Periplus) -> None:
    ended = periplus("lab", "run", "zembla-2024", "--tier", "loopback")

    assert ended.code == 2
    assert "which command" in ended.err


def test_a_program_of_another_name_is_not_ended() -> None:
    from periplus.cli._worlds import _is_up

    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    try:
        assert not _is_up({"pid": other.pid})
        assert not _is_up({})
    finally:
        other.kill()
        other.wait()
