"""Visits recorded by browsers: pages with their redirects, scripts, requests."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.browser import BrowserRequest, BrowserVisit
from periplus.facts.har import loads, open_har, read_har, read_responses, when, without_secrets
from periplus.model import Subject, SubjectKind
from tests.facts.samples import AT, anything, holds

SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
PAGE = "<!doctype html><script src=https://tracker.example/t.js></script><script src=/own.js></script>"


def entry(url: str, *, status: int = 200, mime: str = "text/html", text: str = "", **more: Any) -> Any:
    """One entry as browsers write them."""
    second = more.pop("second", 0)
    return {
        "pageref": more.pop("page", "page_1"),
        "startedDateTime": f"2024-05-01T12:00:{second:02d}.000Z",
        "request": {
            "method": "GET",
            "url": url,
            "headers": [
                {"name": "Cookie", "value": "session=topsecret"},
                {"name": "Authorization", "value": "Bearer topsecret"},
                {"name": "Referer", "value": "https://www.example.org/"},
            ],
            "cookies": [{"name": "session", "value": "topsecret"}],
        },
        "response": {
            "status": status,
            "statusText": "OK",
            "httpVersion": "http/2.0",
            "headers": more.pop("headers", [{"name": "Content-Type", "value": mime}]),
            "content": {"mimeType": mime, "text": text, **more.pop("content", {})},
            "redirectURL": more.pop("to", ""),
        },
        **more,
    }


def har(*entries: Any) -> bytes:
    """A file of these entries."""
    creator = {"name": "WebInspector", "version": "537.36"}
    return json.dumps({"log": {"version": "1.2", "creator": creator, "entries": entries}}).encode()


VISIT = har(
    entry("https://ocsp.example/", mime="application/ocsp-response"),
    entry("http://example.org/", status=301, mime="", to="https://www.example.org/", second=1),
    entry("https://www.example.org/#top", text=PAGE, second=2),
    entry(
        "https://me:pw@tracker.example/t.js?id=7&u=x",
        mime="application/javascript",
        _initiator={
            "type": "script",
            "stack": {"callFrames": [{"url": "https://www.example.org/a.js"}]},
        },
    ),
    entry(
        "https://www.example.org/own.js",
        mime="text/javascript",
        text=base64.b64encode(b"/*! Own 1.0 */").decode(),
        content={"encoding": "base64"},
    ),
    entry("https://www.example.org/api", status=0, mime="", _resourceType="xhr"),
    entry("https://www.example.org/again", text="<p>", page="page_2"),
)


def kept(content: bytes) -> bytes:
    return without_secrets(open_har(content))


def test_the_pages_and_their_own_scripts_are_responses() -> None:
    found = list(read_responses(VISIT))
    assert [one.url for one in found] == [
        "http://example.org/",
        "https://www.example.org/",
        "https://www.example.org/own.js",
    ]
    assert found[0].at == datetime(2024, 5, 1, 12, 0, 1, tzinfo=UTC)
    assert found[1].message.startswith(b"HTTP/2.0 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype")
    assert found[2].message.endswith(b"\r\n\r\n/*! Own 1.0 */")
    assert all(b"topsecret" not in one.request + one.message for one in found)


def test_what_is_kept_holds_no_secret_and_no_content() -> None:
    body = kept(VISIT)
    assert b"topsecret" not in body
    assert b"pw@" not in body
    assert b"<script" not in body
    assert kept(body) == body


def test_requests_are_told_of_the_page_s_site() -> None:
    readings = holds(read_har(kept(VISIT), SITE), kept(VISIT), "application/json")
    visits = [r.fact for r in readings if isinstance(r.fact, BrowserVisit)]
    requests = [r.fact for r in readings if isinstance(r.fact, BrowserRequest)]
    assert {r.subject for r in readings} == {SITE}
    (visit,) = visits
    assert (visit.browser, visit.address) == ("WebInspector 537.36", "https://www.example.org/")
    assert (visit.requests, visit.hosts, len(visit.notes)) == (6, 4, 1)
    assert [one.kind for one in requests] == ["Other", "Other", "Document", "Script", "Script", "XHR"]
    tracker, silent = requests[3], requests[5]
    assert tracker.url == "https://tracker.example/t.js?id=7&u=x"
    assert tracker.initiator == "https://www.example.org/a.js"
    assert tracker.cookies == ("session",)
    assert tracker.parameters == ("id", "u")
    assert tracker.referrer == "https://www.example.org/"
    assert (silent.status, silent.failed) == (None, "no answer was recorded")


def test_a_page_without_content_is_told_so() -> None:
    body = kept(har(entry("https://www.example.org/")))
    (visit, _) = read_har(body, SITE)
    assert isinstance(visit.fact, BrowserVisit)
    assert "does not hold the page's content" in visit.fact.notes[1]


def test_a_visit_of_another_site_tells_nothing_of_this() -> None:
    other = Subject(kind=SubjectKind.SITE, key="https://other.example")
    assert list(read_har(kept(VISIT), other)) == []


def test_a_loop_of_redirects_ends() -> None:
    hop = entry("https://www.example.org/", status=302, to="https://www.example.org/")
    (load,) = loads(open_har(har(*[hop] * 40)))
    assert len(load.chain) == 11


def test_an_observation_from_after_the_import_is_known() -> None:
    (first, *_) = read_har(kept(VISIT), SITE)
    assert when(first, AT)
    assert not when(first, datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("content", [b"{}", b'{"log": []}', b'{"log": {"entries": 7}}'])
def test_other_json_is_no_har(content: bytes) -> None:
    with pytest.raises(ValueError, match="no log with entries"):
        open_har(content)


def test_what_is_kept_has_room_in_a_body() -> None:
    long = [entry(f"https://www.example.org/{n}?{'x' * 3900}") for n in range(3000)]
    assert len(kept(har(*long))) < 8 * 1024 * 1024


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(anything(VISIT, kept(VISIT)))
def test_reading_never_raises(body: bytes) -> None:
    list(read_har(body, SITE))
    list(read_responses(body))


@given(st.sampled_from(["request", "response", "startedDateTime", "pageref", "_initiator"]), JUNK)
def test_no_odd_value_makes_it_raise(key: str, value: object) -> None:
    for odd in ({**entry("https://www.example.org/", text=PAGE), key: value}, value):
        content = har(entry("https://www.example.org/"), odd)
        list(read_responses(content))
        body = kept(content)
        holds(read_har(body, SITE), body, "application/json")


@given(st.sampled_from(["status", "content", "headers", "redirectURL", "httpVersion"]), JUNK)
def test_no_odd_response_makes_it_raise(key: str, value: object) -> None:
    odd = entry("https://www.example.org/", text=PAGE)
    odd["response"][key] = value
    list(read_responses(har(odd)))
    holds(read_har(kept(har(odd)), SITE), kept(har(odd)), "application/json")
