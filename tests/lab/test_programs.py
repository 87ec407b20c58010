"""Programs are found, started as children whose words are kept, and ended by their ids."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from periplus.lab.programs import end, find, last_words, start


def test_a_program_is_found_where_the_path_or_debian_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "periplus-test-program"
    mine.write_text("#!/bin/sh\n")
    mine.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find("periplus-test-program") == str(mine)
    assert find("sh").endswith("/sh")
    assert find("no-such-program") == ""


def test_what_it_says_is_kept_as_one_line(tmp_path: Path) -> None:
    running = start(["/bin/sh", "-c", "echo one; echo two >&2"], tmp_path / "log")
    running.wait()

    assert last_words(tmp_path / "log") == "one two"


def test_all_end_even_those_that_do_not_want_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("periplus.lab.programs.STOP_S", 0.2)
    stubborn = start(["/bin/sh", "-c", "trap '' TERM; echo up; sleep 60 & wait; wait"], tmp_path / "a")
    while not (tmp_path / "a").read_text():
        pass
    running = [stubborn, start(["/bin/sleep", "60"], tmp_path / "b")]

    end(running)

    assert all(one.poll() is not None for one in running)
    with pytest.raises(ProcessLookupError):
        os.kill(stubborn.pid, 0)
