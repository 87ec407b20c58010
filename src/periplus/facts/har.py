"""Visits recorded by browsers (HTTP Archive 1.2): pages, their responses and requests."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from periplus.facts.browser import BrowserRequest, BrowserVisit, host_of
from periplus.facts.foreign import as_count, as_list, as_object, as_text, moment, read_json
from periplus.facts.http import site_of
from periplus.facts.recorded import (
    MAX_PAGES,
    MAX_RESPONSES,
    concerns,
    message,
    public_url,
    request_line,
)
from periplus.model import Reading, Recorded, Subject, SubjectKind

_MAX_ENTRIES = 5000
_MAX_REQUESTS = 1000
_MAX_KEPT = 6 * 1024 * 1024  # below what is read of a body
_MAX_NAMES = 50
_MAX_HOPS = 10
_KINDS = {"xhr": "XHR", "css": "Stylesheet", "js": "Script", "html": "Document"}
_TYPES = (
    ("html", "Document"), ("javascript", "Script"), ("ecmascript", "Script"), ("css", "Stylesheet"),
    ("image/", "Image"), ("font", "Font"), ("video/", "Media"), ("audio/", "Media"),
)  # fmt: skip

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One page of the file: the entries that led to its document, and all that belong to it."""

    chain: tuple[tuple[int, Entry], ...]  # redirects, then the document
    entries: tuple[tuple[int, Entry], ...]

    @property
    def address(self) -> str:
        """Where the load led."""
        return url_of(self.chain[-1][1])


def open_har(content: bytes) -> Mapping[str, Any]:
    """The `log` of a file. ValueError, with a sentence, when it is no HAR."""
    log = as_object(as_object(read_json(content)).get("log"))
    if isinstance(log.get("entries"), list):
        return log
    raise ValueError("it has no log with entries (HTTP Archive)")


def loads(log: Mapping[str, Any]) -> Iterator[Load]:
    """Each page, one per site that they lead to: a file of several runs tells of one."""
    groups: dict[str, list[tuple[int, Entry]]] = {}
    for number, entry in enumerate(as_list(log.get("entries"), _MAX_ENTRIES)):
        if isinstance(entry, dict) and url_of(entry):
            groups.setdefault(as_text(entry.get("pageref")), []).append((number, entry))
    seen: set[str] = set()
    for group in islice(groups.values(), MAX_PAGES):
        chain = _chain(group)
        if chain and (site := site_of(url_of(chain[-1][1]))) not in seen:
            seen.add(site)
            yield Load(chain=tuple(chain), entries=tuple(group))


