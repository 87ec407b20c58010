"""One browser, and the reports it opens: both of the model case, and one of a hostile site."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from periplus.cli.lab import both_jobs
from periplus.cli.report import render
from periplus.lab.scenario import DEMO
from periplus.report import html
from tests.report.hostile import hostile
from tools.browser import launched, program


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Files by name: country, site, hostile."""
    directory = tmp_path_factory.mktemp("reports")
    jobs = asyncio.run(both_jobs(DEMO, directory, lambda _: None))
    pages = {"hostile": html.render(hostile().report()).encode()}
    for name, (case, judgement) in (("country", jobs.country), ("site", jobs.site)):
        with case:
            pages[name] = render(case, judgement, "html")
    files = {name: directory / f"{name}.html" for name in pages}
    for name, content in pages.items():
        files[name].write_bytes(content)
    return files


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The machine's Chromium; nothing is downloaded for it."""
    if program() is None:
        pytest.skip("chromium is not installed")
    async with launched() as browser:
        yield browser
