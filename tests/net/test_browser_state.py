"""Twin of net/browser_state.py: what is left behind is read without running the page's code."""

from __future__ import annotations

from periplus.net.browser_state import MAX_GLOBALS
from tests.net.pages import html, needs_browser, serving, visited

pytestmark = needs_browser

PAGE = """<script>window.ran = 0;
Object.defineProperty(window, 'trap', {get() { window.ran = 1; return 1 }, enumerable: true});
window.lib = {get version() { window.ran = 2; return '9' }}; window.plain = {version: '1.2'};
window.deep = {fn: {jquery: '3.1'}}; window.list = [1]; window.text = 'y'.repeat(900);
for (let i = 0; i < 1500; i++) window['a' + i] = i;
for (let i = 0; i < 500; i++) localStorage['k' + i] = 1;
sessionStorage.s = 1;</script><iframe name=framed srcdoc="x"></iframe><p id=named>p</p>"""


async def test_globals_and_storage() -> None:
    async with serving({"/": html(PAGE)}) as site:
        _, told, _ = await visited(site)
    assert len(told["globals"]) == MAX_GLOBALS
    async with serving({"/": html(PAGE.replace("1500", "5"))}) as site:
        _, told, _ = await visited(site)
    found = {one["name"]: one for one in told["globals"]}
    assert found["ran"]["value"] == "0"
    assert found["trap"]["type"] == "accessor"
    assert (found["lib"]["version"], found["plain"]["version"], found["deep"]["version"]) == (
        "",
        "1.2",
        "3.1",
    )
    assert (found["list"]["type"], len(found["text"]["value"])) == ("array", 200)
    # Frames and elements that are reached by name are no globals of a script.
    assert set(found).isdisjoint({"framed", "named", "document", "0"})
    assert len(told["storage"]["local"]) == 200
    assert told["storage"]["session"] == ["s"]
