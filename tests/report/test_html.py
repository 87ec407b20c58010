"""One file that loads nothing, runs nothing, and links every number to its evidence."""

import base64
import hashlib
import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from periplus.report import html
from tests.report import hostile, sample
from tests.report.page import PageReader

BUILDERS = [sample.country, sample.site, hostile.hostile]
each_report = pytest.mark.parametrize("make", BUILDERS)
Make = Callable[[], sample.Builder]


@each_report
def test_loads_nothing_and_runs_nothing(make: Make) -> None:
    page = PageReader(html.render(make().report()))
    assert page.loads == []
    assert all(target.startswith("#") for target in page.targets)
    assert page.names & {"script", "link", "img", "iframe", "object", "embed", "form", "base"} == set()
    assert not {a for a in page.attributes if a.startswith("on") or a == "style"}


@each_report
def test_every_link_leads_to_one_place(make: Make) -> None:
    page = PageReader(html.render(make().report()))
    assert len(page.ids) == len(set(page.ids))
    assert {t.removeprefix("#") for t in page.targets} <= set(page.ids)


@each_report
def test_every_row_links_to_its_evidence(make: Make) -> None:
    text = html.render(make().report())
    rows = re.findall(r'<tr>(?:(?!<tr>).)*id="r\d+"(?:(?!<tr>|</tbody>).)*', text)
    assert len(rows) == len(make().report().rows)
    assert all(re.search(r'href="#e\d+"', row) for row in rows)


@each_report
def test_no_control_and_no_override_reaches_the_page(make: Make) -> None:
    text = html.render(make().report())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", text)


@each_report
def test_size_and_determinism(make: Make) -> None:
    text = html.render(make().report())
    assert len(text.encode()) <= html.LIMIT_BYTES
    assert text == html.render(make().report())


@each_report
def test_pictures_are_well_formed(make: Make) -> None:
    drawn = re.findall(r"<svg .*?</svg>", html.render(make().report()), re.DOTALL)
    assert len(drawn) == 2
    for picture in drawn:
        names = [child.tag.rpartition("}")[2] for child in ET.fromstring(picture)]
        assert names[:2] == ["title", "desc"]


def test_policy_allows_the_sheet_by_its_hash_and_nothing_else() -> None:
    text = html.render(sample.site().report())
    css = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert len(css) == 1
    before, _, after = html.sheet().partition("/* labels */")
    assert css[0].startswith(before)
    assert css[0].endswith(after)
    assert '--c2:"Key observation"' in css[0]
    digest = base64.b64encode(hashlib.sha256(css[0].encode()).digest()).decode()
    assert f"default-src &#x27;none&#x27;; style-src &#x27;sha256-{digest}&#x27;" in text
    assert "url(" not in css[0]
    assert "@import" not in css[0]
    assert "unsafe" not in text.partition("</head>")[0]


def test_hostile_text_is_shown_as_text() -> None:
    text = PageReader(html.render(hostile.hostile().report())).text
    for shown in ("<script>alert(1)</script>", "\u241b]0;owned", "user\u27e8U+202E\u27e9gnp.exe"):
        assert shown in text


def test_a_case_of_any_size_fits() -> None:
    b = hostile.hostile()
    for number in range(1500):
        e = b.capture(f"https://www.example.org/{number}?{'&' * 900}", "<" * 5000)
        b.claim(sample.SITE, f"site.made_up_{number}", "&" * 900, [e], reasons=("&" * 900,))
        b.fail(f"dns://192.0.2.1/{number}", "io-timeout", f"{number}" * 200)
    text = html.render(b.report())
    assert len(text.encode()) <= html.LIMIT_BYTES
    page = PageReader(text)
    assert {t.removeprefix("#") for t in page.targets} <= set(page.ids)
    assert "more rows are in the Markdown and JSON forms" in page.text


def test_unknown_predicate_is_shown() -> None:
    assert "country.coast: long" in PageReader(html.render(sample.country().report())).text


def test_stamp_weights_and_order() -> None:
    text = html.render(sample.country().report())
    assert "Laboratory reconstruction" in text
    assert "expert weights, not calibrated" in text
    assert text.index('id="evidence"') < text.index('id="sources"') < text.index('id="gaps"')
    assert "Laboratory" not in html.render(sample.site().report())


def test_sections_without_claims_are_not_shown_except_the_gaps() -> None:
    page = PageReader(html.render(sample.Builder(target=sample.SITE).report()))
    assert page.ids == ["main", "sources", "weights", "gaps"]