def _chain(group: Sequence[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
    chain: list[tuple[int, Entry]] = []
    for number, entry in group:
        onward = _redirects_to(chain[-1][1]) if chain else ""
        if chain and url_of(entry) != onward:
            continue
        if onward or _redirects_to(entry) or (_kind(entry) == "Document" and _status(entry)):
            chain.append((number, entry))
        if chain and (not _redirects_to(chain[-1][1]) or len(chain) > _MAX_HOPS):
            return chain
    return chain


def url_of(entry: Entry) -> str:
    """The address asked, without user, password and fragment; empty when it is not of the web."""
    return public_url(as_text(as_object(entry.get("request")).get("url"), 4000))


def _status(entry: Entry) -> int:
    status = as_count(as_object(entry.get("response")).get("status"))
    return status if 100 <= status <= 999 else 0


def _redirects_to(entry: Entry) -> str:
    response = as_object(entry.get("response"))
    target = as_text(response.get("redirectURL")) if 300 <= _status(entry) < 400 else ""
    if not target and 300 <= _status(entry) < 400:
        target = next((value for name, value in _fields(response) if name.lower() == "location"), "")
    try:
        return public_url(urljoin(url_of(entry), target)) if target else ""
    except ValueError:
        return ""


def _fields(part: Mapping[str, Any]) -> list[tuple[str, str]]:
    fields = as_list(part.get("headers"), 500)
    told = [(one.get("name"), one.get("value")) for one in fields if isinstance(one, dict)]
    return [(as_text(name, 200), as_text(value, 65536)) for name, value in told]


def _kind(entry: Entry) -> str:
    told = as_text(entry.get("_resourceType"), 40).lower()
    if told:
        return _KINDS.get(told, told.capitalize())
    mime = as_text(as_object(as_object(entry.get("response")).get("content")).get("mimeType"), 200)
    return next((kind for part, kind in _TYPES if part in mime.lower()), "Other")


# ---------------------------------------------------------------- responses


def read_responses(content: bytes) -> Iterator[Recorded]:
    """The documents of the pages, redirects before them, and the scripts of their own sites."""
    try:
        found = [response for load in loads(open_har(content)) for response in _responses(load)]
    except ValueError:
        return
    yield from islice({(one.url, one.at): one for one in found}.values(), MAX_RESPONSES)


def _responses(load: Load) -> Iterator[Recorded]:
    taken = {number for number, _ in load.chain}
    own = site_of(load.address)
    for number, entry in load.entries:
        script = _kind(entry) == "Script" and site_of(url_of(entry)) == own
        if _status(entry) and (number in taken or script):
            yield _recorded(entry)


def _recorded(entry: Entry) -> Recorded:
    response, url = as_object(entry.get("response")), url_of(entry)
    return Recorded(
        url=url,
        request=request_line(as_text(as_object(entry.get("request")).get("method"), 20), url),
        message=message(
            status=_status(entry),
            reason=as_text(response.get("statusText"), 200),
            version=as_text(response.get("httpVersion"), 20),
            fields=_fields(response),
            content=_content(as_object(response.get("content"))),
        ),
        at=moment(entry.get("startedDateTime")),
    )


def _content(content: Mapping[str, Any]) -> bytes:
    text = content.get("text")
    if not isinstance(text, str):
        return b""
    if content.get("encoding") != "base64":
        return text.encode(errors="replace")
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


# ---------------------------------------------------------------- requests


def without_secrets(log: Mapping[str, Any]) -> bytes:
    """The file without contents, bodies sent, and values of cookies and fields: who asked whom."""
    entries: list[dict[str, Any]] = []
    room = _MAX_KEPT
    for entry in as_list(log.get("entries"), _MAX_ENTRIES):
        entries.append(_slim(as_object(entry)))
        room -= len(json.dumps(entries[-1], ensure_ascii=False).encode()) + 100
        if room < 0:
            break
    parts = {name: _named(as_object(log.get(name))) for name in ("creator", "browser")}
    document = {"log": {"version": as_text(log.get("version"), 10), **parts, "entries": entries}}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=0).encode()


def _named(part: Mapping[str, Any]) -> dict[str, str]:
    return {key: as_text(part.get(key), 100) for key in ("name", "version")}


def _slim(entry: Entry) -> dict[str, Any]:
    request, response = as_object(entry.get("request")), as_object(entry.get("response"))
    initiator = as_object(entry.get("_initiator"))
    referrer = next((value for name, value in _fields(request) if name.lower() == "referer"), "")
    cookies = as_list(request.get("cookies"), _MAX_NAMES)
    content = as_object(response.get("content"))
    return {
        "pageref": as_text(entry.get("pageref"), 200),
        "startedDateTime": as_text(entry.get("startedDateTime"), 40),
        "_resourceType": _kind(entry).lower(),
        "_initiator": {"url": public_url(as_text(initiator.get("url")) or _caller(initiator))},
        "request": {
            "method": as_text(request.get("method"), 20),
            "url": url_of(entry),
            "headers": [{"name": "Referer", "value": public_url(referrer)}] if referrer else [],
            "cookies": [{"name": as_text(as_object(one).get("name"), 200)} for one in cookies],
            "postData": bool(request.get("postData")),
        },
        "response": {
            "status": _status(entry),
            "redirectURL": _redirects_to(entry),
            "content": {
                "mimeType": as_text(content.get("mimeType"), 200),
                "held": content.get("held") is True or bool(content.get("text")),
            },
        },
    }


def _caller(initiator: Mapping[str, Any]) -> str:
    frames = as_list(as_object(initiator.get("stack")).get("callFrames"), 20)
    return next((url for one in frames if (url := as_text(as_object(one).get("url")))), "")


def read_har(body: bytes, target: Subject) -> Iterator[Reading]:
    """The load of each page that concerns the target, and its requests, about the page's site."""
    try:
        log = open_har(body)
        pages = [load for load in loads(log) if concerns(load.address, target)]
    except ValueError:
        return
    browser = _browser(log)
    for load in pages:
        site = Subject(kind=SubjectKind.SITE, key=site_of(load.address))
        first, entry = load.chain[0]
        yield Reading(
            subject=site,
            fact=_visit(load, browser),
            selector=f"json:/log/entries/{first}",
            observed_at=moment(entry.get("startedDateTime")),
        )
        for number, one in load.entries[:_MAX_REQUESTS]:
            yield Reading(
                subject=site,
                fact=_request(one, load.address),
                selector=f"json:/log/entries/{number}",
                observed_at=moment(one.get("startedDateTime")),
            )


def _browser(log: Mapping[str, Any]) -> str:
    names = [_named(as_object(log.get(part))) for part in ("browser", "creator")]
    browser, creator = (" ".join(filter(None, one.values())) for one in names)
    if browser and browser != creator:
        return f"{browser}, recorded by {creator or 'an unnamed tool'}"
    return browser or creator or "an unnamed browser"


_IMPORTED = "The load was recorded by another tool and imported; it was not repeated."
_EMPTY = "The file does not hold the page's content, so that nothing is said of its markup."


def _visit(load: Load, browser: str) -> BrowserVisit:
    document = as_object(as_object(load.chain[-1][1].get("response")).get("content"))
    return BrowserVisit(
        browser=browser,
        address=load.address,
        ended="as recorded",
        loaded=200 <= _status(load.chain[-1][1]) < 300,
        requests=len(load.entries),
        hosts=len({host_of(url_of(entry)) for _, entry in load.entries}),
        refused=0,
        popups=0,
        dialogs=0,
        downloads=0,
        notes=(_IMPORTED,) if document.get("held") else (_IMPORTED, _EMPTY),
    )


def _request(entry: Entry, page: str) -> BrowserRequest:
    request, url = as_object(entry.get("request")), url_of(entry)
    names = dict.fromkeys(name[:200] for name, _ in parse_qsl(urlsplit(url).query)[:200])
    status = _status(entry)
    cookies = as_list(request.get("cookies"), _MAX_NAMES)
    return BrowserRequest(
        url=url,
        kind=_kind(entry),
        initiator=as_text(as_object(entry.get("_initiator")).get("url")),
        status=status or None,
        refused="",
        failed="" if status else "no answer was recorded",
        cookies=tuple(as_text(as_object(one).get("name"), 100) for one in cookies),
        parameters=tuple(names)[:30],
        referrer=next((value for name, value in _fields(request) if name == "Referer"), ""),
        sent_body=bool(request.get("postData")),
        page=page,
    )


def when(reading: Reading, captured_at: datetime) -> bool:
    """Whether an observation is no later than the import that brought it."""
    return reading.observed_at is None or reading.observed_at <= captured_at
