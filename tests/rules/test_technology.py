"""Frameworks by cookie, by decoded value, and by what the markup of the page shows."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest

from periplus.facts.http import HttpField
from periplus.facts.page import PageAttribute, PageLink, PageMeta, PageScript, read_page
from periplus.facts.script import ScriptNotice, ScriptVersion
from periplus.model import Fact
from periplus.rules import technology

URL = "https://www.example.org/"
SITE = "SITE:https://www.example.org"

ENCRYPTED = base64.b64encode(
    json.dumps({"iv": "aXY=", "value": "dmFsdWU=", "mac": "0a" * 32, "tag": ""}).encode()
).decode()


def test_a_value_tells_whatever_the_name(ask: Any, cookie: Any) -> None:
    (claim,) = ask(technology, cookie("agency_thing", quote(ENCRYPTED)))
    assert (claim.value, claim.word) == ("Laravel", "very likely")
    assert "iv, value and mac" in claim.reasons[0]


def test_a_shared_name_alone_is_weak(ask: Any, cookie: Any) -> None:
    claims = ask(technology, cookie("XSRF-TOKEN", "plain"))
    assert {claim.value: claim.word for claim in claims} == {
        "Angular": "very unlikely",
        "Laravel": "very unlikely",
    }


def test_a_value_of_another_form_tells_nothing(ask: Any, cookie: Any) -> None:
    other = base64.b64encode(b'{"iv": "a", "ct": "b"}').decode()
    assert ask(technology, cookie("agency_thing", other)) == []


def test_name_and_value_of_one_response_count_once(ask: Any, cookie: Any) -> None:
    alone = ask(technology, cookie("agency_thing", ENCRYPTED))
    both = ask(technology, cookie("laravel_session", ENCRYPTED))
    assert alone[0].probability == both[0].probability


# ---------------------------------------------------------------- the page


def script(src: str = "", code: str = "") -> Fact:
    return PageScript(src=src, code=code, data=(), url=URL)


def meta(name: str, content: str) -> Fact:
    return PageMeta(name=name, content=content, url=URL)


def attribute(name: str, value: str = "", element: str = "div") -> Fact:
    return PageAttribute(element=element, name=name, value=value, url=URL)


def image(target: str) -> Fact:
    return PageLink(element="img", rel="", target=target, url=URL)


@pytest.mark.parametrize(
    ("fact", "predicate", "value", "version"),
    [
        (meta("generator", "WordPress 6.4.2"), "site.technology", "WordPress", "6.4.2"),
        (meta("generator", "Drupal 10 (https://www.drupal.org)"), "site.technology", "Drupal", "10"),
        (meta("generator", "MediaWiki 1.39.4"), "site.technology", "MediaWiki", "1.39.4"),
        (meta("generator", "Jekyll v4.3.2"), "site.technology", "Jekyll", "4.3.2"),
        (meta("generator", "Joomla! - Open Source"), "site.technology", "Joomla", None),
        (image(URL + "wp-content/uploads/a.png"), "site.technology", "WordPress", None),
        (script(URL + "bitrix/js/main/core.js"), "site.technology", "1C-Bitrix", None),
        (attribute("name", "csrfmiddlewaretoken", "input"), "site.technology", "Django", None),
        (attribute("name", "__VIEWSTATE", "input"), "site.technology", "ASP.NET Web Forms", None),
        (attribute("data-v-7ba5bd90"), "site.page_technology", "Vue.js", None),
        (attribute("v-cloak"), "site.page_technology", "Vue.js", None),
        (attribute("ng-version", "17.0.5"), "site.page_technology", "Angular", "17.0.5"),
        (attribute("ng-app", "x"), "site.page_technology", "AngularJS", None),
        (attribute("id", "__NEXT_DATA__", "script"), "site.page_technology", "Next.js", None),
        (attribute("id", "__nuxt"), "site.page_technology", "Nuxt", None),
        (attribute("data-reactroot"), "site.page_technology", "React", None),
        (attribute("hx-get", "/x"), "site.page_technology", "htmx", None),
        (attribute("x-data", "{}"), "site.page_technology", "Alpine.js", None),
        (script(URL + "js/jquery-3.6.0.min.js"), "site.page_technology", "jQuery", "3.6.0"),
        (script("https://c.example/3.7.1/jquery.js"), "site.page_technology", "jQuery", "3.7.1"),
        (script(URL + "jquery.js?ver=1"), "site.page_technology", "jQuery", None),
        (
            script("https://c.example/npm/vue@2.6.14/dist/vue.min.js"),
            "site.page_technology",
            "Vue.js",
            "2.6.14",
        ),
        (
            script("https://c.example/vue/3.4.0/vue.global.prod.js"),
            "site.page_technology",
            "Vue.js",
            "3.4.0",
        ),
        (script(URL + "js/vue.min.js"), "site.page_technology", "Vue.js", None),
        (
            script("https://c.example/npm/bootstrap@5.3.2/dist/js/bootstrap.bundle.min.js"),
            "site.page_technology",
            "Bootstrap",
            "5.3.2",
        ),
        (script(code="self.webpackChunkapp=[]"), "site.page_technology", "webpack", None),
    ],
)
def test_marks(ask: Any, fact: Fact, predicate: str, value: str, version: str | None) -> None:
    claims = {claim.predicate: claim for claim in ask(technology, (SITE, fact))}

    assert claims[predicate].value == value
    assert claims[predicate].word in {"likely", "very likely"}
    expected = None if version is None else f"{value} {version}"
    found = claims.get(f"{predicate}_version")
    assert (found and found.value) == expected


@pytest.mark.parametrize(
    "fact",
    [
        image("https://other.example/wp-content/uploads/a.png"),
        meta("description", "WordPress 6.4 and Drupal"),
        meta("generator", "My WordPress clone"),
        script(URL + "js/jquery.cookie.js"),
        script(URL + "js/vendor.js"),
        script(URL + "js/reactive.js"),
        script(code="// WordPress, Vue.js and Laravel"),
        attribute("title", "WordPress"),
        attribute("data-view"),
    ],
)
def test_a_mention_or_a_likeness_is_nothing(ask: Any, fact: Fact) -> None:
    assert ask(technology, (SITE, fact)) == []


def test_a_page_that_only_mentions_wordpress_is_none(ask: Any) -> None:
    page = b"""HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>WordPress 6.4</title>
    <!-- <meta name="generator" content="WordPress 6.4"> --><h1>We left WordPress and wp-content</h1>
    <a href="https://wordpress.org/wp-content/">x</a><a href="/blog/wp-content/uploads/a.pdf">y</a>
    <textarea><meta name="generator" content="WordPress 6.4"></textarea>"""
    facts = [(SITE, reading.fact) for reading in read_page(page, url=URL)]

    assert ask(technology, *facts) == []


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("X-Powered-By", "PHP/8.2.36", {"PHP", "PHP 8.2.36"}),
        ("Server", "Apache/2.4.62 (Debian) PHP/8.2.36", {"PHP", "PHP 8.2.36"}),
        ("X-Generator", "Drupal 10 (https://www.drupal.org)", {"Drupal", "Drupal 10"}),
        ("Link", '<https://e.example/wp-json/>; rel="https://api.w.org/"', {"WordPress"}),
        ("X-Redirect-By", "TYPO3 Redirect 3", {"TYPO3"}),
        ("X-Jenkins", "2.401.3", {"Jenkins", "Jenkins 2.401.3"}),
        ("Server", "nginx", set()),
        ("X-Powered-By", "coffee, and a talk about PHPUnit", set()),
    ],
)
def test_fields_in_which_products_name_themselves(
    ask: Any, name: str, value: str, wanted: set[str]
) -> None:
    field = HttpField(name=name, value=value, position=1, url=URL)
    assert {claim.value for claim in ask(technology, (SITE, field))} == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Vue.js v2.6.14 (c) 2014-2021 Evan You", {"Vue.js", "Vue.js 2.6.14"}),
        ("jQuery v3.7.1 | (c) OpenJS Foundation", {"jQuery", "jQuery 3.7.1"}),
        ("jQuery JavaScript Library v3.7.1", {"jQuery", "jQuery 3.7.1"}),
        ("Bootstrap v5.3.3 (https://getbootstrap.com/)", {"Bootstrap", "Bootstrap 5.3.3"}),
        ("@license React react-dom.production.min.js", {"React"}),
        ("This plugin needs jQuery v3.7.1", set()),
        ("Drawn before Vue.js v1 was there", set()),
    ],
)
def test_notices_in_the_site_s_own_scripts(ask: Any, text: str, wanted: set[str]) -> None:
    notice = ScriptNotice(text=text, url=f"{URL}b.js")
    assert {claim.value for claim in ask(technology, (SITE, notice))} == wanted


def test_a_statement_that_gives_a_version(ask: Any) -> None:
    stated = ScriptVersion(text='Vue.version = "2.6.14"', url=f"{URL}b.js")
    claims = ask(technology, (SITE, stated))
    assert {claim.value for claim in claims} == {"Vue.js", "Vue.js 2.6.14"}
    assert "in its script /b.js" in claims[0].reasons[0]


@pytest.mark.parametrize(
    ("src", "code", "wanted"),
    [
        ("", '"concatemoji":"\\/wp-emoji-release.min.js?ver=6.1.9"', {"WordPress", "WordPress 6.1.9"}),
        (f"{URL}js/dist/ajax.js?v=5.2.1deb1", "", {"phpMyAdmin", "phpMyAdmin 5.2.1"}),
        (f"{URL}js/dist/ajax.js?v=new", "", set()),
    ],
)
def test_versions_that_applications_put_on_their_own_files(
    ask: Any, src: str, code: str, wanted: set[str]
) -> None:
    script = PageScript(src=src, code=code, data=(), url=URL)
    assert {claim.value for claim in ask(technology, (SITE, script))} == wanted
