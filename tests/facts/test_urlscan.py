"""Results of services that load a page in a browser."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.browser import BrowserRequest, BrowserVisit, PageGlobal
from periplus.facts.profile import TechnologySeen
from periplus.facts.urlscan import as_har, read_recordings, read_urlscan, without_contents
from periplus.model import Basis, Subject, SubjectKind
from tests.facts.samples import anything, holds
from tests.facts.test_har import JUNK

SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")


def asked(url: str, kind: str = "Script", **more: Any) -> dict[str, Any]:
    """What a page asked for, as the service writes it."""
    return {
        "request": {"url": url, "method": "GET", "headers": {"Cookie": "session=topsecret"}},
        "wallTime": 1714564800.5,
        "initiator": {"type": "parser", "url": "https://www.example.org/"},
        "type": kind,
        **more,
    }


def answered(status: int, mime: str, **fields: str) -> dict[str, Any]:
    return {"status": status, "mimeType": mime, "protocol": "h2", "headers": fields}


RESULT: dict[str, Any] = {
    "task": {"uuid": "0", "time": "2024-05-01T12:00:00.000Z", "url": "http://example.org/"},
    "data": {
        "requests": [
            {
                "request": asked("https://www.example.org/", "Document"),
                "requests": [
                    asked("http://example.org/", "Document"),
                    asked(
                        "https://www.example.org/",
                        "Document",
                        redirectResponse=answered(301, "text/html", Location="https://www.example.org/"),
                    ),
                ],
                "response": {"response": answered(200, "text/html", Server="nginx")},
            },
            {
                "request": asked("https://tracker.example/t.js?id=7"),
                "response": {"response": answered(200, "text/javascript")},
            },
            {"request": asked("https://www.example.org/gone.js"), "response": {"failed": {}}},
        ],
        "globals": [{"prop": "jQuery", "type": "function"}, {"prop": 7}],
    },
    "meta": {
        "processors": {
            "wappa": {"data": [{"app": "nginx", "categories": [{"name": "Web servers"}]}, {}]}
        }
    },
}
FILE = json.dumps(RESULT).encode()
KEPT = without_contents(FILE)


def test_the_load_is_told_by_the_service() -> None:
    readings = holds(read_urlscan(KEPT, SITE), KEPT, "application/json")
    assert {one.basis for one in readings} == {Basis.TOLD}
    assert {one.subject for one in readings} == {SITE}
    found = [one.fact for one in readings]
    (visit,) = (f for f in found if isinstance(f, BrowserVisit))
    assert (visit.browser, visit.address) == ("urlscan.io", "https://www.example.org/")
    requests = [f for f in found if isinstance(f, BrowserRequest)]
    assert [(f.kind, f.status) for f in requests] == [
        ("Document", 301),
        ("Document", 200),
        ("Script", 200),
        ("Script", None),
    ]
    assert [f.name for f in found if isinstance(f, PageGlobal)] == ["jQuery", "7"]
    (seen,) = (f for f in found if isinstance(f, TechnologySeen))
    assert (seen.technology, seen.category) == ("nginx", "Web servers")


def test_the_responses_come_without_content() -> None:
    first, second = read_recordings(FILE)
    assert first.url == "http://example.org/"
    assert first.message.startswith(b"HTTP/2.0 301")
    assert second.message == b"HTTP/2.0 200\r\nServer: nginx\r\n\r\n"
    assert second.at == datetime(2024, 5, 1, 12, 0, 0, 500000, UTC)


def test_what_is_kept_holds_no_secret() -> None:
    assert b"topsecret" not in KEPT


def test_another_document_is_refused() -> None:
    for body in (b"[]", b'{"log": {"entries": []}}', b'{"data": {"requests": []}}'):
        with pytest.raises(ValueError, match="no data with requests"):
            as_har(body)
    with pytest.raises(ValueError, match="no page of the web"):
        without_contents(b'{"data": {"requests": []}, "task": {"time": ""}}')


@given(anything(FILE, KEPT))
def test_reading_never_raises(body: bytes) -> None:
    list(read_urlscan(body, SITE))
    list(read_recordings(body))


@given(st.sampled_from(["requests", "globals"]), st.lists(JUNK, max_size=3))
def test_no_odd_value_makes_it_raise(key: str, values: list[object]) -> None:
    data = {**RESULT["data"], key: [*RESULT["data"][key], *values, {"requests": values}]}
    body = json.dumps({**RESULT, "data": data}).encode()
    list(read_recordings(body))
    holds(read_urlscan(without_contents(body), SITE), without_contents(body), "application/json")
