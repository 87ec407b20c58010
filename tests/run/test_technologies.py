"""A corpus over captures: from a directory or a pack, each match with its place in the bytes."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from periplus.facts.browser import MEDIA_TYPE as VISIT
from periplus.facts.selector import select
from periplus.facts.technologies import CorpusMatch, read_matches
from periplus.model import Evidence, Subject, SubjectKind
from periplus.packs.shelf import Shelf
from periplus.run.technologies import CorpusError, encoded, load, page_of
from tests.facts.samples import HTTP, evidence
from tests.packs.shelves import shelve
from tests.signatures.rules_of_others import CATEGORIES, TECHNOLOGIES

ABOUT = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
HEAD = b"HTTP/1.1 200 OK\r\nX-Powered-By: Lingua/8.1\r\nSet-Cookie: quill_session=x\r\n"
MARKUP = (
    b'<meta name=generator content="Quill Press 4.1"><script src="/reed-3.2.1.js"></script>'
    b'<!-- made with quill v3 --><div class="reed-root"></div>'
)
PAGE = replace(evidence(HEAD + b"\r\n" + MARKUP, HTTP), id="page")
SCRIPT = replace(
    evidence(b"HTTP/1.1 200 OK\r\nContent-Type: text/javascript\r\n\r\nwindow.reedLoaded=1", HTTP),
    id="script",
)


def rules(directory: Path) -> str:
    (directory / "t").mkdir(parents=True)
    (directory / "t" / "all.json").write_text(json.dumps(TECHNOLOGIES))
    (directory / "categories.json").write_text(json.dumps(CATEGORIES))
    return str(directory)


def matches(directory: str, *captures: Evidence) -> list[CorpusMatch]:
    body = encoded(load(Shelf(None), directory).document(captures))
    return [r.fact for r in read_matches(body, ABOUT) if isinstance(r.fact, CorpusMatch)]


def test_every_match_is_found_again_in_its_bytes(tmp_path: Path) -> None:
    found = matches(rules(tmp_path / "r"), SCRIPT, PAGE)
    bodies = {one.id: one.body.read() for one in (SCRIPT, PAGE)}
    told = {(one.technology, one.kind): select(bodies[one.capture], HTTP, one.place) for one in found}
    assert told == {
        ("Lingua", "headers"): b"X-Powered-By: Lingua/8.1",
        ("Quill Press", "cookies"): b"Set-Cookie: quill_session=x",
        ("Quill Press", "html"): b"<!-- made with quill v3 -->",
        ("Quill Press", "meta"): b"Quill Press 4.1",
        ("Reed", "scriptSrc"): b"reed-3.2.1.js",
        ("Reed", "scripts"): b"window.reedLoaded",
    }
    assert {one.corpus for one in found} == {"the technology rules of directory r"}


def test_coded_content_has_places_of_its_own(tmp_path: Path) -> None:
    body = HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(MARKUP)
    capture = replace(evidence(body, HTTP), id="page")
    (meta,) = [one for one in matches(rules(tmp_path / "r"), capture) if one.kind == "meta"]
    assert select(body, HTTP, meta.place) == b"Quill Press 4.1"


def test_what_markup_writes_in_another_way_has_no_place(tmp_path: Path) -> None:
    body = b'HTTP/1.1 200 OK\r\n\r\n<meta name=generator content="Quil&#108; Press">'
    (meta,) = matches(rules(tmp_path / "r"), replace(evidence(body, HTTP), id="page"))
    assert (meta.found, meta.place) == ("Quill Press", "")


def test_a_pack_serves_as_well(tmp_path: Path) -> None:
    contents = {"t.json": json.dumps(TECHNOLOGIES).encode(), "c.json": json.dumps(CATEGORIES).encode()}
    shelve("technologies", contents, tmp_path)
    document = load(Shelf(tmp_path), "").document([PAGE])
    assert document["licence"] == "GPL-3.0"
    assert document["corpus"] == "the technology rules of npm made by hand"
    lingua = next(one for one in document["technologies"] if one["name"] == "Lingua")
    assert lingua["implied"] == [{"by": "Quill Press", "confidence": 80}]


def test_why_there_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="not on this machine"):
        load(Shelf(tmp_path), "")
    with pytest.raises(CorpusError, match="no technology rules in directory"):
        load(Shelf(None), str(tmp_path))
    (tmp_path / "a.json").write_text("[")
    with pytest.raises(CorpusError, match="not JSON"):
        load(Shelf(None), str(tmp_path))


def visit(**left: object) -> Evidence:
    document = {"address": "https://www.example.org/", **left}
    return replace(evidence(json.dumps(document).encode(), VISIT), id="visit")


def asked(kind: str, url: str) -> dict[str, object]:
    return {"url": url, "type": kind, "initiator": {"url": "https://www.example.org/"}}


def cookie(name: str, domain: str) -> dict[str, object]:
    plain = {"path": "/", "secure": False, "http_only": False, "same_site": None, "lifetime_s": None}
    return {"name": name, "value": "1", "domain": domain, **plain}


def test_what_a_visit_left_is_found_in_its_bytes(tmp_path: Path) -> None:
    capture = visit(
        globals=[{"name": "Reed", "type": "function", "value": "Function", "version": "3.2.1"}],
        requests=[
            asked("Fetch", "https://api.careful.example/v1?k=1"),
            asked("Script", "https://www.example.org/quill-shop.js"),
            asked("Script", "https://www.example.org/reed-3.2.js?late"),
        ],
        cookies=[cookie("quill_session", ".example.org")],
    )
    found = matches(rules(tmp_path / "r"), capture)
    told = {(one.technology, one.kind, one.version): (one.capture, one.place) for one in found}
    assert told == {
        ("Reed", "js", "3.2.1"): ("visit", "json:/globals/0/version"),
        ("Careful", "xhr", None): ("visit", "json:/requests/0/url"),
        ("Reed", "scriptSrc", "3.2"): ("visit", "json:/requests/2/url"),
        ("Quill Press", "cookies", None): ("visit", "json:/cookies/0/name"),
        ("Quill Shop", "scriptSrc", None): ("visit", "json:/requests/1/url"),
        ("Shop Extras", "scriptSrc", None): ("visit", "json:/requests/1/url"),
    }
    body = capture.body.read()
    assert select(body, VISIT, "json:/globals/0/version") == b"3.2.1"
    assert select(body, VISIT, "json:/cookies/0/name") == b"quill_session"


def test_a_visit_without_them_tells_nothing(tmp_path: Path) -> None:
    capture = visit(
        globals=[{"name": "reed", "type": "object", "value": "Object", "version": "3.2.1"}],
        requests=[
            asked("Image", "https://api.careful.example/p.gif"),
            asked("XHR", "https://www.example.org/?next=api.careful.example"),
        ],
        cookies=[cookie("quill_session", "other.example")],
    )
    assert matches(rules(tmp_path / "r"), capture) == []


def test_a_page_of_nothing() -> None:
    assert page_of([evidence(b"", HTTP)]).content == b""
