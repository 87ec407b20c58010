"""Twin of net/browser.py: an ordinary page in full, and twenty hostile ones within their bounds."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.net.pages import HOST, QUICK, html, needs_browser, serving, visited

pytestmark = needs_browser

PLAIN = """<!doctype html><title>t</title><script>
window.jQuery = {fn: {jquery: '3.6.0'}}; window.Vue = function () {}; Vue.version = '2.6.14';
var apiAnswer = null; localStorage.seen = 1; console.log('hello');
document.cookie = 'lang=en; Max-Age=500';</script><script src="/a.js"></script>
<img src="https://tracker.example/pixel.gif?id=3&u=4"><h1>Hello</h1>"""


async def test_an_ordinary_page_in_full() -> None:
    pages = {"/": html(PLAIN), "/a.js": (b"Set-Cookie: s=1; HttpOnly\r\n", b"document.cookie='late=1'")}
    async with serving(pages) as site:
        made, told, proxy = await visited(site)
    assert made.loaded
    assert told["ended"] == "quiet"
    assert made.screenshot.startswith(b"\x89PNG")
    names = {one["name"]: (one["type"], one["version"]) for one in told["globals"]}
    assert names == {
        "Vue": ("function", "2.6.14"),
        "jQuery": ("object", "3.6.0"),
        "apiAnswer": ("null", ""),
    }
    setters = {one["name"]: (one["kind"], one["url"]) for one in told["setters"]}
    assert setters["lang"] == ("script", f"http://{HOST}/")
    assert setters["late"] == ("script", f"http://{HOST}/a.js")
    assert setters["s"] == ("response", f"http://{HOST}/a.js")
    held = {one["name"]: one["http_only"] for one in told["cookies"]}
    assert held == {"lang": False, "late": False, "s": True}
    assert told["storage"] == {"local": ["seen"], "session": []}
    assert {"level": "log", "text": "hello", "url": f"http://{HOST}/"} in told["console"]
    (pixel,) = [one for one in told["requests"] if "tracker.example" in one["url"]]
    assert pixel["refused"] == "the scope does not authorise the name tracker.example."
    assert "status" not in pixel
    assert any(f"GET /{path} HTTP/1.1" in site.seen for path in ("a.js",))
    # Every connection that the server saw came through the proxy.
    assert len(site.seen) == sum(bool(one.dialled) for one in proxy.traffic.connections)


HOSTILE = {
    "endless script": "<script>while (true) {}</script>",
    "endless timers": "<script>setInterval(() => { document.title += 'x'; }, 0)</script>",
    "dialogs": "<script>for (let i = 0; i < 30; i++) { alert(i); confirm(i); prompt(i); }</script>",
    "endless dialogs": "<script>while (true) alert('again')</script>",
    "print": "<script>print(); print()</script>",
    "leaving": "<script>onbeforeunload = e => { e.preventDefault(); return 1 };location = '/x'</script>",
    "window storm": "<script>for (let i = 0; i < 200; i++) window.open('/p' + i)</script>",
    "console flood": "<script>for (let i = 0; i < 2e5; i++) console.log('x'.repeat(1000))</script>",
    "cookie flood": "<script>for (let i = 0; i < 20000; i++) document.cookie = 'c' + i + '=1'</script>",
    "request storm": "<script>for (let i = 0; i < 3000; i++) fetch('/r' + i).catch(() => 0)</script>",
    "global flood": "<script>for (let i = 0; i < 50000; i++) window['g' + i] = {version: 1}</script>",
    "huge page": "<p>" + "x" * 2_000_000,
    "frame bomb": "<script>if (location.href.length < 2000) { for (let i = 0; i < 4; i++) {"
    "const f = document.createElement('iframe');"
    "f.src = '/?' + location.href.length + i + 'a'.repeat(99); document.documentElement.append(f); } }"
    "</script>",
    "reload loop": "<script>location.reload()</script>",
    "history loop": "<script>for (let i = 0; i < 5000; i++) history.pushState(0, '', '/' + i)</script>",
    "download": "<a id=d href='data:application/octet-stream,x' download=x>d</a>"
    "<iframe src='/file'></iframe>"
    "<script>for (let i = 0; i < 50; i++) document.getElementById('d').click()</script>",
    "worker storm": "<script>const u = URL.createObjectURL(new Blob(['while(true){}']));"
    "for (let i = 0; i < 20; i++) new Worker(u)</script>",
    "service worker": "<script>navigator.serviceWorker?.register('/sw.js')</script>",
    "poisoned builtins": "<script>Object.getOwnPropertyNames = () => { throw 1 };"
    "Array.prototype.map = 1;"
    "JSON.stringify = () => { while (true) {} }; document.createElement = null; window.found = 1;"
    "Object.defineProperty(window, 'trap', {get() { while (true) {} }, enumerable: true})</script>",
    "outside": """<link rel=prefetch href="http://198.51.100.7/a">
