"""A report as one HTML file: no network, no script, a content policy by hash (CSP Level 3)."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files

from periplus.model import SubjectKind
from periplus.report import carriers, chain, correlation, entities, history, ledger, routing, tables
from periplus.report.atlas import without_map, world_map
from periplus.report.citing import Bounds, Page
from periplus.report.draw.layers import diagram
from periplus.report.figures import Picture, pictures, rows_of
from periplus.report.filtering import filtering
from periplus.report.findings import Card
from periplus.report.glance import glance
from periplus.report.markup import Markup, compact, days, labels, raw_style, table, tag
from periplus.report.outages import Weeks, outages, weeks_of
from periplus.report.paths import paths
from periplus.report.ports import ports
from periplus.report.providers import providers
from periplus.report.result import Report
from periplus.report.stacks import stacks
from periplus.report.use import use
from periplus.report.visit import visit

LIMIT_BYTES = 300_000
# Names of the variants that the sheet shows by page width, and their widths in px.
_VARIANTS = (("wide", 780.0), ("narrow", 318.0))


def render(report: Report, *, limit_bytes: int = LIMIT_BYTES) -> str:
    """The document, at most `limit_bytes` in UTF-8: less is shown until it fits.

    What is left out is counted on the page. The bound is kept for any limit from 60 000 on.
    """
    weeks, steps = weeks_of(report), [Bounds()]
    while (smaller := steps[-1].smaller()) != steps[-1]:
        steps.append(smaller)
    # The first step that fits: each shows less than the one before.
    low, high, text = 0, len(steps) - 1, ""
    while low < high:
        middle = (low + high) // 2
        made = _document(Page.of(report, steps[middle]), weeks)
        if len(made.encode()) <= limit_bytes:
            high, text = middle, made
        else:
            low = middle + 1
    return text or _document(Page.of(report, steps[low]), weeks)


def sheet() -> str:
    """Our style sheet, the only one a report uses."""
    return files("periplus.report").joinpath("style.css").read_text(encoding="utf-8")


def policy(css: str, *, pictures: bool = False) -> str:
    """The content policy: nothing but this one sheet, by its hash, and pictures within the file."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    images = "img-src data:; " if pictures else ""
    return (
        f"default-src 'none'; {images}style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def _document(page: Page, weeks: Weeks) -> str:
    title = page.said(page.report.title)
    drawn = any(capture.picture for capture in page.report.captures)
    body = tag("body", _header(page, title), tag("main", *_sections(page, weeks), id="main"))
    css = sheet().replace("/* labels */", labels(body))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy(css, pictures=drawn)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        raw_style(css),
    )
    return f"<!doctype html>\n{tag('html', head, compact(body), lang='en')}\n"


def _header(page: Page, title: str) -> Markup:
    stamp = tag("p", page.report.stamp, class_="stamp") if page.report.stamp else Markup("")
    skip = tag("a", "To the content", href="#main", class_="skip")
    return tag(
        "header",
        skip,
        stamp,
        tag("h1", *days(title)),
        tag("p", page.said(page.report.subtitle), class_="sub"),
    )


def _sections(page: Page, weeks: Weeks) -> list[Markup]:
    world = world_map(page, _VARIANTS)
    # The map says what the picture of places does, which stands where there are no outlines.
    figures = () if world else pictures(page.report, page.links)
    of_site = page.report.target.kind is SubjectKind.SITE
    body = [
        glance(page),
        *(_figure(page, picture) for picture in figures if of_site),
        routing.grounds(page),
        *(_figure(page, picture) for picture in routing.pictures(page.report, page.links)),
        routing.cuts(page, _VARIANTS),
        carriers.carriers(page),
        carriers.meeting(page),
        carriers.influence(page),
        entities.control(page, _VARIANTS),
        entities.lines(page),
        entities.leverage(page),
        providers(page, _VARIANTS),
        *(_figure(page, picture) for picture in figures if not of_site),
        world or without_map(page),
        ledger.disputes(page),
        tables.addresses(page),
        stacks(page),
        paths(page, _VARIANTS),
        outages(page, _VARIANTS, weeks),
        filtering(page, _VARIANTS),
        tables.registration(page),
        tables.handshake(page),
        ports(page),
        tables.cookies(page),
        tables.trackers(page),
        visit(page),
        tables.fields(page),
        chain.name_servers(page),
        chain.trust(page),
        history.through_time(page, _VARIANTS),
        correlation.told_and_seen(page),
        use(page, _VARIANTS),
        tables.summary(page),
        ledger.ledger(page),
        ledger.sources(page),
        _weights(page),
        ledger.gaps(page),
    ]
    return [_cards(page), _contents(body), *body]


def _contents(sections: list[Markup]) -> Markup:
    """Links to the sections that are there, in their order."""
    found = [m for s in sections if (m := re.match(r'<section id="([a-z-]+)"><h2>(.*?)</h2>', s))]
    items = [tag("li", tag("a", Markup(m[2]), href=f"#{m[1]}")) for m in found]
    return tag("nav", tag("ul", *items), aria_label="Sections")


def _cards(page: Page) -> Markup:
    cards = [_card(page, card) for card in page.report.cards]
    return tag("ul", *cards, class_="cards") if cards else Markup("")


def _card(page: Page, card: Card) -> Markup:
    numbers = tuple(sorted({n for c in card.claims for n in page.report.trail[c]}))
    answer = page.said(card.answer)
    if card.claims:
        answer = tag("a", answer, href=page.links.get(card.claims[0], "#summary"))
    return tag(
        "li",
        tag("h2", card.question),
        tag("p", answer, class_="answer"),
        tag("p", page.said(card.detail), class_="note"),
        page.cite(numbers),
        class_=None if card.claims else "unseen",
    )


def _figure(page: Page, picture: Picture) -> Markup:
    drawn = [
        _variant(
            diagram(f"{picture.name}-{name}", picture.heading, picture.caption, picture.bands, wide),
            name,
        )
        for name, wide in _VARIANTS
    ]
    rows = [tuple(map(page.cell, row)) for row in rows_of(picture)[: page.bounds.rows]]
    beside = tag(
        "details",
        tag("summary", "The picture as a table"),
        table(picture.heading, ("Where", "What", "How sure", "Basis"), rows),
    )
    return tables.section(
        picture.name,
        picture.heading,
        tag("figure", tag("figcaption", *days(picture.caption)), *drawn, beside),
    )


def _variant(svg: Markup, name: str) -> Markup:
    return Markup(svg.replace("<svg ", f'<svg class="{name}" ', 1))


def _weights(page: Page) -> Markup:
    words = "Words of certainty follow ICD 203. A number stands behind each word in the summary."
    return tables.section("weights", "How sure", tag("p", page.said(page.report.weights), " ", words))
