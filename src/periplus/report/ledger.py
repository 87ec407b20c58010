"""The evidence ledger of the HTML report, with sources, gaps and contradictions."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.report.citing import Page
from periplus.report.inputs import Capture
from periplus.report.markup import Markup, join, preformatted, table, tag
from periplus.report.result import Report
from periplus.report.tables import section
from periplus.report.text import date, escaped, minute

_BODY_BYTES = 6_000  # of one body, escaped
_BEGINNING = 16  # characters of a digest: enough for `periplus show`
_NAMED = 3  # selectors and rows of one entry; the summary leads to the rest


def ledger(page: Page) -> Markup:
    """One entry per capture: what was asked, of whom, when, what came; small bodies inline."""
    if not page.report.captures:
        return Markup("")
    room = page.bounds.body_bytes
    used = _used_by(page)
    entries = []
    for capture in page.report.captures:
        if capture.number not in page.listed:
            continue
        if capture.number not in page.shown:
            entries.append(_line(page, capture))
            continue
        body = _body(capture, min(room, _BODY_BYTES))
        room -= len(body.encode())
        entries.append(_entry(page, capture, body, used.get(capture.number, [])))
    show = f"periplus show {page.report.case} DIGEST"
    seen_from = _vantages(page.report)
    whence = f" All were seen from {page.cell(next(iter(seen_from)))}." if len(seen_from) == 1 else ""
    words = "The unaltered bytes of every entry: "
    note = tag("p", words, tag("code", show), ".", whence, class_="note")
    rest = page.more(len(page.report.captures), "captures", len(page.listed))
    return section("evidence", "Evidence", note, tag("ol", *entries, class_="ledger"), rest)


def _line(page: Page, capture: Capture) -> Markup:
    found = (
        f" {capture.digest[:_BEGINNING]}" if capture.digest else f" {page.cell(capture.failure or '')}"
    )
    return tag("li", capture.name, " ", tag("code", page.cell(capture.source)), found, id=capture.anchor)


def _used_by(page: Page) -> dict[int, list[str]]:
    used: dict[int, list[str]] = {}
    for row in page.rows:
        for number in row.captures:
            used.setdefault(number, []).append(row.anchor)
    return used


def _body(capture: Capture, room_bytes: int) -> Markup:
    if capture.body is None or not capture.body:
        return Markup("")
    if len(escaped(capture.body, lines=True).encode()) > room_bytes:
        return Markup("")
    return tag("details", tag("summary", "The bytes, redacted"), preformatted(capture.body))


def _entry(page: Page, capture: Capture, body: Markup, rows: list[str]) -> Markup:
    lines = [page.cell(" \u00b7 ".join(_facts(capture, page.report)))]
    selectors = page.report.selectors.get(capture.number, ())
    if selectors:
        shown = ", ".join(selectors[:_NAMED])
        more = ", \u2026" if len(selectors) > _NAMED else ""
        lines.append(f"Read at {page.cell(shown + more)}")
    if rows:
        links = [tag("a", anchor.upper(), href=f"#{anchor}") for anchor in rows[:_NAMED]]
        more = f" and {len(rows) - len(links)} more" if len(rows) > len(links) else ""
        lines.append(join(["Bears on rows ", join(links, ", "), more]))
    parts = [
        tag("h3", capture.name),
        tag("code", page.cell(capture.source)),
        tag("p", join(lines, tag("br")), class_="note"),
    ]
    if capture.failure:
        parts.append(tag("p", f"No whole answer: {page.cell(capture.failure or '')}", class_="failed"))
    if capture.digest:
        parts.append(tag("p", "SHA-256 ", tag("code", page.cell(capture.digest))))
    return tag("li", *parts, body, id=capture.anchor)


def _vantages(report: Report) -> frozenset[str]:
    return frozenset(c.vantage for c in report.captures if c.vantage)


def _facts(capture: Capture, report: Report) -> Iterator[str]:
    yield minute(capture.captured_at)
    if capture.asked:
        yield f"asked {capture.asked}"
    if capture.dialled and capture.dialled != capture.asked:
        yield f"dialled {capture.dialled}"
    if capture.vantage and len(_vantages(report)) > 1:
        yield f"from {capture.vantage}"
    yield f"{capture.size_bytes} bytes {capture.media_type}".rstrip()
    yield f"in {capture.elapsed_s:.3g} s"
    if capture.collector:
        yield f"by {capture.collector}"


def disputes(page: Page) -> Markup:
    """Contradictions, each with the evidence of all its sides."""
    found = page.report.disputes[: page.bounds.rows]
    boxes = [
        tag(
            "div",
            tag("h3", page.said(d.heading)),
            tag("p", page.said(d.text), " ", page.cite(d.captures)),
            class_="against",
        )
        for d in found
    ]
    return section(
        "contradictions",
        "Contradictions",
        *boxes,
        page.more(len(page.report.disputes), "contradictions"),
    )


def gaps(page: Page) -> Markup:
    """What could not be seen, and why; the section is there even when nothing failed."""
    found = page.report.gaps
    if not found:
        return section(
            "gaps", "What could not be seen", tag("p", "Every request of this run was answered.")
        )
    rows = [
        (page.cell(g.what), page.cell(g.why), page.cite(g.captures)) for g in found[: page.bounds.rows]
    ]
    made = table("Failures are part of the answer.", ("What", "Why", "Evidence"), rows)
    return section("gaps", "What could not be seen, and why", made, page.more(len(found), "gaps"))


def sources(page: Page) -> Markup:
    """Who was asked, when, under which terms."""
    rows = []
    for source in page.report.sources[: page.bounds.rows]:
        dates = sorted({date(at) for at in (source.first_at, source.last_at) if at})
        cells = (source.name, source.kind, " to ".join(dates), source.licence)
        rows.append((*map(page.cell, cells), page.cite(source.captures)))
    if not rows:
        return Markup("")
    head = ("Source", "How", "When", "Terms", "Evidence")
    return section(
        "sources",
        "Sources",
        table("Who was asked, and the tables that were used.", head, rows),
        page.more(len(page.report.sources), "sources"),
    )
