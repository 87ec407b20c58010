"""Reports in a real browser: every text is whole, nothing is loaded, nothing runs, all can use it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, Page

pytestmark = pytest.mark.asyncio(loop_scope="session")
each_report = pytest.mark.parametrize("name", ["country", "site", "hostile"])

PROBE = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
OPEN_DETAILS = "document.querySelectorAll('details').forEach(d => { d.open = true; })"
WIDTHS = (360, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAPER = 688  # px: A4 within its margins
LIMIT_BYTES = 300_000


@dataclass
class Opened:
    """A page, and what it did that a report must not do."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # console messages, errors, dialogs


@asynccontextmanager
async def opened(browser: Browser, file: Path, *, bypass_csp: bool = False) -> AsyncIterator[Opened]:
    """The file in a window of its own; leaving it checks that the page kept silent."""
    context = await browser.new_context(bypass_csp=bypass_csp)
    page = await context.new_page()
    held = Opened(page)
    page.on("request", lambda request: held.requests.append(request.url))
    page.on("console", lambda message: held.said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: held.said.append(f"error: {error}"))

    async def refuse(dialog: Any) -> None:
        held.said.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    page.on("dialog", refuse)
    await page.goto(file.as_uri())
    yield held
    assert held.requests == [file.as_uri()]
    assert held.said == []
    assert len(context.pages) == 1
    await context.close()


async def faults(page: Page) -> list[str]:
    """What the probe says of the page as it stands."""
    found = await page.evaluate(PROBE)
    assert found["chips"]
    assert found["scripts"] == 0
    return list(found["faults"])


@each_report
async def test_every_text_is_whole_at_every_width(
    browser: Browser, reports: Mapping[str, Path], name: str
) -> None:
    async with opened(browser, reports[name]) as held:
        for details in ("closed", "open"):
            for width in WIDTHS:
                await held.page.set_viewport_size({"width": width, "height": 900})
                for scheme in SCHEMES:
                    await held.page.emulate_media(color_scheme=scheme)
                    assert await faults(held.page) == [], f"{width} px, {scheme}, details {details}"
            await held.page.evaluate(OPEN_DETAILS)


@each_report
async def test_every_text_is_whole_on_paper(
    browser: Browser, reports: Mapping[str, Path], name: str
) -> None:
    async with opened(browser, reports[name]) as held:
        await held.page.set_viewport_size({"width": PAPER, "height": 1000})
        await held.page.emulate_media(media="print", color_scheme="dark")
        assert await faults(held.page) == []
        ground = await held.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(255, 255, 255)"
        assert (await held.page.pdf()).startswith(b"%PDF")


@each_report
async def test_everybody_can_use_it(browser: Browser, reports: Mapping[str, Path], name: str) -> None:
    # The policy of a report lets no script in, not even that of the examiner. Without it, nothing
    # but our escaping keeps a hostile text from running: the page must keep silent all the same.
    async with opened(browser, reports[name], bypass_csp=True) as held:
        await held.page.evaluate(OPEN_DETAILS)
        await held.page.add_script_tag(content=AXE)
        for width, scheme in ((360, SCHEMES[1]), (1280, SCHEMES[0])):
            await held.page.set_viewport_size({"width": width, "height": 900})
            await held.page.emulate_media(color_scheme=scheme)
            result: dict[str, Any] = await held.page.evaluate("axe.run({resultTypes: ['violations']})")
            assert result["passes"]
            assert _grave(result) == [], f"{width} px, {scheme}"


def _grave(result: Mapping[str, Any]) -> list[str]:
    return [
        f"{fault['id']} ({fault['impact']}): {node['html'][:100]}"
        for fault in result["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"][:3]
    ]


@each_report
async def test_size(reports: Mapping[str, Path], name: str) -> None:
    assert reports[name].stat().st_size <= LIMIT_BYTES


async def test_keyboard_leads_from_chip_to_row(browser: Browser, reports: Mapping[str, Path]) -> None:
    async with opened(browser, reports["site"]) as held:
        chip = held.page.locator("svg.wide a").first
        await chip.focus()
        await held.page.keyboard.press("Enter")
        row = await held.page.evaluate("location.hash")
        assert await held.page.locator(row).count() == 1
        held.requests[1:] = []
