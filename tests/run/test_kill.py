"""A run killed at any moment leaves a case that opens, verifies, and is finished by the next run."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from periplus.lab.world import World
from periplus.model import Contact, Evidence, Scope
from periplus.store.case import NOT_ASKED, Case, CaseError
from tests.run.worlds import scenario, walked

KILLED = """
import asyncio, pathlib, sys
from periplus.lab.world import World
from periplus.model import Contact, Scope
from tests.run.worlds import scenario, walked
async def main():
    async with World(scenario()) as world:
        print("up", flush=True)
        await walked(world, pathlib.Path(sys.argv[1]), scope=Scope(contact=Contact.VISIT))
asyncio.run(main())
"""
ROOT = Path(__file__).parents[2]


def _kill_after(delay_s: float, directory: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(directory)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=environment,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)


def _sent(captures: list[Evidence]) -> Counter[tuple[str, str]]:
    return Counter((e.collector, e.source) for e in captures if e.failure not in NOT_ASKED)


def _kill_and_finish(directory: Path, delay_s: float) -> None:
    _kill_after(delay_s, directory)
    if directory.exists() and any(directory.iterdir()):
        try:
            with Case.open(directory) as case:
                assert case.verify() == []
        except CaseError:
            # Killed before the case was whole: then nothing of it is there, and a run makes it.
            assert not (directory / "CASE").exists()

    captures = asyncio.run(_finish(directory))

    with Case.open(directory) as case:
        assert case.verify() == []
    again = {key: times for key, times in _sent(captures).items() if times > 1}
    assert again == {}
    assert any(e.source == "https://www.example.org/" and e.failure is None for e in captures)


async def _finish(directory: Path) -> list[Evidence]:
    async with World(scenario()) as world:
        return await walked(world, directory, scope=Scope(contact=Contact.VISIT))


@pytest.mark.parametrize("moment", range(20))
def test_a_killed_run_is_finished_by_the_next(tmp_path: Path, moment: int) -> None:
    _kill_and_finish(tmp_path / "case", random.Random(moment).uniform(0.0, 0.35))


@pytest.mark.soak
@pytest.mark.parametrize("moment", range(200))
def test_a_killed_run_is_finished_two_hundred_times(tmp_path: Path, moment: int) -> None:
    _kill_and_finish(tmp_path / "case", random.Random(1000 + moment).uniform(0.0, 0.6))
