"""The ledger tells how each capture came; small bodies stand in it, large ones by digest."""

from periplus.report import ledger
from periplus.report.citing import Bounds, Page
from tests.report import sample
from tests.report.page import PageReader


def page(builder: sample.Builder, **bounds: int) -> Page:
    return Page.of(builder.report(), Bounds(**bounds))


def test_small_bodies_inline_large_by_digest() -> None:
    b = sample.site()
    b.capture("https://www.example.org/big", "x" * 50_000)
    text = ledger.ledger(page(b))
    assert "Server: nginx\nSet-Cookie" in text
    assert "xxx" not in text
    assert b.evidence[-1]["digest"] in text
    assert "periplus show cases/sample DIGEST" in text


def test_no_room_no_bodies() -> None:
    assert "<pre" not in ledger.ledger(page(sample.site(), body_bytes=0))


def test_dialled_is_told_when_it_differs() -> None:
    b = sample.Builder(target=sample.SITE)
    b.capture("https://x/", asked="203.0.113.5:443", dialled="127.0.0.1:4433", vantage="lab:x")
    text = PageReader(ledger.ledger(page(b))).text
    assert "asked 203.0.113.5:443" in text
    assert "dialled 127.0.0.1:4433" in text
    assert "dialled" not in PageReader(ledger.ledger(page(sample.site()))).text


def test_entries_lead_back_to_rows() -> None:
    assert "Bears on rows" in ledger.ledger(page(sample.site()))


def test_what_has_no_room_keeps_one_line_to_its_bytes() -> None:
    report = sample.site().report()
    held = Page.of(report, Bounds(entries=1, lines=len(report.captures)))
    drawn = ledger.ledger(held)
    assert drawn.count("<li id=") == len(report.captures)
    assert drawn.count("SHA-256") == 1
    for capture in report.captures:
        assert f'id="{capture.anchor}"' in drawn
        assert (capture.digest or "")[:16] in drawn


def test_gaps_are_told_even_when_there_are_none() -> None:
    nothing = page(sample.Builder(target=sample.SITE))
    assert "Every request of this run was answered." in ledger.gaps(nothing)
    assert "refused by the scope; nothing was sent" in ledger.gaps(page(sample.site()))


def test_sources_and_contradictions() -> None:
    assert "rate limited" in ledger.sources(page(sample.country()))
    assert "Windows XP is not supported" in ledger.disputes(page(sample.site()))
    assert ledger.disputes(page(sample.country(), rows=300)).count('class="against"') == 1