<link rel=dns-prefetch href="//one.example"><link rel=preconnect href="http://198.51.100.8/"><script>
fetch('http://198.51.100.7/b').catch(() => 0); new WebSocket('ws://198.51.100.7/c');
new EventSource('http://198.51.100.7/d'); navigator.sendBeacon('http://198.51.100.7/e', 'x');
new Worker(URL.createObjectURL(new Blob(["fetch('http://198.51.100.7/f')"])));
fetch('http://127.0.0.1:OTHER/g').catch(() => 0); fetch('http://[::1]:OTHER/g').catch(() => 0);
fetch('http://169.254.169.254/latest').catch(() => 0);
const pc = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:PORT'}]});
pc.createDataChannel('x'); pc.createOffer().then(o => pc.setLocalDescription(o));</script>""",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_page_is_bounded(name: str, profiles: Path) -> None:
    """It ends in time, leaves no process and no profile, and only HOST is ever dialled."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stun, socket.socket() as inside:
        stun.setblocking(False)
        stun.bind(("127.0.0.1", 0))
        port = stun.getsockname()[1]
        inside.bind(("127.0.0.1", 0))
        other = inside.getsockname()[1]
        inside.listen()
        inside.setblocking(False)
        pages = {
            "/": html(HOSTILE[name].replace("PORT", str(port)).replace("OTHER", str(other))),
            "/sw.js": (b"Content-Type: text/javascript\r\n", b"while(true){}"),
            "/file": (b"Content-Disposition: attachment\r\n", b"x" * 1000),
        }
        began = time.monotonic()
        async with serving(pages) as site:
            made, told, proxy = await visited(site)
        assert time.monotonic() - began < QUICK.visit_s + 6
        assert len(made.document) < 2_000_000
        connected = [one for one in proxy.traffic.connections if one.dialled]
        assert {one.host for one in connected} <= {HOST}
        assert len(site.seen) <= len(connected)
        with pytest.raises(BlockingIOError):  # no datagram came
            stun.recv(1)
        with pytest.raises(BlockingIOError):  # nobody knocked
            inside.accept()
    if name == "outside":
        wanted = {one["url"] for one in told["requests"] if one["refused"]}
        assert any(url.startswith("http://198.51.100.7/") for url in wanted)
        assert {one.host for one in proxy.traffic.connections if one.refused} >= {
            "198.51.100.7",
            "127.0.0.1",
            "169.254.169.254",
        }
    if name == "poisoned builtins":
        assert {"found", "trap"} <= {one["name"] for one in told["globals"]}
    assert leftovers(profiles) == []


async def test_endless_answers_end_at_the_budget() -> None:
    pages = {"/": (b"Content-Type: text/html\r\nX: @endless\r\n", b"<p>more</p>" * 100)}
    async with serving(pages) as site:
        _, told, proxy = await visited(site)
    assert proxy.traffic.over
    assert told["over_bytes"] is True


async def test_redirects_without_end() -> None:
    async with serving({"/": (b"Location: /\r\n", b"")}) as site:
        made, told, _ = await visited(site)
    assert not made.loaded
    assert told["ended"] == "net::ERR_TOO_MANY_REDIRECTS"
    assert len(site.seen) < 50


@pytest.fixture(autouse=True)
def profiles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the profiles of this test's browsers lie."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def leftovers(profiles: Path) -> list[str]:
    """Processes and profiles of this test's browsers that are still there."""
    found = [entry.name for entry in profiles.iterdir()]
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = entry.read_bytes().decode(errors="replace")
            found += [words] if str(profiles) in words else []
    return found


async def test_a_run_that_is_cancelled_leaves_nothing(profiles: Path) -> None:
    async with serving({"/": html("<script>while (true) {}</script>")}) as site:
        task = asyncio.ensure_future(visited(site))
        await asyncio.sleep(1.0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert leftovers(profiles) == []
