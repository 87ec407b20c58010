"""Make the pictures of README.md: the upper part of both reports of the model case."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from periplus.cli.lab import both_jobs
from periplus.cli.report import render
from periplus.lab.scenario import DEMO

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.browser import launched  # noqa: E402  (a script's path is its own directory)

PICTURES = ROOT / "docs" / "pictures"
WIDE = 1020  # px: the widest layout without its margins
TALL = 2120  # px: more is no first impression
SCALE = 0.7  # a README shows pictures smaller, and clones carry them


async def reports(directory: Path) -> Mapping[str, Path]:
    """Both reports of the model case as files, by name."""
    jobs = await both_jobs(DEMO, directory, lambda _: None)
    files = {}
    for name, (case, judgement) in (("country", jobs.country), ("site", jobs.site)):
        with case:
            files[name] = directory / f"{name}.html"
            files[name].write_bytes(render(case, judgement, "html"))
    return files


async def photograph(files: Mapping[str, Path], directory: Path) -> None:
    """Each report from its head into its first figure, as PNG."""
    async with launched() as browser:
        page = await browser.new_page(viewport={"width": WIDE, "height": 900}, device_scale_factor=SCALE)
        for name, file in files.items():
            await page.goto(file.as_uri())
            drawn = await page.locator("figure svg.wide").first.bounding_box()
            if drawn is None:
                raise RuntimeError(f"{name}: the report has no figure")
            clip = {
                "x": 0.0,
                "y": 0.0,
                "width": float(WIDE),
                "height": min(drawn["y"] + drawn["height"] + 24, TALL),
            }
            await page.screenshot(path=directory / f"{name}.png", clip=clip, full_page=True)  # type: ignore[arg-type]  # a TypedDict


async def main() -> None:
    """Run both jobs in the laboratory and photograph what they say."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="periplus-") as directory:
        await photograph(await reports(Path(directory)), PICTURES)


if __name__ == "__main__":
    asyncio.run(main())
