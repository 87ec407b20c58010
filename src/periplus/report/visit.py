"""What a browser saw of the page: its picture, what it asked of others, cookies, globals."""

from __future__ import annotations

from collections.abc import Mapping

from periplus.model import Claim
from periplus.report.citing import Page
from periplus.report.markup import Markup, join, table, tag
from periplus.report.tables import section
from periplus.report.text import scalar_text
from periplus.report.visit_words import lifetime


def visit(page: Page) -> Markup:
    """One section; empty when no browser loaded the page."""
    return section("visit", "In a browser", _load(page), _requests(page), _cookies(page), _globals(page))


def _load(page: Page) -> Markup:
    claims = _of(page, "site.browser_visit")
    if not claims:
        return Markup("")
    record = _record(claims[0])
    browser, ended = (page.cell(scalar_text(record.get(key))) for key in ("browser", "ended"))
    requests, hosts, refused = (record.get(key) for key in ("requests", "hosts", "refused"))
    said = tag(
        "p",
        f"One ordinary load in {browser}, consent banners left alone: {requests} requests to {hosts} "
        f"hosts, {refused} of them held back because the scope does not allow their host. "
        f"It ended: {ended}. ",
        page.cite(page.captures_of(claims)),
    )
    return join([_picture(page), said])


def _picture(page: Page) -> Markup:
    shown = next((one for one in page.report.captures if one.picture), None)
    if shown is None:
        return Markup("")
    image = tag(
        "img",
        src=f"data:image/png;base64,{shown.picture}",
        alt="The window as the browser drew it",
        width="640",
        height="450",
    )
    caption = tag("figcaption", "The window at the end of the visit. ", page.cite((shown.number,)))
    return tag("figure", caption, image, class_="window")


def _requests(page: Page) -> Markup:
    rows = [
        (
            page.claims([claim], [str(record.get("host"))]),
            *(_told(page, record, key) for key in ("service", "owner", "ids")),
            f"{record.get('requests')}, let out {record.get('let_out')}",
            _told(page, record, "received"),
            page.cite(page.captures_of([claim])),
        )
        for claim in _of(page, "site.third_party_request")
        for record in (_record(claim),)
    ]
    rows += [
        (
            page.claims([claim], [str(record.get("host"))]),
            "under the site's own name",
            _told(page, record, "owner"),
            "",
            "",
            page.cell(f"stands for {record.get('stands_for')}"),
            page.cite(page.captures_of([claim])),
        )
        for claim in _of(page, "site.cloaked_third_party")
        for record in (_record(claim),)
    ]
    head = (
        "Host",
        "Service",
        "Owner",
        "Ids",
        "Requests",
        "What they hold, beyond address and browser",
        "Evidence",
    )
    return _plain(page, head, rows, "What the page asked of others.")


def _cookies(page: Page) -> Markup:
    rows = [
        (
            page.claims([claim], [str(record.get("name"))]),
            *(_told(page, record, key) for key in ("party", "set_by", "secure", "http_only")),
            lifetime(record.get("lifetime_s")),
            _told(page, record, "purpose"),
            page.cite(page.captures_of([claim])),
        )
        for claim in _of(page, "site.browser_cookie")
        for record in (_record(claim),)
    ]
    head = ("Cookie", "Party", "Set by", "Secure", "HttpOnly", "Lifetime", "Purpose", "Evidence")
    return _plain(page, head, rows, "Cookies that the front page's response did not set.")


def _globals(page: Page) -> Markup:
    rows = [
        (
            page.claims([claim], [str(record.get("name"))]),
            *(_told(page, record, key) for key in ("type", "tells")),
            page.cite(page.captures_of([claim])),
        )
        for claim in _of(page, "site.page_global")
        for record in (_record(claim),)
    ]
    head = ("Name", "Type", "Tells of", "Evidence")
    return _plain(page, head, rows, "Names in the page's window that a blank frame does not have.")


def _of(page: Page, predicate: str) -> list[Claim]:
    found = [c for c in page.report.claims if c.predicate == predicate and c.value is not None]
    return found[: page.bounds.rows]


def _record(claim: Claim) -> Mapping[str, object]:
    return claim.value if isinstance(claim.value, Mapping) else {}


def _told(page: Page, record: Mapping[str, object], key: str) -> str:
    value = record.get(key)
    return "" if value is None else page.cell(scalar_text(value))


def _plain(page: Page, head: tuple[str, ...], rows: list[tuple[str, ...]], caption: str) -> Markup:
    if not rows:
        return Markup("")
    return join([table(caption, head, rows[: page.bounds.rows]), page.more(len(rows), "rows")])
