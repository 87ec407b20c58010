"""Results of scanning services that load a page in a browser (the JSON of urlscan.io's result API)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from periplus.facts.browser import PageGlobal
from periplus.facts.foreign import as_list, as_object, as_text, moment, read_json
from periplus.facts.har import loads, read_har, read_responses, without_secrets
from periplus.facts.http import site_of
from periplus.facts.profile import TechnologySeen
from periplus.facts.recorded import concerns
from periplus.facts.tool_report import told
from periplus.model import Basis, Reading, Recorded, Subject, SubjectKind

_MOST = 2000
_NAME = "urlscan.io"


def as_har(body: bytes) -> Mapping[str, Any]:
    """The requests of a result as the log of a HAR. ValueError, with a sentence, when it is none."""
    document = as_object(read_json(body))
    data, task = as_object(document.get("data")), as_object(document.get("task"))
    if not isinstance(data.get("requests"), list) or not task:
        raise ValueError("it has no data with requests, or no task (the result of a scan of a page)")
    start = as_text(task.get("time"), 40)
    entries = [
        entry for one in as_list(data["requests"], _MOST) for entry in _entries(as_object(one), start)
    ]
    return {"version": "1.2", "creator": {"name": _NAME, "version": ""}, "entries": entries}


def _entries(one: Mapping[str, Any], start: str) -> Iterator[dict[str, Any]]:
    """The request, or each of a chain in which the next tells what redirected to it."""
    chain = [as_object(each) for each in as_list(one.get("requests"), 20)]
    chain = chain or [as_object(one.get("request"))]
    for number, told_of in enumerate(chain):
        onward = chain[number + 1] if number + 1 < len(chain) else {}
        answer = as_object(onward.get("redirectResponse")) or as_object(
            as_object(one.get("response")).get("response")
        )
        request = as_object(told_of.get("request"))
        yield {
            "pageref": "",
            "startedDateTime": _wall(told_of.get("wallTime")) or start,
            "_resourceType": as_text(told_of.get("type"), 40).lower(),
            "_initiator": as_object(told_of.get("initiator")),
            "request": {
                "method": request.get("method"),
                "url": request.get("url"),
                "headers": _pairs(request.get("headers")),
                "postData": bool(request.get("hasPostData")),
            },
            "response": {
                "status": answer.get("status"),
                "statusText": answer.get("statusText"),
                "httpVersion": answer.get("protocol"),
                "headers": _pairs(answer.get("headers")),
                "content": {"mimeType": answer.get("mimeType")},
            },
        }


def _pairs(fields: object) -> list[dict[str, Any]]:
    return [{"name": name, "value": value} for name, value in list(as_object(fields).items())[:500]]


def _wall(value: object) -> str:
    try:
        return datetime.fromtimestamp(float(as_text(value, 20)), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def without_contents(body: bytes) -> bytes:
    """Who asked whom, the names of the page's globals, and the technologies that the service names."""
    log = as_har(body)
    if next(loads(log), None) is None:
        raise ValueError("it has no page of the web with an answer")
    document = as_object(read_json(body))
    kept = as_object(json.loads(without_secrets(log)))
    names = as_list(as_object(document.get("data")).get("globals"), _MOST)
    found = as_object(as_object(as_object(document.get("meta")).get("processors")).get("wappa"))
    return json.dumps(
        {
            **kept,
            "time": as_text(as_object(document.get("task")).get("time"), 40),
            "globals": [
                {key: as_text(as_object(one).get(key), 100) for key in ("prop", "type")} for one in names
            ],
            "technologies": [
                {"name": as_text(as_object(one).get("app"), 100), "category": _category(as_object(one))}
                for one in as_list(found.get("data"), 300)
            ],
        },
        ensure_ascii=False,
        sort_keys=True,
        indent=0,
    ).encode()


def _category(one: Mapping[str, Any]) -> str:
    first = next(iter(as_list(one.get("categories"), 1)), "")
    return as_text(as_object(first).get("name") or first, 60)


def read_recordings(body: bytes) -> Iterator[Recorded]:
    """The responses to the page and before it; their contents are not in such a file."""
    try:
        content = json.dumps({"log": as_har(body)}).encode()
    except ValueError:
        return
    yield from read_responses(content)


def read_urlscan(body: bytes, target: Subject) -> Iterator[Reading]:
    """The load, its requests, the page's globals and the service's technologies, all told."""
    readings = [replace(one, basis=Basis.TOLD) for one in read_har(body, target)]
    yield from readings
    try:
        document = as_object(read_json(body))
        load = next(
            (each for each in loads(as_object(document.get("log"))) if concerns(each.address, target)),
            None,
        )
    except ValueError:
        return
    if load is None:
        return
    site = Subject(kind=SubjectKind.SITE, key=site_of(load.address))
    at = moment(document.get("time"))
    for number, one in enumerate(as_list(document.get("globals"), _MOST)):
        name, kind = (as_text(as_object(one).get(key), 100) for key in ("prop", "type"))
        fact = PageGlobal(name=name, type=kind, value="", version="", page=load.address)
        if name:
            yield told(site, fact, f"json:/globals/{number}", at)
    for number, one in enumerate(as_list(document.get("technologies"), 300)):
        name, kind = (as_text(as_object(one).get(key), 100) for key in ("name", "category"))
        day = at.date() if at else None
        seen = TechnologySeen(technology=name, category=kind, first_on=day, last_on=day)
        if name and day:
            yield told(site, seen, f"json:/technologies/{number}", at)
