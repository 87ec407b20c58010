"""One load in a browser: the visit and its picture, the look-ups after it, and none when not wanted."""

from __future__ import annotations

from pathlib import Path

from periplus.facts.browser import BrowserRequest, BrowserVisit
from periplus.model import SubjectKind
from tests.collectors.rounds import LOOKUP, VISIT, fetched, found, refused, sources, subject
from tests.net.pages import needs_browser

SITE = subject(SubjectKind.SITE, "https://www.example.org")
PAGE = (
    "<p>hello</p>",
    "<p>hello</p><img src='https://m.www.example.org/p.gif'><script>var a = 1</script>",
)
ON = {"browser": "auto", "page_packs": "technologies"}


@needs_browser
async def test_a_visit_in_the_laboratory(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "c", "browser_visit", SITE, VISIT, changed=PAGE, settings=ON)
    asked = sources(captures)
    assert "browser+https://www.example.org/" in asked
    assert "browser+https://www.example.org/#picture" in asked
    # A name in the site's own zone that the page asks may stand for somebody else's host.
    assert any("m.www.example.org?type=A" in source for source in asked)
    # Of what it left, the corpus is asked; here is none.
    assert "pack://technologies" in asked
    facts = found(captures)
    (visit,) = [fact for fact in facts if isinstance(fact, BrowserVisit)]
    assert visit.loaded
    assert visit.address == "https://www.example.org/en/"
    (pixel,) = [f for f in facts if isinstance(f, BrowserRequest) and "p.gif" in f.url]
    assert pixel.refused == "the scope does not authorise the name m.www.example.org."


async def test_none_is_wanted(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "c", "browser_visit", SITE, VISIT, settings={"browser": "off"}) == []


@needs_browser
async def test_a_scope_without_visits(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "c", "browser_visit", SITE, LOOKUP, settings=ON))
