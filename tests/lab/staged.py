"""Runs a test's program within namespaces of its own, where the kernel allows them."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from periplus.lab.programs import find
from periplus.lab.tiers import refusal, staged

ROOT = Path(__file__).resolve().parents[2]
REFUSED = "the kernel refuses a network namespace"
NO_FILTER = "the kernel refuses a packet filter"
RULES = """
table ip tried {
 chain after { type nat hook postrouting priority 100; masquerade; }
 chain before { type nat hook prerouting priority -100; tcp dport 80 redirect to :9; }
}
"""


@cache
def tier() -> str | None:
    """The best tier with machines, None where the kernel refuses them."""
    return next((name for name in ("root", "user") if refusal(name) is None), None)


@cache
def filters() -> bool:
    """Whether the kernel translates addresses for a namespace (nft(8))."""
    found, program = tier(), find("nft")
    if found is None or not program:
        return False
    words = staged(found, [program, "-f", "-"])
    return subprocess.run(words, input=RULES.encode(), check=False).returncode == 0


def run_staged(program: str, *words: str) -> str:
    """What a Python program prints within fresh namespaces; skips by name where there are none."""
    found = tier()
    if found is None:
        pytest.skip(REFUSED)
    ended = subprocess.run(
        staged(found, [sys.executable, "-c", program, *words]),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def start_staged(program: str, mark: str) -> subprocess.Popen[str]:
    """The same, left running; `mark` is a NAME=VALUE in the environment of all its processes."""
    found = tier()
    if found is None:
        pytest.skip(REFUSED)
    name, _, value = mark.partition("=")
    return subprocess.Popen(
        staged(found, [sys.executable, "-c", program]),
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, name: value},
    )
