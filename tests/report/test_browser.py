"""The report in a real browser: nothing overflows, nothing is cut, the console stays silent."""

import html as entities
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from periplus.report import html
from tests.report import hostile, sample

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = (360, 768, 1280)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--enable-logging=stderr",
)  # fmt: skip

# Put into a copy of the page, whose policy is taken out for it: tells its parent what is wrong.
PROBE = """
const bad = [], inside = (a, b) => a.left >= b.left - .6 && a.right <= b.right + .6
  && a.top >= b.top - .6 && a.bottom <= b.bottom + .6;
const name = e => e.textContent.trim().slice(0, 60);
if (document.documentElement.scrollWidth > innerWidth) bad.push('page is wider than its window');
for (const e of document.querySelectorAll('h1,h2,h3,p,td,th,li,code,figcaption')) {
  const box = e.getBoundingClientRect(), head = e.closest('thead');
  if (head && getComputedStyle(head).position === 'absolute') continue;
  if (box.width && box.right > innerWidth + .6) bad.push('beyond the edge: ' + name(e));
}
const chips = [...document.querySelectorAll('svg g.chip')].filter(g => g.getBoundingClientRect().width);
const rect = g => g.querySelector('.fill').getBoundingClientRect();
for (const g of chips) for (const t of g.querySelectorAll('text'))
  if (!inside(t.getBoundingClientRect(), rect(g))) bad.push('text leaves its chip: ' + name(t));
chips.forEach((a, i) => chips.slice(i + 1).forEach(b => { const p = rect(a), q = rect(b);
  if (p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom)
    bad.push('chips overlap: ' + name(a) + ' / ' + name(b)); }));
parent.postMessage({width: innerWidth, chips: chips.length, bad}, '*');
"""
FRAME = """<!doctype html><pre id=out></pre><script>
const out = []; addEventListener('message', e => { out.push(e.data);
  document.getElementById('out').textContent = JSON.stringify(out); });
</script>"""


def run(page: Path, profile: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", *flags, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)


def measured(text: str, folder: Path) -> list[dict[str, Any]]:
    """What the probe says of the page at each width."""
    open_page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    probed = open_page.replace("</body>", f"<script>{PROBE}</script></body>")
    (folder / "page.html").write_text(probed, encoding="utf-8")
    frames = "".join(f'<iframe src="page.html" width="{w}" height="900"></iframe>' for w in WIDTHS)
    outer = folder / "outer.html"
    outer.write_text(f"{FRAME}{frames}", encoding="utf-8")
    done = run(outer, folder / "profile", "--virtual-time-budget=8000", "--dump-dom")
    found = re.search(r'<pre id="out">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found is not None
    said: list[dict[str, Any]] = json.loads(entities.unescape(found[1]))
    return said


@pytest.mark.parametrize("make", [sample.country, sample.site, hostile.hostile])
def test_nothing_overflows_at_any_width(make: Callable[[], sample.Builder], tmp_path: Path) -> None:
    said = measured(html.render(make().report()), tmp_path)
    assert sorted(page["width"] for page in said) == list(WIDTHS)
    assert all(page["chips"] for page in said)
    assert [fault for page in said for fault in page["bad"]] == []


@pytest.mark.parametrize("make", [sample.country, hostile.hostile])
def test_console_stays_silent(make: Callable[[], sample.Builder], tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(html.render(make().report()), encoding="utf-8")
    done = run(page, tmp_path / "profile", "--virtual-time-budget=3000", "--dump-dom")
    assert "</html>" in done.stdout
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
