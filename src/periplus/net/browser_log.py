"""What a browser told during one visit: requests, cookies set, console; bounded on every side."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_REQUESTS = 600
MAX_CONSOLE = 100
MAX_SETTERS = 300
_TEXT = 500
_URL = 2000
_MAX_AGE = re.compile(r";\s*max-age\s*=\s*(\d{1,10})\s*(?:;|$)", re.IGNORECASE | re.ASCII)

BINDING = "periplusTold"
# Cookies that scripts set, with the script: told through a binding that the page cannot reach.
HOOK = """(() => {
  const tell = globalThis.%s; if (!tell) return; delete globalThis.%s;
  const own = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  const call = Function.prototype.call.bind(Function.prototype.call), E = Error, S = String;
  const write = JSON.stringify; let left = 300;
  Object.defineProperty(Document.prototype, 'cookie', {
    configurable: true, enumerable: true,
    get() { return call(own.get, this); },
    set(value) {
      if (left-- > 0) {
        try { tell(write([S(value).slice(0, 4096), S(new E().stack).slice(0, 4096)])); } catch {}
      }
      return call(own.set, this, value);
    } });
})();""" % (BINDING, BINDING)  # noqa: UP031  braces are JavaScript's


@dataclass(slots=True)
class Log:
    """One visit's events, as the browser tells them."""

    requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    redirected: list[dict[str, Any]] = field(default_factory=list)
    setters: list[dict[str, str]] = field(default_factory=list)
    console: list[dict[str, str]] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # popups, downloads, workers, sockets, …
    loaded: bool = False
    busy_at: float = 0.0  # when something last began or ended

    def take(self, method: str, told: Mapping[str, Any], at: float) -> None:
        """Keep one event. Events that are not known are passed over; malformed ones too."""
        reader = _READERS.get(method)
        if reader is None:
            return
        try:
            reader(self, told, at)
        except (KeyError, TypeError, ValueError, AttributeError):
            return

    def add(self, name: str) -> None:
        """One more of something that is only counted."""
        self.counts[name] = self.counts.get(name, 0) + 1

    def open_requests(self) -> int:
        """How many requests are under way; streams that never end are not waited for."""
        lasting = {"EventSource", "WebSocket", "Ping", "Media"}
        return sum("ended" not in r and r["type"] not in lasting for r in self.requests.values())

    def all_requests(self) -> list[dict[str, Any]]:
        """In the order in which they began."""
        return sorted((*self.redirected, *self.requests.values()), key=lambda r: float(r["began"]))


def _request(log: Log, told: Mapping[str, Any], at: float) -> None:
    identity, request = told["requestId"], told["request"]
    if not request["url"].startswith(("http:", "https:", "ws:", "wss:")):
        return  # data: and the like leave nothing
    log.busy_at = at
    earlier = log.requests.get(identity)
    if earlier is not None and "redirectResponse" in told:
        _answered(earlier, told["redirectResponse"])
        earlier["ended"] = at
        log.redirected.append(earlier)
    elif earlier is not None or len(log.requests) + len(log.redirected) >= MAX_REQUESTS:
        log.add("requests_not_listed")
        return
    log.requests[identity] = {
        "url": request["url"][:_URL],
        "method": request["method"],
        "type": told.get("type", "Other"),
        "initiator": _initiator(told.get("initiator", {})),
        "referrer": str(request["headers"].get("Referer", ""))[:_URL],
        "sent_body": bool(request.get("hasPostData")),
        "began": at,
    }


def _initiator(told: Mapping[str, Any]) -> dict[str, str]:
    frames = told.get("stack", {}).get("callFrames", [])
    url = next((f["url"] for f in frames if f.get("url")), told.get("url", ""))
    return {"kind": str(told.get("type", "other")), "url": str(url)[:_URL]}


def _answered(request: dict[str, Any], response: Mapping[str, Any]) -> None:
    request["status"] = int(response["status"])
    request["mime"] = str(response.get("mimeType", ""))[:100]
    request["protocol"] = str(response.get("protocol", ""))[:20]
    request["from_cache"] = bool(response.get("fromDiskCache") or response.get("fromServiceWorker"))


def _response(log: Log, told: Mapping[str, Any], at: float) -> None:
    _answered(log.requests[told["requestId"]], told["response"])
    log.busy_at = at


def _finished(log: Log, told: Mapping[str, Any], at: float) -> None:
    request = log.requests[told["requestId"]]
    request["ended"] = log.busy_at = at
    request["bytes"] = int(told.get("encodedDataLength", 0))


