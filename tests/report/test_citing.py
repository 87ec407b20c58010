"""A page within bounds links only to what it shows."""

from dataclasses import astuple
from itertools import pairwise

from periplus.report.citing import Bounds, Page
from tests.report import sample


def test_what_claims_rest_on_is_shown_first() -> None:
    b = sample.country()
    b.capture("dns://192.0.2.99/unused?type=A", captured_at=sample.AT.replace(year=2000))
    report = b.report()
    assert report.captures[0].source == "dns://192.0.2.99/unused?type=A"
    page = Page.of(report, Bounds(entries=9, lines=10))
    assert 1 not in page.shown
    assert len(page.shown) == 9
    assert len(page.listed) == 10
    assert page.shown < page.listed


def test_citation_of_a_hidden_capture_leads_to_the_section() -> None:
    page = Page.of(sample.country().report(), Bounds(entries=1, lines=1, citations=1))
    (shown,) = page.shown
    assert page.cite([shown]) == f'<span class="cite"><a href="#e{shown}">E{shown}</a></span>'
    assert 'href="#evidence">E9' in page.cite([9])
    assert "+1" in page.cite([9, 8])
    assert page.cite([]) == ""


def test_a_smaller_page_gives_up_bodies_first_and_ends() -> None:
    steps = [Bounds()]
    while (smaller := steps[-1].smaller()) != steps[-1]:
        steps.append(smaller)
    assert [b.rows for b in steps[:4]] == [300] * 4
    assert steps[3].body_bytes == 0
    for before, after in pairwise(steps):
        assert all(new <= old for new, old in zip(astuple(after), astuple(before), strict=True))
    assert (steps[-1].rows, steps[-1].entries, steps[-1].characters) == (1, 1, 20)


def test_the_summary_gives_way_before_the_tables_of_sections() -> None:
    bounds = Bounds()
    while bounds.rows == 300:
        last, bounds = bounds, bounds.smaller()
    assert last.summary <= 40
    assert last.entries < 60


def test_brief_rows_have_their_place_first() -> None:
    report = sample.site().report()
    brief = sum(row.brief for row in report.rows)
    assert 0 < brief < len(report.rows)
    page = Page.of(report, Bounds(summary=brief))
    assert all(row.brief for row in page.rows)
    assert [row.anchor for row in page.rows] == [r.anchor for r in report.rows if r.brief]


def test_what_is_left_out_is_counted() -> None:
    page = Page.of(sample.site().report(), Bounds(rows=2))
    assert "3 more rows" in page.more(5, "rows")
    assert page.more(2, "rows") == ""


def test_claims_link_to_their_rows() -> None:
    report = sample.site().report()
    page = Page.of(report, Bounds())
    assert page.claims([report.claims[0]], ["<x>"]) == '<a href="#r1">&lt;x&gt;</a>'
    assert page.captures_of(report.claims) == (1, 2, 3)


def test_a_title_is_never_cut_like_a_cell() -> None:
    page = Page.of(sample.country().report(), Bounds(characters=20))
    assert page.said("word " * 40) == "word " * 40
    assert len(page.cell("word " * 40)) <= 20
    assert len(page.said("x" * 5000)) <= 300
