"""How a command ends when its input is wrong or its output goes nowhere: one sentence, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from periplus.cli import _told, run
from periplus.store.errors import CaseError
from tests.cli.ended import Ended, Periplus


def shell(line: str, **variables: str) -> Ended:
    """A line of sh with `periplus` in it, in processes of their own."""
    program = f'periplus() {{ "{sys.executable}" -m periplus "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-c", program + line],
        env={**os.environ, **variables},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Ended(done.returncode, done.stdout.decode("latin-1"), done.stderr.decode("latin-1"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nosuch"], "No such command 'nosuch'; see: periplus --help"),
        (["data", "nosuch"], "No such command 'nosuch'; see: periplus data --help"),
        (["site"], "Missing argument 'URL'; see: periplus site --help"),
        (["verify", "a", "b"], "Got unexpected extra argument (b); see: periplus verify --help"),
        (["site", "--nosuch", "x"], "No such option '--nosuch'; see: periplus site --help"),
        (["country", "NL", "--operator", "a\nb", "--offline"], "operator must be one line"),
        (["forget", "CASE", "deadbeef", "--reason", " "], "it must be something, not empty"),
        (["import", "text", "FILE", "--case", "CASE", "--about", ""], "not empty"),
        (["import", "text", "FILE", "--case", "CASE", "--vantage", "a\x1bb"], "it must be one line"),
        (["export", "CASE", "COPY", "--keep-personal", " "], "it must be something, not empty"),
        (["report", "CASE", "--judgement", "9" * 30], "is not in the range"),
        (["data", "import", "nosuch", __file__], "no pack is called 'nosuch'"),
    ],
)
def test_bad_input_is_one_sentence(periplus: Periplus, words: list[str], sentence: str) -> None:
    ended = periplus(*words)

    assert ended.code == 2
    assert sentence in ended.err
    assert ended.err.count("\n") == 1
    assert ended.out == ""


@pytest.mark.parametrize("words", [[], ["data"], ["lab"], ["config"], ["world"]])
def test_a_group_alone_prints_its_help_line_by_line(periplus: Periplus, words: list[str]) -> None:
    ended = periplus(*words)

    assert ended.code == 2
    assert ended.err.startswith("Usage: periplus")
    assert "\n\nCommands:\n" in ended.err


@pytest.mark.parametrize(
    "words",
    [
        ("report", "CASE", "--output"),
        ("country", "--all", "--world", ".", "--parquet"),
        ("lab", "calibrate", "--figure"),
        ("lab", "calibrate", "--write"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_before_the_work(
    periplus: Periplus, tmp_path: Path, words: tuple[str, ...]
) -> None:
    ended = periplus(*words, tmp_path / "none" / "file")

    assert ended.code == 2
    assert ended.err.endswith(f"there is no directory {tmp_path / 'none'}.\n")
    assert ended.err.count("\n") == 1


def test_a_disk_that_fails_is_one_sentence() -> None:
    gone = FileNotFoundError(2, "No such file or directory", "/nowhere")

    assert _told(gone) == ("/nowhere cannot be read or written: No such file or directory", 2)


@pytest.mark.parametrize("text", ["{", "[]", None])
def test_a_laboratory_that_is_none_is_one_sentence(
    periplus: Periplus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    place = tmp_path / "place.json"
    if text is None:
        place.mkdir()
    else:
        place.write_text(text)
    monkeypatch.setenv("PERIPLUS_LABORATORY", str(place))

    ended = periplus("country", "NL", "--case", tmp_path / "case")

    assert ended.code == 2
    assert "leave it to `periplus lab run`" in ended.err
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "case").exists()


def test_what_fails_at_once_in_a_run_is_one_sentence() -> None:
    first = ExceptionGroup("", [CaseError("The disk is full.")])

    assert _told(ExceptionGroup("", [first, OSError(28, "full")])) == ("The disk is full.", 2)
    # A fault of ours beside it is shown as what it is.
    assert _told(ExceptionGroup("", [first, KeyError("x")])) is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is not on this system")
@pytest.mark.parametrize("words", ["report {}", "why {} site.edge", "config show", "--help"])
def test_a_full_disk_is_one_sentence(site_case: Path, words: str) -> None:
    ended = shell(f"periplus {words.format(site_case)} > /dev/full")

    assert ended.code == 2
    assert ended.err == "periplus: the output cannot be written: No space left on device\n"


@pytest.mark.parametrize("words", ["report {}", "why {} site.edge", "verify {}"])
def test_closed_streams_lead_nowhere(site_case: Path, words: str) -> None:
    ended = shell(f"periplus {words.format(site_case)} <&- >&- 2>&-")

    assert (ended.code, ended.out, ended.err) == (0, "", "")


@pytest.mark.parametrize("words", ["report {}", "report {} --format html", "why {} site.edge"])
def test_a_reader_that_has_enough_is_no_failure(site_case: Path, words: str) -> None:
    ended = shell(f"set -o pipefail; periplus {words.format(site_case)} | head -c 1")

    assert (ended.code, ended.err) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_letters_that_a_terminal_lacks_are_escaped(site_case: Path, encoding: str) -> None:
    ended = shell(
        f"periplus site https://oac.gov.by --offline --case {site_case}", PYTHONIOENCODING=encoding
    )

    assert ended.code == 0
    assert "\\u2026" in ended.out  # the ellipsis of a cell that was cut
    assert "codec" not in ended.err


def test_the_exit_code_of_a_command_is_handed_on() -> None:
    assert run(["--version"]) == 0