def _failed(log: Log, told: Mapping[str, Any], at: float) -> None:
    request = log.requests[told["requestId"]]
    request["ended"] = log.busy_at = at
    request["failed"] = str(told.get("blockedReason") or told.get("errorText", "failed"))[:100]


def _response_fields(log: Log, told: Mapping[str, Any], _at: float) -> None:
    lines = [v for k, v in told["headers"].items() if k.lower() == "set-cookie"]
    request = log.requests.get(told["requestId"], {})
    for line in "\n".join(lines).splitlines():
        _set(log, line, "response", str(request.get("url", "")))


def _request_fields(log: Log, told: Mapping[str, Any], _at: float) -> None:
    request = log.requests[told["requestId"]]
    sent = [one for one in told.get("associatedCookies", []) if not one.get("blockedReasons")]
    request["cookies"] = [str(one["cookie"]["name"])[:100] for one in sent[:50]]


def _bound(log: Log, told: Mapping[str, Any], _at: float) -> None:
    if told["name"] == BINDING:
        line, stack = json.loads(told["payload"])
        urls = [word.rstrip(")") for word in str(stack).split() if "://" in word]
        # The first frame is the hook itself and has no address of the page.
        url = next((u for u in (_without_place(one.lstrip("(")) for one in urls) if u), "")
        _set(log, str(line), "script", url)


def _without_place(url: str) -> str:
    head, _, last = url.rpartition(":")
    head, _, line = head.rpartition(":") if last.isdigit() else ("", "", "")
    return head if line.isdigit() else ""


def _set(log: Log, line: str, kind: str, url: str) -> None:
    name = line.partition(";")[0].partition("=")[0].strip()
    if name and len(log.setters) < MAX_SETTERS:
        age = _MAX_AGE.search(line)
        entry = {"name": name[:200], "kind": kind, "url": url[:_URL], "max_age": age[1] if age else ""}
        log.setters.append(entry)


def _said(log: Log, level: str, text: str, url: str) -> None:
    if len(log.console) < MAX_CONSOLE:
        log.console.append({"level": level, "text": text[:_TEXT], "url": url[:_URL]})
    else:
        log.add("console_not_listed")


def _console(log: Log, told: Mapping[str, Any], _at: float) -> None:
    words = [str(one.get("value", one.get("description", ""))) for one in told["args"][:10]]
    frames = told.get("stackTrace", {}).get("callFrames", [])
    _said(log, str(told["type"]), " ".join(words), frames[0]["url"] if frames else "")


def _entry(log: Log, told: Mapping[str, Any], _at: float) -> None:
    entry = told["entry"]
    _said(log, str(entry["level"]), str(entry["text"]), str(entry.get("url", "")))


def _exception(log: Log, told: Mapping[str, Any], _at: float) -> None:
    detail = told["exceptionDetails"]
    text = str(detail.get("exception", {}).get("description", detail.get("text", "")))
    _said(log, "exception", text.partition("\n")[0], str(detail.get("url", "")))


def _dialog(log: Log, told: Mapping[str, Any], _at: float) -> None:
    log.add("dialogs")
    if len(log.dialogs) < 20:
        log.dialogs.append(f"{told['type']}: {told.get('message', '')}"[:_TEXT])


def _socket(log: Log, told: Mapping[str, Any], at: float) -> None:
    log.add("sockets")
    request = {
        "requestId": f"ws {told['requestId']}",
        "type": "WebSocket",
        "initiator": told.get("initiator", {}),
    }
    _request(log, {**request, "request": {"url": told["url"], "method": "GET", "headers": {}}}, at)


def _loaded(log: Log, _told: Mapping[str, Any], at: float) -> None:
    log.loaded = True
    log.busy_at = at


_READERS: Mapping[str, Callable[[Log, Mapping[str, Any], float], None]] = {
    "Network.requestWillBeSent": _request,
    "Network.requestWillBeSentExtraInfo": _request_fields,
    "Network.responseReceived": _response,
    "Network.responseReceivedExtraInfo": _response_fields,
    "Network.loadingFinished": _finished,
    "Network.loadingFailed": _failed,
    "Network.webSocketCreated": _socket,
    "Runtime.bindingCalled": _bound,
    "Runtime.consoleAPICalled": _console,
    "Runtime.exceptionThrown": _exception,
    "Log.entryAdded": _entry,
    "Page.javascriptDialogOpening": _dialog,
    "Page.loadEventFired": _loaded,
    "Browser.downloadWillBegin": lambda log, _told, _at: log.add("downloads"),
}
