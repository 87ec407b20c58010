"""Both main jobs, run once on the model case; tests that write take a copy."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from periplus.cli import run
from periplus.cli.lab import both_jobs
from tests.cli.ended import Ended, Periplus

SCENARIO = "belarus-2022"


@pytest.fixture(scope="session")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the two cases of the model case; not to be written to."""
    directory = tmp_path_factory.mktemp("answered")
    jobs = asyncio.run(both_jobs(SCENARIO, directory, lambda _: None))
    jobs.country[0].close()
    jobs.site[0].close()
    return directory


@pytest.fixture
def country_case(answered: Path, tmp_path: Path) -> Path:
    """A copy of the country case."""
    return Path(shutil.copytree(answered / f"{SCENARIO}-country", tmp_path / "country"))


@pytest.fixture
def site_case(answered: Path, tmp_path: Path) -> Path:
    """A copy of the site case."""
    return Path(shutil.copytree(answered / f"{SCENARIO}-site", tmp_path / "site"))


@pytest.fixture
def periplus(capfd: pytest.CaptureFixture[str]) -> Periplus:
    """Run a command as the shell would, in this process."""

    def call(*arguments: object) -> Ended:
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Ended(code, captured.out, captured.err)

    return call
