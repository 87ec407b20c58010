"""Programs of this computer that take part in a laboratory: found, started as children, ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

STOP_S = 5.0
PLACES = "/usr/sbin:/usr/bin:/usr/local/sbin:/sbin:/bin"
Running = subprocess.Popen[bytes]


def find(name: str) -> str:
    """Where a program is, beside this interpreter or on this computer; empty when it is nowhere."""
    beside = Path(sys.executable).parent
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{beside}:{PLACES}") or ""


def start(words: Sequence[str], log: Path) -> Running:
    """A child that stands where this thread does; what it says goes to `log`."""
    with log.open("wb") as said:
        return subprocess.Popen(  # noqa: S603  our own words
            words, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )


def end(running: Iterable[Running]) -> None:
    """End them all, by their ids."""
    running = tuple(running)
    for program in running:
        program.terminate()
    for program in running:
        try:
            program.wait(STOP_S)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def last_words(log: Path) -> str:
    """The end of what a program has said, as one line."""
    return " ".join(log.read_text(errors="replace").split())[-300:]
