"""Twin of facts/browser.py: a visit's document into facts, and nothing of other bytes."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.browser import (
    MEDIA_TYPE,
    BrowserConsole,
    BrowserCookie,
    BrowserRequest,
    BrowserStorage,
    BrowserVisit,
    HostAlias,
    PageGlobal,
    host_of,
    read_aliases,
    read_visit,
    related,
)
from periplus.facts.selector import select
from periplus.model import Subject, SubjectKind

SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
PAGE = "https://www.example.org/"
DOCUMENT: dict[str, Any] = {
    "address": PAGE,
    "browser": "Chrome/1",
    "ended": "quiet",
    "loaded": True,
    "counts": {"popups": 2},
    "notes": [],
    "requests": [
        {
            "url": "https://t.example/p?id=3&u=4&id=5",
            "type": "Image",
            "initiator": {"kind": "script", "url": PAGE},
            "refused": "the scope does not authorise the name t.example.",
            "cookies": ["IDE"],
            "referrer": PAGE,
        }
    ],
    "cookies": [
        {
            "name": "_ga", "value": "1", "domain": ".example.org", "path": "/", "secure": False,
            "http_only": False, "same_site": None, "lifetime_s": 59,
        }
    ],
    "setters": [{"name": "_ga", "kind": "script", "url": "https://t.example/a.js", "max_age": "60"}],
    "globals": [{"name": "Vue", "type": "function", "value": "Function", "version": "2.6.14"}],
    "console": [{"level": "log", "text": "hi", "url": PAGE}],
    "storage": {"local": ["seen"], "session": ["s"]},
}  # fmt: skip


def test_a_visit() -> None:
    body = json.dumps(DOCUMENT).encode()
    readings = list(read_visit(body, about=SITE))
    facts = [reading.fact for reading in readings]
    visit, request, cookie, name, said, local, session = facts
    assert isinstance(visit, BrowserVisit)
    assert (visit.requests, visit.hosts, visit.refused, visit.popups) == (1, 1, 1, 2)
    assert isinstance(request, BrowserRequest)
    assert (request.parameters, request.cookies, request.status) == (("id", "u"), ("IDE",), None)
    assert isinstance(cookie, BrowserCookie)
    assert (cookie.set_by, cookie.setter) == ("script", "https://t.example/a.js")
    assert cookie.lifetime_s == 60  # as set; the browser told what was left
    assert name == PageGlobal(name="Vue", type="function", value="Function", version="2.6.14", page=PAGE)
    assert isinstance(said, BrowserConsole)
    assert [local, session] == [
        BrowserStorage(area="local", key="seen", page=PAGE),
        BrowserStorage(area="session", key="s", page=PAGE),
    ]
    shown = [select(body, MEDIA_TYPE, reading.selector) for reading in readings]
    assert shown[0] == b"quiet"
    assert b"t.example/p" in shown[1]
    assert b"2.6.14" in shown[3]


def test_what_is_malformed_is_left_out() -> None:
    document = {**DOCUMENT, "globals": [{"name": "x"}, 3, None], "cookies": None, "storage": 3}
    facts = [reading.fact for reading in read_visit(json.dumps(document).encode(), about=SITE)]
    assert [type(fact) for fact in facts] == [BrowserVisit, BrowserRequest, BrowserConsole]


KEYS = st.sampled_from([*DOCUMENT, "other"])
TREES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(), inner, max_size=4),
    max_leaves=15,
)


@given(st.binary(max_size=200) | st.dictionaries(KEYS, TREES).map(lambda d: json.dumps(d).encode()))
def test_no_bytes_break_it(body: bytes) -> None:
    list(read_visit(body, about=SITE))
    list(read_aliases(body, about=SITE))


def test_an_alias() -> None:
    import dns.message
    import dns.rrset

    message = dns.message.make_response(dns.message.make_query("m.example.org", "A"))
    message.answer.append(
        dns.rrset.from_text("m.example.org.", 60, "IN", "CNAME", "example.org.t.example.")
    )
    (reading,) = read_aliases(message.to_wire(), about=SITE)
    assert reading.fact == HostAlias(host="m.example.org", stands_for="example.org.t.example")
    assert list(reading.fact.leads()) == []


def test_hosts() -> None:
    assert host_of("https://A.example./x") == "a.example"
    assert host_of("https://[broken") == ""
    assert related("static.example.org", "www.example.org")
    assert not related("badexample.org", "example.org")
