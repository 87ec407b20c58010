"""Settings of the whole session: how long hypothesis searches, and which skips CI accepts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

EXPECTED_SKIPS = Path(__file__).with_name("expected_skips.txt")

# A browser takes seconds: the tests that are about it turn it on. `lab check` runs with it.
os.environ["PERIPLUS_BROWSER"] = "off"

# Loopback servers answer when the machine lets them: a deadline per example measures the machine.
settings.register_profile("test", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", settings.get_profile("test"), max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


def expected_skips(text: str) -> set[str]:
    """The lines of expected_skips.txt that say something."""
    return {line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")}


def named(report: pytest.TestReport | pytest.CollectReport) -> str | None:
    """`node id without parameters | reason` of a skip; None for every other outcome."""
    if not report.skipped or hasattr(report, "wasxfail") or not isinstance(report.longrepr, tuple):
        return None
    reason = str(report.longrepr[2]).removeprefix("Skipped: ")
    return f"{report.nodeid.partition('[')[0]} | {reason}"


class Skips:
    """Under CI=true, fails a session that skipped what tests/expected_skips.txt does not name."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    @property
    def unexpected(self) -> list[str]:
        return sorted(self.seen - expected_skips(EXPECTED_SKIPS.read_text()))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seen.update(filter(None, [named(report)]))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.seen.update(filter(None, [named(report)]))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.unexpected and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.unexpected:
            terminalreporter.write_line(f"unexpected skip: {line}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Watch skips under CI; with xdist only the controller sees all reports."""
    if os.environ.get("CI") == "true" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Skips(), "periplus-skips")
