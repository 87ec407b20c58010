"""One ordinary load of a page in the machine's Chromium: everything leaves through the gate's proxy."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from periplus.net import browser_state as state
from periplus.net import chromium
from periplus.net.browser_log import BINDING, HOOK, Log
from periplus.net.devtools import Devtools, DevtoolsError
from periplus.net.proxy import Proxy

MEDIA_TYPE = "application/vnd.periplus.browser-visit+json"
MAX_WINDOWS = 50  # told to the visit; each is closed at once
_ATTACH: Mapping[str, Any] = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
_TRIES = 5
_OF_ANSWERS = {"status", "mime", "bytes", "protocol", "from_cache"}
_SCREEN = {"x": 0, "y": 0, "width": 1280, "height": 900, "scale": 0.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Whatever a page does, a visit ends within these."""

    visit_s: float = 30.0  # from the start of the browser to its end
    load_s: float = 15.0  # for the page and what it loads
    quiet_s: float = 0.7  # without a request: nothing more is coming
    linger_s: float = 6.0  # after the load event at most
    read_s: float = 4.0  # for each look at what is left behind
    bytes: int = 32 * 1024 * 1024  # in both directions, all hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one load told: a document, and a picture of the window when there is one."""

    document: bytes
    screenshot: bytes
    loaded: bool


class _Page:
    """The window of one visit, and everything that opens from it."""

    def __init__(self, bounds: Bounds) -> None:
        self.log = Log()
        self.contexts: dict[str, int] = {}
        self.session = ""
        self.devtools: Devtools
        self._met = asyncio.Event()
        self._sessions: dict[str, str] = {}
        self._listened: set[str] = set()
        self._bounds = bounds
        self._now = asyncio.get_running_loop().time

    def heard(self, session: str, method: str, told: Mapping[str, Any]) -> None:
        """Called by the pipe for each event."""
        try:
            self._heard(session, method, told)
        except (KeyError, TypeError):
            return

    def _heard(self, session: str, method: str, told: Mapping[str, Any]) -> None:
        if method == "Target.attachedToTarget":
            self._attached(told["sessionId"], told["targetInfo"], session)
        elif method == "Page.javascriptDialogOpening":
            self.devtools.send(
                "Page.handleJavaScriptDialog", session, accept=told.get("type") == "beforeunload"
            )
        elif method == "Runtime.executionContextCreated" and session == self.session:
            context = told["context"]
            if context.get("auxData", {}).get("isDefault"):
                self.contexts[context["auxData"]["frameId"]] = context["id"]
        if method == "Page.loadEventFired" and session != self.session:
            return
        if session in self._listened or method.startswith("Browser."):
            self.log.take(method, told, self._now())

    def _attached(self, session: str, target: Mapping[str, Any], told_by: str) -> None:
        kind, identity = target["type"], target["targetId"]
        if target.get("openerId"):
            self.log.add("popups")
            if self.log.counts["popups"] <= MAX_WINDOWS:
                self.devtools.send("Target.closeTarget", targetId=identity)
            return
        if told_by not in self._listened and not str(target.get("url", "")).startswith("http"):
            # Ours, which is welcomed by hand, and windows of the browser itself.
            self._sessions[identity] = session
            self._met.set()
            if not self.session:
                return
            self.devtools.send("Runtime.runIfWaitingForDebugger", session)
            return
        if kind not in {"page", "iframe"}:
            self.log.add("workers")
        self.welcome(session, page=kind in {"page", "iframe"})

    def welcome(self, session: str, *, page: bool) -> asyncio.Future[Any]:
        """Listen to a target, then let it run."""
        self._listened.add(session)
        wanted: list[tuple[str, dict[str, Any]]] = [
            ("Network.enable", {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0})
        ]
        if page:
            wanted += [
                ("Page.enable", {}),
                ("Log.enable", {}),
                ("Runtime.addBinding", {"name": BINDING}),
                ("Page.addScriptToEvaluateOnNewDocument", {"source": HOOK, "runImmediately": True}),
            ]
        wanted += [
            ("Runtime.enable", {}),
            ("Target.setAutoAttach", dict(_ATTACH)),
            ("Runtime.runIfWaitingForDebugger", {}),
        ]
        sent = [self.devtools.send(method, session, **told) for method, told in wanted]
        return asyncio.gather(*sent, return_exceptions=True)

    async def open(self, url: str, user_agent: str) -> str:
        """Load the page and wait until it is quiet; says how that ended."""
        send = self.devtools.send
        version = await send("Browser.getVersion")
        agent = f"{version['userAgent']} {user_agent}"
        await send("Browser.setDownloadBehavior", behavior="deny", eventsEnabled=True)
        await send("Target.setAutoAttach", **_ATTACH)
        target = (await send("Target.createTarget", url="about:blank"))["targetId"]
        while target not in self._sessions:
            self._met.clear()
            await self._met.wait()
        self.session = self._sessions[target]
        await send("Emulation.setUserAgentOverride", self.session, userAgent=agent)
        await self.welcome(self.session, page=True)
        self.log.busy_at = self._now()
        for _ in range(_TRIES):  # the blank page before it may end its coming, and abort ours
            going = send("Page.navigate", self.session, url=url)
            ended = await self._settled(going)
            if ended != "net::ERR_ABORTED" or self.log.requests:
                break
            await asyncio.sleep(0.2)
        return ended

    async def _settled(self, going: asyncio.Future[Mapping[str, Any]]) -> str:
        began = self._now()
        loaded_at = None
        while self._now() - began < self._bounds.load_s:
            await asyncio.sleep(0.05)
            if going.done() and (said := going.result().get("errorText")):
                return str(said)
            if self.log.loaded and loaded_at is None:
                loaded_at = self._now()
            idle_s = self._now() - self.log.busy_at
            if self.log.loaded and not self.log.open_requests() and idle_s > self._bounds.quiet_s:
                return "quiet"
            if loaded_at is not None and self._now() - loaded_at > self._bounds.linger_s:
                return "still loading"
        return "out of time"

    async def left_behind(self) -> dict[str, Any]:
        """Globals, cookies, storage, address; what could not be had is null and said so."""
        told: dict[str, Any] = {"notes": []}
        parts: Mapping[str, Callable[[], Awaitable[Any]]] = {
            "globals": lambda: state.read_globals(self.devtools, self.session, self.contexts),
            "storage": lambda: state.read_storage(self.devtools, self.session),
            "cookies": lambda: state.read_cookies(self.devtools, now_s=time.time()),
            "address": self._address,
        }
        for name, reading in parts.items():
            told[name] = None
            try:
                async with asyncio.timeout(self._bounds.read_s):
                    told[name] = await reading()
            except TimeoutError:
                told["notes"].append(f"The page did not let its {name} be read in time.")
            except (DevtoolsError, KeyError, ValueError, TypeError) as error:
                told["notes"].append(f"The page's {name} could not be read: {error}.")
        return told

    async def _address(self) -> str:
        history = await self.devtools.send("Page.getNavigationHistory", self.session)
        return str(history["entries"][history["currentIndex"]]["url"])[:2000]

    async def picture(self) -> bytes:
        """The window as PNG, half its size; empty when the page does not let itself be drawn."""
        with suppress(TimeoutError, DevtoolsError, KeyError, binascii.Error):
            async with asyncio.timeout(self._bounds.read_s):
                shot = self.devtools.send(
                    "Page.captureScreenshot",
                    self.session,
                    format="png",
                    clip=_SCREEN,
                    optimizeForSpeed=True,
                )
                return base64.b64decode((await shot)["data"])
        return b""


