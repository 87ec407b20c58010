"""The front page collector: what it reads, and which redirects it follows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.front_page import next_url, parse
from periplus.facts.http import HttpResponse, SetCookie
from periplus.facts.script import ScriptNotice
from periplus.facts.technologies import CorpusMatch
from periplus.facts.tls import TlsHandshake
from periplus.model import Failure, SubjectKind
from tests.collectors.rounds import LOOKUP, VISIT, fetched, found, refused, sources, subject
from tests.facts.samples import DNS, HTTP, TLS, anything, evidence, facts

SITE = "https://www.example.org"
SAMPLE = b"HTTP/1.1 302 Found\r\nLocation: /en/#top\r\nSet-Cookie: a=b\r\n\r\n"


def test_response() -> None:
    found = {type(fact) for fact in facts(parse(evidence(SAMPLE, HTTP)))}

    assert found >= {HttpResponse, SetCookie}


def test_what_came_of_a_cut_answer_is_read() -> None:
    assert facts(parse(evidence(SAMPLE[:-2], HTTP, failure=Failure.CONNECTION_CLOSED)))


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/en/#top", f"{SITE}/en/"),
        ("en/", f"{SITE}/en/"),
        (f"{SITE}:443/en/", f"{SITE}:443/en/"),
        ("https://example.org/", ""),
        ("http://www.example.org/", ""),
        ("http://[", ""),
    ],
)
def test_only_redirects_on_the_site_are_followed(location: str, url: str) -> None:
    body = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\n\r\n".encode()

    assert next_url(SITE, evidence(body, HTTP)) == url


def test_a_location_without_a_redirect_is_not_followed() -> None:
    body = SAMPLE.replace(b"302 Found", b"200 OK")

    assert next_url(SITE, evidence(body, HTTP)) == ""


@given(anything(SAMPLE), st.sampled_from([HTTP, DNS, TLS, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))
    next_url(SITE, evidence(body, media_type))


# ---------------------------------------------------------------- in the laboratory

ABOUT = subject(SubjectKind.SITE, SITE)


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "front_page", ABOUT, VISIT)
    visits = [source for source in sources(captures) if source.startswith("https://")]

    assert visits == [f"{SITE}/", f"{SITE}/en/"]
    assert [f.status_code for f in found(captures) if isinstance(f, HttpResponse)] == [302, 200]
    assert any(isinstance(fact, TlsHandshake) for fact in found(captures))


PAGE_WITH_SCRIPTS = (
    'text = "<p>hello</p>"',
    '''text = "<script src=/a.js></script><script src=/b.js></script><script src=https://o.example/c.js></script>"
  [[web.answer]]
  path = "/a.js"
  fields = [["Content-Type", "text/javascript"], ["X-Powered-By", "Script/1"]]
  text = "/*! Quill v2.6.14 */"''',
)


async def test_scripts_of_the_site_itself_are_read_and_their_fields_are_not(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "front_page", ABOUT, VISIT, changed=PAGE_WITH_SCRIPTS)

    assert {f"{SITE}/a.js", f"{SITE}/b.js"} <= set(sources(captures))
    assert not any("o.example" in source for source in sources(captures))
    facts = found(captures)
    assert [f.text for f in facts if isinstance(f, ScriptNotice)] == ["Quill v2.6.14"]
    assert [f.status_code for f in facts if isinstance(f, HttpResponse)] == [302, 200]


async def test_packs_are_asked_about_the_page(tmp_path: Path) -> None:
    rules = {"Quill": {"cats": [1], "scriptSrc": "/a\\.js"}, "1": {"name": "CMS"}}
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "all.json").write_text(json.dumps(rules))
    settings = {"page_packs": "technologies, third-parties", "technologies": str(tmp_path / "rules")}
    captures = await fetched(
        tmp_path / "case", "front_page", ABOUT, VISIT, changed=PAGE_WITH_SCRIPTS, settings=settings
    )

    (match,) = [fact for fact in found(captures) if isinstance(fact, CorpusMatch)]
    assert (match.technology, match.found, match.categories) == ("Quill", "/a.js", ("CMS",))
    assert "pack://third-parties" in sources(captures)  # not on this machine, and says so


async def test_a_missing_pack_of_libraries_is_told(tmp_path: Path) -> None:
    settings = {"page_packs": "libraries"}
    captures = await fetched(tmp_path / "case", "front_page", ABOUT, VISIT, settings=settings)
    (row,) = [one for one in captures if one.source == "pack://libraries"]
    assert row.failure is Failure.UNAVAILABLE


async def test_a_circle_of_redirects_ends(tmp_path: Path) -> None:
    circle = (
        'path = "/en/"\n  fields = [["Server", "nginx"]]',
        'path = "/en/"\n  status = 302\n  fields = [["Location", "/"]]',
    )

    captures = await fetched(tmp_path / "case", "front_page", ABOUT, VISIT, changed=circle)

    assert len([source for source in sources(captures) if source.startswith("https://")]) == 2


async def test_a_site_elsewhere_is_a_lead_and_not_followed(tmp_path: Path) -> None:
    away = ('["Location", "/en/"]', '["Location", "https://other.example/"]')
    captures = await fetched(tmp_path / "case", "front_page", ABOUT, VISIT, changed=away)
    leads = [str(lead.subject) for fact in found(captures) for lead in fact.leads()]

    assert not any("other.example" in source for source in sources(captures))
    assert "SITE:https://other.example" in leads


async def test_a_closed_connection_is_a_row(tmp_path: Path) -> None:
    closing = ('addresses = ["198.51.100.7"]', 'addresses = ["198.51.100.7"]\nbehaviour = "close"')
    captures = await fetched(tmp_path / "case", "front_page", ABOUT, VISIT, changed=closing)

    assert captures[-1].failure is not None
    assert not any(isinstance(fact, HttpResponse) for fact in found(captures))


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "front_page", ABOUT, LOOKUP))
