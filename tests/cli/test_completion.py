"""Shell completion: the scripts are printed, and they are given the right words."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def completed(**variables: str) -> str:
    """What the program prints when a shell asks it; standard error must stay empty."""
    done = subprocess.run(
        [sys.executable, "-m", "periplus"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_is_printed(shell: str) -> None:
    assert "_periplus_completion" in completed(_PERIPLUS_COMPLETE=f"{shell}_source")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("periplus rep", "plain,report"),
        ("periplus report --for", "plain,--format"),
        ("periplus report --format h", "plain,html"),
        ("periplus lab de", "plain,demo"),
    ],
)
def test_words_are_completed(words: str, found: str) -> None:
    said = completed(
        _PERIPLUS_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1)
    )

    assert said.splitlines() == [found]
