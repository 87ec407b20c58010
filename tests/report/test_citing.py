"""A page within bounds links only to what it shows."""

from periplus.report.citing import Bounds, Page
from tests.report import sample


def test_what_claims_rest_on_is_shown_first() -> None:
    b = sample.country()
    b.capture("dns://192.0.2.99/unused?type=A", captured_at=sample.AT.replace(year=2000))
    report = b.report()
    assert report.captures[0].source == "dns://192.0.2.99/unused?type=A"
    page = Page.of(report, Bounds(rows=9))
    assert 1 not in page.shown
    assert len(page.shown) == 9


def test_citation_of_a_hidden_capture_leads_to_the_section() -> None:
    page = Page.of(sample.country().report(), Bounds(rows=1, citations=1))
    (shown,) = page.shown
    assert page.cite([shown]) == f'<span class="cite"><a href="#e{shown}">E{shown}</a></span>'
    assert 'href="#evidence">E9' in page.cite([9])
    assert "+1" in page.cite([9, 8])
    assert page.cite([]) == ""


def test_halving_ends() -> None:
    bounds = Bounds()
    for _ in range(30):
        bounds = bounds.halved()
    assert bounds == bounds.halved()


def test_what_is_left_out_is_counted() -> None:
    page = Page.of(sample.site().report(), Bounds(rows=2))
    assert "3 more rows" in page.more(5, "rows")
    assert page.more(2, "rows") == ""


def test_claims_link_to_their_rows() -> None:
    report = sample.site().report()
    page = Page.of(report, Bounds())
    assert page.claims([report.claims[0]], ["<x>"]) == '<a href="#r1">&lt;x&gt;</a>'
    assert page.captures_of(report.claims) == (1, 2, 3)
