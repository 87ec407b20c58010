"""Twin of net/browser_log.py: events become a bounded log, and none can break it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from periplus.net.browser_log import _READERS, BINDING, MAX_CONSOLE, MAX_REQUESTS, Log

URL = "http://www.site.example/"
TREES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=5),
    max_leaves=20,
)


def sent(identity: str, url: str = URL, **more: Any) -> dict[str, Any]:
    request = {"url": url, "method": "GET", "headers": {"Referer": "http://r.example/"}}
    return {"requestId": identity, "type": "Script", "request": request, **more}


def test_a_redirect_is_a_request_of_its_own() -> None:
    log = Log()
    log.take("Network.requestWillBeSent", sent("1"), 1.0)
    answer = {"status": 302, "mimeType": "", "protocol": "h2"}
    log.take("Network.requestWillBeSent", sent("1", URL + "b", redirectResponse=answer), 2.0)
    log.take("Network.loadingFailed", {"requestId": "1", "errorText": "net::ERR_FAILED"}, 3.0)
    first, second = log.all_requests()
    assert (first["url"], first["status"], first["ended"]) == (URL, 302, 2.0)
    assert (second["url"], second["failed"]) == (URL + "b", "net::ERR_FAILED")
    assert log.open_requests() == 0


def test_who_set_a_cookie() -> None:
    log = Log()
    log.take("Network.requestWillBeSent", sent("1"), 1.0)
    fields = {"headers": {"Set-Cookie": "a=1; Max-Age=60\nb=2"}, "requestId": "1"}
    log.take("Network.responseReceivedExtraInfo", fields, 1.0)
    stack = "Error\\n at set (<anonymous>:9:9)\\n at http://t.example/t.js:1:23"
    told = {"name": BINDING, "payload": f'["c=3; max-age=7; path=/", "{stack}"]'}
    log.take("Runtime.bindingCalled", told, 1.0)
    assert log.setters == [
        {"name": "a", "kind": "response", "url": URL, "max_age": "60"},
        {"name": "b", "kind": "response", "url": URL, "max_age": ""},
        {"name": "c", "kind": "script", "url": "http://t.example/t.js", "max_age": "7"},
    ]


def test_floods_are_counted_and_not_kept() -> None:
    log = Log()
    for number in range(MAX_REQUESTS + 5):
        log.take("Network.requestWillBeSent", sent(str(number)), 1.0)
        log.take("Runtime.consoleAPICalled", {"type": "log", "args": [{"value": "x" * 9000}]}, 1.0)
    assert len(log.all_requests()) == MAX_REQUESTS
    assert log.counts["requests_not_listed"] == 5
    assert len(log.console) == MAX_CONSOLE
    assert len(log.console[0]["text"]) == 500


def test_what_leaves_nothing_is_no_request() -> None:
    log = Log()
    log.take("Network.requestWillBeSent", sent("1", "data:image/png;base64,AAAA"), 1.0)
    log.take("Network.requestWillBeSent", sent("2", "chrome://resources/x.js"), 1.0)
    assert log.all_requests() == []


@given(st.sampled_from([*sorted(_READERS), "Other.event"]), st.dictionaries(st.text(), TREES))
def test_no_event_breaks_it(method: str, told: dict[str, Any]) -> None:
    Log().take(method, told, 1.0)