async def visit(
    url: str, *, path: str, proxy: Proxy, pins: Sequence[str], user_agent: str, bounds: Bounds
) -> Visit:
    """Load a page once. OSError or DevtoolsError when the browser does not start."""
    page = _Page(bounds)
    left: dict[str, Any] = {}
    version: dict[str, Any] = {}
    ended, shot = "out of time", b""
    async with (
        proxy.serving() as port,
        chromium.started(path, proxy_port=port, pins=pins) as browser,
        Devtools(reading=browser.reading, writing=browser.writing, on_event=page.heard) as devtools,
    ):
        page.devtools = devtools
        with suppress(TimeoutError):
            async with asyncio.timeout(bounds.visit_s):
                version = dict(await devtools.send("Browser.getVersion"))
                with suppress(DevtoolsError):
                    ended = "the browser ended"
                    ended = await page.open(url, user_agent)
                    left = await page.left_behind()
                    shot = await page.picture()
    unreached = _unreached(proxy, url)
    if ended.startswith("net::") or unreached:  # what was shown is the browser's or the proxy's own
        page.log.loaded, ended = False, unreached or ended
    document = _document(url, ended, page.log, left, proxy)
    document["browser"] = version.get("product", "")
    document["sandbox"] = browser.sandboxed
    return Visit(document=_encoded(document), screenshot=shot, loaded=page.log.loaded)


def _document(url: str, ended: str, log: Log, left: Mapping[str, Any], proxy: Proxy) -> dict[str, Any]:
    requests = log.all_requests()
    first = float(requests[0]["began"]) if requests else 0.0
    storage: tuple[list[str], list[str]] = left.get("storage") or ([], [])
    refused = {(c.host, c.port): c.refused for c in proxy.traffic.connections if c.refused}
    wanted = {_where(str(one["url"])) for one in requests}
    return {
        "url": url,
        "address": left.get("address") or url,
        "ended": ended,
        "loaded": log.loaded,
        "requests": [_entry(one, first, refused) for one in requests],
        "cookies": left.get("cookies"),
        "setters": log.setters,
        "globals": left.get("globals"),
        "storage": {"local": storage[0], "session": storage[1]},
        "console": log.console,
        "dialogs": log.dialogs,
        "counts": dict(sorted(log.counts.items())),
        "connections": [
            {**asdict(one), "own": (one.host, one.port) not in wanted}
            for one in proxy.traffic.connections
        ],
        "connections_not_listed": proxy.traffic.unlisted,
        "over_bytes": proxy.traffic.over,
        "notes": list(left.get("notes", ())),
    }


def _entry(
    request: Mapping[str, Any], first: float, refused: Mapping[tuple[str, int], str]
) -> dict[str, Any]:
    began, ended = float(request["began"]), request.get("ended")
    entry = {name: value for name, value in request.items() if name not in {"began", "ended"}}
    entry["began_ms"] = round((began - first) * 1000)
    entry["ended_ms"] = None if ended is None else round((float(ended) - first) * 1000)
    entry["refused"] = refused.get(_where(str(request["url"])), "")
    if entry["refused"]:  # what the browser took for an answer came from the proxy
        entry = {name: value for name, value in entry.items() if name not in _OF_ANSWERS}
    return entry


def _unreached(proxy: Proxy, url: str) -> str:
    """Why no connection to the page's own host came about; empty when one did."""
    own = [one for one in proxy.traffic.connections if (one.host, one.port) == _where(url)]
    return "" if any(one.dialled for one in own) else next((one.refused for one in own), "")


def _where(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.port or (80 if parts.scheme in {"http", "ws"} else 443)
    except ValueError:
        return "", 0


def _encoded(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=True, sort_keys=True).encode()
