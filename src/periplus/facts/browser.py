"""What a page did in a browser: requests, cookies, globals, storage, console (a document of ours)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from periplus.facts.dns import DnsRecord, read_message
from periplus.facts.selector import load_json
from periplus.model import Fact, Reading, Subject

MEDIA_TYPE = "application/vnd.periplus.browser-visit+json"
_MAX = 1000  # of each kind
_MAX_PARAMETERS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserVisit(Fact):
    """The load as a whole."""

    browser: str
    address: str  # where it led
    ended: str  # quiet, still loading, out of time, or what went wrong
    loaded: bool
    requests: int
    hosts: int
    refused: int  # requests that the gate did not let out
    popups: int
    dialogs: int
    downloads: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserRequest(Fact):
    """One request that the page made or wanted to make."""

    url: str
    kind: str  # Document, Script, Image, Fetch, …
    initiator: str  # address of the script or document, empty when unknown
    status: int | None
    refused: str  # why the gate did not let it out; empty: it went out
    failed: str
    cookies: tuple[str, ...]  # names sent with it
    parameters: tuple[str, ...]  # names in its query
    referrer: str
    sent_body: bool
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserCookie(Fact):
    """One cookie that the browser held at the end."""

    name: str
    value: str
    domain: str
    path: str
    secure: bool
    http_only: bool
    same_site: str | None
    lifetime_s: int | None
    set_by: str  # response, script, unknown
    setter: str  # address of the response or script, empty when unknown
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageGlobal(Fact):
    """A name of the page's window that a blank frame of the same page does not have."""

    name: str
    type: str
    value: str  # primitives; else the name of the class
    version: str  # what its own version property says; empty when it has none
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserStorage(Fact):
    """A key of the page's local or session storage."""

    area: str  # local, session
    key: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserConsole(Fact):
    """A message of the console."""

    level: str
    text: str
    url: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAlias(Fact):
    """A name in the site's zone that stands for another name (CNAME)."""

    host: str
    stands_for: str


def read_visit(body: bytes, *, about: Subject) -> Iterator[Reading]:
    """The facts of one visit; nothing of other bytes, and what is malformed is left out."""
    try:
        document = load_json(body)
    except ValueError:
        return
    if not isinstance(document, dict):
        return
    page = str(document.get("address") or "")
    readers: Mapping[str, _Build] = {
        "requests": _request, "cookies": _cookies_by(document), "globals": _global, "console": _console,
    }  # fmt: skip
    with suppress(KeyError, TypeError, ValueError, AttributeError):
        yield Reading(subject=about, fact=_visit(document, page), selector="json:/ended")
    for key, build in readers.items():
        for number, entry in enumerate(_list(document, key)):
            try:
                fact = build(entry, page)
            except (KeyError, TypeError, ValueError, AttributeError):
                continue
            yield Reading(subject=about, fact=fact, selector=f"json:/{key}/{number}")
    storage = document.get("storage")
    for area in ("local", "session"):
        for number, key in enumerate(_list(storage if isinstance(storage, dict) else {}, area)):
            fact = BrowserStorage(area=area, key=str(key), page=page)
            yield Reading(subject=about, fact=fact, selector=f"json:/storage/{area}/{number}")


_Build = Callable[[Mapping[str, Any], str], Fact]


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    found = document.get(key)
    return found[:_MAX] if isinstance(found, list) else []


def _visit(document: Mapping[str, Any], page: str) -> BrowserVisit:
    requests, counts = _list(document, "requests"), document["counts"]
    return BrowserVisit(
        browser=str(document["browser"]),
        address=page,
        ended=str(document["ended"]),
        loaded=bool(document["loaded"]),
        requests=len(requests),
        hosts=len({host_of(str(one["url"])) for one in requests}),
        refused=sum(bool(one.get("refused")) for one in requests),
        popups=int(counts.get("popups", 0)),
        dialogs=int(counts.get("dialogs", 0)),
        downloads=int(counts.get("downloads", 0)),
        notes=tuple(map(str, document["notes"])),
    )


def _request(entry: Mapping[str, Any], page: str) -> BrowserRequest:
    url = str(entry["url"])
    names = dict.fromkeys(name for name, _ in parse_qsl(urlsplit(url).query, max_num_fields=200))
    status = entry.get("status")
    return BrowserRequest(
        url=url,
        kind=str(entry["type"]),
        initiator=str(entry["initiator"]["url"]),
        status=int(status) if status is not None else None,
        refused=str(entry.get("refused", "")),
        failed=str(entry.get("failed", "")),
        cookies=tuple(map(str, entry.get("cookies", ()))),
        parameters=tuple(names)[:_MAX_PARAMETERS],
        referrer=str(entry.get("referrer", "")),
        sent_body=bool(entry.get("sent_body")),
        page=page,
    )


def _cookies_by(document: Mapping[str, Any]) -> _Build:
    """Builds cookies with who set them last."""
    setters = {str(one.get("name")): one for one in _list(document, "setters") if isinstance(one, dict)}

    def build(entry: Mapping[str, Any], page: str) -> BrowserCookie:
        setter = setters.get(str(entry["name"]), {})
        # As told when it was set: what the browser tells later is what is left of it.
        lifetime = entry["lifetime_s"] and (setter.get("max_age") or entry["lifetime_s"])
        return BrowserCookie(
            name=str(entry["name"]),
            value=str(entry["value"]),
            domain=str(entry["domain"]),
            path=str(entry["path"]),
            secure=bool(entry["secure"]),
            http_only=bool(entry["http_only"]),
            same_site=str(entry["same_site"]) if entry["same_site"] else None,
            lifetime_s=int(lifetime) if lifetime is not None else None,
            set_by=str(setter.get("kind", "unknown")),
            setter=str(setter.get("url", "")),
            page=page,
        )

    return build


def _global(entry: Mapping[str, Any], page: str) -> PageGlobal:
    parts = {name: str(entry[name]) for name in ("name", "type", "value", "version")}
    return PageGlobal(**parts, page=page)


def _console(entry: Mapping[str, Any], page: str) -> BrowserConsole:
    parts = {name: str(entry[name]) for name in ("level", "text", "url")}
    return BrowserConsole(**parts, page=page)


def read_aliases(body: bytes, *, about: Subject) -> Iterator[Reading]:
    """The CNAME records of an answer, each about the site; no lead follows from them."""
    for reading in read_message(body):
        fact = reading.fact
        if isinstance(fact, DnsRecord) and fact.rdtype == "CNAME" and fact.section == "answer":
            alias = HostAlias(host=reading.subject.key, stands_for=fact.data.removesuffix("."))
            yield Reading(subject=about, fact=alias, selector=reading.selector)


def host_of(url: str) -> str:
    """The host of a URL, without a final dot; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").removesuffix(".")
    except ValueError:
        return ""


def third_parties(requests: Iterable[BrowserRequest]) -> dict[str, list[BrowserRequest]]:
    """The requests to hosts that are neither the page's own nor above or below it, by host."""
    found: dict[str, list[BrowserRequest]] = {}
    for one in requests:
        host, own = host_of(one.url), host_of(one.page)
        if host and own and not related(host, own):
            found.setdefault(host, []).append(one)
    return found


def related(host: str, own: str) -> bool:
    """Whether two hosts are the same but for `www.`, or one lies below the other."""
    own = own.removeprefix("www.")
    return host == own or host.endswith(f".{own}") or own.endswith(f".{host}")
