"""Responses that other tools recorded, as messages."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.content import read_head
from periplus.facts.http import HttpResponse, SetCookie
from periplus.facts.page import PageScript
from periplus.facts.recorded import (
    concerns,
    message,
    public_url,
    read_recorded,
    request_line,
    wanted,
)
from periplus.facts.script import ScriptNotice
from periplus.model import Recorded, Subject, SubjectKind
from tests.facts.samples import HTTP, anything, evidence, facts

SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
PAGE = message(
    status=200,
    reason="OK",
    version="h2",
    fields=[("content-type", "text/html"), ("Content-Encoding", "gzip"), ("set-cookie", "a=1\nb=2")],
    content=b"<script src=/a.js></script>",
)


def test_a_message_is_read_as_our_own_visit_s() -> None:
    found = facts(read_recorded(evidence(PAGE, HTTP)))
    assert [f.name for f in found if isinstance(f, SetCookie)] == ["a", "b"]
    assert [f.version for f in found if isinstance(f, HttpResponse)] == ["HTTP/2.0"]
    assert [f.src for f in found if isinstance(f, PageScript)] == ["https://www.example.org/a.js"]


def test_of_a_script_only_its_notices_are_read() -> None:
    fields = [("Content-Type", "text/javascript"), ("Server", "nginx")]
    body = message(status=200, reason="", version="", fields=fields, content=b"/*! Some 1.2.3 */")
    found = facts(read_recorded(evidence(body, HTTP)))
    assert [type(f) for f in found] == [ScriptNotice]
    assert list(read_recorded(replace(evidence(body, HTTP), source="about:blank"))) == []


@given(st.text(), st.text(), st.lists(st.tuples(st.text(), st.text())), st.integers(100, 999))
def test_no_field_breaks_out_of_its_line(
    reason: str, version: str, fields: list[tuple[str, str]], status: int
) -> None:
    body = message(status=status, reason=reason, version=version, fields=fields, content=b"x")
    head = read_head(body)
    assert body.endswith(b"\r\n\r\nx")
    assert body.count(b"\r\n\r\n") == 1
    assert head is None or head.status_code == status


def test_urls_lose_what_is_secret() -> None:
    assert public_url("https://me:pw@Example.ORG:443/a?b#c") == "https://example.org/a?b"
    assert public_url("data:text/html,x") == ""
    assert public_url("http://[") == ""
    assert request_line("GET", "https://example.org/ä b?c") == (
        b"GET /? b?c HTTP/1.1\r\nHost: example.org\r\n\r\n"
    )


def test_only_what_concerns_the_target_is_wanted() -> None:
    sites = ("https://example.org/", "http://www.example.org/x", "https://other.example/")
    given_ = [Recorded(url=url, request=b"", message=b"", at=None) for url in sites]
    here, others = wanted(given_, SITE)
    assert [one.url for one in here] == ["https://example.org/", "http://www.example.org/x"]
    assert others == ["https://other.example"]
    organisation = Subject(kind=SubjectKind.ORGANISATION, key="Some Agency")
    assert concerns("https://other.example/", organisation)


@given(anything(PAGE))
def test_reading_never_raises(body: bytes) -> None:
    list(read_recorded(evidence(body, HTTP)))
