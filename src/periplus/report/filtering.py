"""What is blocked: sites by networks as a picture, and the counts that stand behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from periplus.model import Claim, Status
from periplus.report.citing import Page
from periplus.report.draw.matrix import Cell, matrix, shown_columns
from periplus.report.markup import Markup, join, table, tag
from periplus.report.result import Report
from periplus.report.routing_words import share
from periplus.report.tables import section
from periplus.report.text import count, safe
from periplus.report.words import value_of

HEAD = ("Site", "Category", "How", "Since", "Standing", "Networks", "Confirmed", "Odd")
NETWORK_HEAD = ("Network", "Confirmed as blocked", "95% interval", "Measurements")
PAGE_HEAD = ("Network", "In place of", "What answered", "On")
HEADING = "What is kept from its people"
_MOST_ROWS = 16


def _of(report: Report, predicate: str) -> list[Claim]:
    return [c for c in report.claims if c.predicate == predicate and c.value is not None]


def _record(claim: Claim) -> Mapping[str, str | int | float | bool | None]:
    return claim.value if isinstance(claim.value, Mapping) else {}


def rows(report: Report) -> list[tuple[Claim, tuple[str, ...]]]:
    """Blocked sites, those that still are first, then by how often."""
    found = sorted(
        _of(report, "country.site_blocked"),
        key=lambda c: (c.status is Status.PAST, -float(str(_record(c).get("share") or 0)), str(c.value)),
    )
    return [(claim, _cells(claim)) for claim in found]


def _cells(claim: Claim) -> tuple[str, ...]:
    said = _record(claim)
    ended = claim.status is Status.PAST
    return (
        str(said.get("site")),
        str(said.get("category") or ""),
        str(said.get("how") or "not told"),
        str(said.get("since") or "not told"),
        f"ended, last {said.get('last')}" if ended else "blocked",
        f"{said.get('networks')} of {said.get('probed')}",
        _counted(said),
        str(said.get("anomalies")),
    )


def _counted(said: Mapping[str, str | int | float | bool | None]) -> str:
    """`301 of 641 (43% to 51%)`: whole per cents, for a narrow column."""
    low, high = (said.get(key) for key in ("low", "high"))
    told = isinstance(low, int | float) and isinstance(high, int | float)
    interval = f" ({low:.0%} to {high:.0%})" if told else ""
    return f"{said.get('confirmed')} of {said.get('measurements')}{interval}"


def networks(report: Report) -> list[tuple[Claim, tuple[str, ...]]]:
    """Each network's share, most measured first."""
    found = sorted(_of(report, "network.blocked_share"), key=lambda c: (-(c.n or 0), c.subject.key))
    return [
        (
            claim,
            (
                claim.subject.key,
                share(claim.value),
                " to ".join(share(edge) for edge in claim.interval or ()),
                str(claim.n),
            ),
        )
        for claim in found
    ]


def block_pages(report: Report) -> list[tuple[Claim, tuple[str, ...]]]:
    """What answered in place of a site."""
    keys = ("site", "tells", "on")
    return [
        (claim, (claim.subject.key, *(str(_record(claim).get(key) or "") for key in keys)))
        for claim in _of(report, "network.block_page")
    ]


def filtering(page: Page, variants: Sequence[tuple[str, float]]) -> Markup:
    """The section; empty where blocking was not measured."""
    measured = _of(page.report, "country.filtering_measured")
    pages = block_pages(page.report)
    if not measured and not pages:
        return Markup("")
    told = [tag("p", page.cell(reason), class_="note") for c in measured for reason in c.reasons]
    told += [
        tag("p", "Confirmed as blocked: ", page.claims([c], [value_of(c)]))
        for c in _of(page.report, "country.blocked_share")
    ]
    sites = rows(page.report)
    caption = (
        "Confirmed in two networks or more, with Wilson's 95% interval; category: the code of the test "
        "list. Odd: anomalies, such as an unexpected reset, that no known block page or address bears "
        "out. They prove nothing and are not counted."
    )
    return section(
        "filtering",
        HEADING,
        *told,
        _picture(page, variants),
        _table(page, caption, HEAD, sites),
        _table(
            page,
            "Of all measurements in a network; it depends on what was tested.",
            NETWORK_HEAD,
            networks(page.report),
        ),
        _table(page, "Pages that stand in the place of blocked ones.", PAGE_HEAD, pages),
    )


def _table(
    page: Page, caption: str, head: Sequence[str], found: Sequence[tuple[Claim, Sequence[str]]]
) -> Markup:
    if not found:
        return Markup("")
    body = [
        (page.claims([c], cells[:1]), *map(page.cell, cells[1:]), page.cite(page.captures_of([c])))
        for c, cells in found[: page.bounds.rows]
    ]
    made = table(caption, (*head, "Evidence"), body, class_="blocked")
    return join([made, page.more(len(found), "rows")])


def _picture(page: Page, variants: Sequence[tuple[str, float]]) -> Markup:
    cells: dict[str, dict[str, Cell]] = {}
    weight: dict[str, int] = {}
    for claim in _of(page.report, "network.site_blocked"):
        said = _record(claim)
        cells.setdefault(str(said.get("site")), {})[_number(claim)] = _cell(page, claim)
        weight[_number(claim)] = weight.get(_number(claim), 0) + int(str(said.get("measurements") or 0))
    if not cells:
        return Markup("")
    columns = sorted(weight, key=lambda key: (-weight[key], key))
    order = sorted(cells, key=lambda site: (-sum(c.share for c in cells[site].values()), site))[
        :_MOST_ROWS
    ]
    shown = [(safe(site), cells[site]) for site in order]
    caption = (
        "Sites by AS number: the share of measurements that met a known block page or address; the "
        "stronger the shade, the more. In brackets: fewer than 30 measurements, too little to say. "
        "Hatched: never met one there, or not measured."
    )
    drawn = []
    for name, wide in variants:
        picture = matrix(f"blocked-{name}", HEADING, caption, shown, columns, wide)
        drawn.append(Markup(picture.replace("<svg ", f'<svg class="{name}" ', 1)))
    left = len(columns) - shown_columns(len(columns), variants[-1][1])
    narrow = f" A narrow page leaves {count(left, 'network')} to the table."
    more = narrow if left > 0 else ""
    return tag("figure", tag("figcaption", caption + more), *drawn)


def _number(claim: Claim) -> str:
    # A narrow column has no room for the letters.
    return claim.subject.key.removeprefix("AS")


def _cell(page: Page, claim: Claim) -> Cell:
    said = _record(claim)
    part = float(str(said.get("share") or 0))
    faint = claim.status is Status.INSUFFICIENT
    text = f"{part:.0%}"
    return Cell(
        share=part,
        text=f"({text})" if faint else text,
        faint=faint,
        href=page.links.get(claim.id, ""),
    )
