"""The machine's Chromium, driven by Playwright: nothing is downloaded, nothing is sent home."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def program() -> str | None:
    """The path of the browser, if there is one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A headless browser. RuntimeError when the machine has none."""
    path = program()
    if path is None:
        raise RuntimeError("no Chromium here: sh tools/debian.sh")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()
